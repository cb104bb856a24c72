// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator

/// The chip's debug port, as a probe reaches it.
extension Machine {
  /// The width of one memory access; addresses and counts are multiples of it.
  package enum AccessUnit: UInt32, Hashable, Sendable {
    case byte = 1
    case halfWord = 2
    case word = 4
  }

  /// What the flash interface has done since power-on.
  package struct FlashWork: Hashable, Sendable {
    package let erasedSectors: UInt64
    /// Stores that cleared bits or could have.
    package let programmedUnits: UInt64
  }

  /// Memory and registers, peripherals included with their side effects.
  ///
  /// - Returns: `nil` for a fault of the access port: some unit is backed by nothing, or the
  ///   address or the count is no multiple of the unit.
  package func debugRead(at address: UInt32, count: Int, unit: AccessUnit = .word) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return mcub_debug_read(handle, address, unit.rawValue, &bytes, count) ? bytes : nil
  }

  /// Writes memory and registers; stores into flash follow the rules of its interface.
  ///
  /// What the write asks of the core has happened on return: a step, a halt, a reset.
  ///
  /// - Returns: `false` for a fault of the access port, units before it written.
  package func debugWrite(_ bytes: [UInt8], at address: UInt32, unit: AccessUnit = .word) -> Bool {
    mcub_debug_write(handle, address, unit.rawValue, bytes, bytes.count)
  }

  /// A word, or `nil` for a fault of the access port.
  package func debugWord(at address: UInt32) -> UInt32? {
    debugRead(at: address, count: 4)?.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Writes a word; `false` for a fault of the access port.
  package func setDebugWord(at address: UInt32, to value: UInt32) -> Bool {
    debugWrite((0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }, at: address)
  }

  /// A core register by its DCRSR number (Armv7-M ARM, C1.6.3).
  ///
  /// 0 to 15, 16 xPSR, 17 MSP, 18 PSP, 20 CONTROL, FAULTMASK, BASEPRI and PRIMASK, 33 FPSCR,
  /// 64 to 95 S0 to S31.
  package subscript(debugRegister number: UInt32) -> UInt32 {
    get { mcub_debug_register_read(handle, number) }
    set { mcub_debug_register_write(handle, number, newValue) }
  }

  /// Pulls nRST low, or lets it go.
  package func holdReset(_ isLow: Bool) {
    mcub_machine_hold_reset(handle, isLow)
  }

  /// Takes the supply away and gives it back: RAM is noise, debug registers are reset.
  package func powerCycle() {
    mcub_machine_power_cycle(handle)
  }

  /// Whether the core is halted for the debugger.
  package var isHalted: Bool { mcub_machine_is_halted(handle) }

  /// What the flash interface has done since power-on.
  package var flashWork: FlashWork {
    let work = mcub_machine_flash_work(handle)
    return FlashWork(erasedSectors: work.erased_sectors, programmedUnits: work.programmed_units)
  }
}
