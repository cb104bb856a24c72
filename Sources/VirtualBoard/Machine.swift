// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator

/// A modelled chip with its stepping, registers and memory; used by one task at a time.
package final class Machine {
  /// Why a run ended.
  package enum Stop: Hashable, Sendable {
    /// The cycles asked for have passed.
    case budget
    /// The firmware polls an empty serial line.
    case idle
    /// The core sleeps and no interrupt is pending.
    case sleeping
    /// A fault where HardFault could not take it.
    case lockedUp
    /// The chip has reset itself and can run on.
    case reset
    /// The core is halted for a debugger, or nRST holds it in reset.
    case halted
    /// The fault mode that closes the serial line has struck.
    case lineClosed
    /// The boot ROM has not started the image and waits for USB; the text says why.
    case inROM(String)
    /// The emulator refused to go on, and says why.
    case broken(String)
  }

  /// A register of the core by its number for a debugger.
  package enum Register: Hashable, Sendable {
    case general(UInt32)
    case programCounter
    case programStatus
    case mainStack
    case processStack
    case control

    fileprivate var number: UInt32 {
      switch self {
      case .general(let number): number
      case .programCounter: 15
      case .programStatus: UInt32(MCUB_REGISTER_XPSR)
      case .mainStack: UInt32(MCUB_REGISTER_MSP)
      case .processStack: UInt32(MCUB_REGISTER_PSP)
      case .control: UInt32(MCUB_REGISTER_CONTROL)
      }
    }
  }

  let handle: OpaquePointer
  package let chip: Chip

  /// The image's chip with the image in place, at the end of power-on reset.
  package init(
    image: BoardImage, uniqueIdentifier: UniqueIdentifier, faults: [FaultMode] = [],
    timing: TimingChoice = TimingChoice()
  ) throws(VirtualBoardError) {
    chip = image.chip
    guard
      let handle = mcub_machine_create(
        mcub_chip(rawValue: chip.number),
        timing.isModelled ? MCUB_TIMING_MODELLED : MCUB_TIMING_INSTRUCTIONS,
        uniqueIdentifier.bytes)
    else {
      throw VirtualBoardError(reason: .emulatorUnavailable)
    }
    self.handle = handle
    try settle(timing)
    for segment in image.segments {
      _ = mcub_machine_load_flash(
        handle, UInt32(segment.offset), segment.bytes, segment.bytes.count)
    }
    misbehave(faults)
    mcub_machine_reset(handle, MCUB_RESET_POWER_ON)
  }

  deinit {
    mcub_machine_destroy(handle)
  }

  private func misbehave(_ faults: [FaultMode]) {
    var how = mcub_misbehaviour()
    for fault in faults {
      switch fault {
      case .resetAfterBytes(let count): how.reset_after_tx_bytes = count
      case .resetAfterCycles(let count): how.reset_after_cycles = count
      case .closeAfterBytes(let count): how.close_after_tx_bytes = count
      case .corruptTransmit(let every): how.corrupt_every_tx = every
      case .dropTransmit(let every): how.drop_every_tx = every
      case .dropReceive(let every): how.drop_every_rx = every
      case .bitFlip(let address, let cycle): _ = mcub_machine_flip_bit(handle, address, cycle)
      case .weakProgramming(let times): how.weak_programmings = times
      case .protectedSectors(let sectors): how.protected_sectors |= sectors
      case .maximumBaud(let baud): how.max_baud = baud
      case .readProtected: protectFromReading()
      case .slow(let share): how.stalls_per_10000 = share
      case .unsteady(let most): how.stalls_per_10000 = .random(in: 0...most)
      case .silent, .garbage, .probe, .lineFlip, .lineDrop, .lineDouble, .lineDelay, .lineSeed,
        .cutAtBytes, .looseClock:
        break
      }
    }
    mcub_machine_misbehave(handle, &how)
  }

  /// Runs until so many cycles have passed or something else stops the core.
  package func run(cycles: UInt64) -> Stop {
    switch mcub_machine_run(handle, cycles) {
    case MCUB_STOP_BUDGET: .budget
    case MCUB_STOP_IDLE: .idle
    case MCUB_STOP_SLEEPING: .sleeping
    case MCUB_STOP_LOCKED_UP: .lockedUp
    case MCUB_STOP_RESET: .reset
    case MCUB_STOP_HALTED: .halted
    case MCUB_STOP_LINE_CLOSED: .lineClosed
    case MCUB_STOP_IN_ROM: .inROM(String(cString: mcub_machine_stop_detail(handle)))
    default: .broken(String(cString: mcub_machine_stop_detail(handle)))
    }
  }

  /// Resets the chip as a switch at its reset pin would.
  ///
  /// With `holdsBootsel`, a chip that has the button stays in its boot ROM and waits for USB.
  package func restart(holdsBootsel: Bool = false) {
    mcub_machine_hold_bootsel(handle, holdsBootsel)
    mcub_machine_reset(handle, MCUB_RESET_PIN)
    mcub_machine_hold_bootsel(handle, false)
  }

  /// Lets modelled time pass without executing.
  package func advance(cycles: UInt64) {
    mcub_machine_advance(handle, cycles)
  }

  /// Cycles since the machine was created, those without an instruction included.
  package var cycles: UInt64 { mcub_machine_cycles(handle) }

  /// Instructions executed since the machine was created.
  package var instructions: UInt64 { mcub_machine_instructions(handle) }

  /// The core clock that RCC is set to now.
  package var coreHertz: UInt64 { UInt64(mcub_machine_core_hertz(handle)) }

  /// The first cycle at which a timer may interrupt, or `nil` for none.
  package var nextEvent: UInt64? {
    let cycle = mcub_machine_next_event(handle)
    return cycle == UInt64.max ? nil : cycle
  }

  /// Bytes that ``receive(_:)`` would take now.
  package var serialSpace: Int { mcub_serial_space(handle) }

  /// Whether bytes are still on their way to the chip.
  package var isHearing: Bool { mcub_serial_is_arriving(handle) }

  /// Sets the speed of the line's far end, in bits a second; 0, as at first, follows the chip.
  package func setHostBaud(_ baud: UInt32) {
    mcub_serial_set_host_baud(handle, baud)
  }

  /// Sent bytes that were lost because nobody took them.
  package var discardedBytes: UInt64 { mcub_serial_discarded(handle) }

  /// Puts bytes on the line to the chip; gives how many were taken.
  package func receive(_ bytes: [UInt8]) -> Int {
    mcub_serial_push(handle, bytes, bytes.count)
  }

  /// Takes bytes that the chip has sent.
  package func takeSent(limit: Int = 65_536) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = mcub_serial_take(handle, buffer.baseAddress, limit)
    }
  }

  package subscript(register: Register) -> UInt32 {
    get { mcub_register_read(handle, register.number) }
    set { mcub_register_write(handle, register.number, newValue) }
  }

  /// Memory as a debugger sees it, or `nil` when a byte of it is not mapped.
  package func memory(at address: UInt32, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return mcub_memory_read(handle, address, &bytes, count) ? bytes : nil
  }

  /// A word of memory, or `nil` when it is not mapped.
  package func word(at address: UInt32) -> UInt32? {
    memory(at: address, count: 4)?.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// A peripheral's register as the core would read it, side effects included.
  package func peripheral(at address: UInt32) -> UInt32 {
    mcub_bus_read(handle, address)
  }

  /// Writes a peripheral's register as the core would, side effects included.
  package func setPeripheral(at address: UInt32, to value: UInt32) {
    mcub_bus_write(handle, address, value)
  }

  /// Puts bytes into RAM; `false` where no RAM is.
  package func setMemory(_ bytes: [UInt8], at address: UInt32) -> Bool {
    mcub_memory_write(handle, address, bytes, bytes.count)
  }

  /// Puts bytes where the chip's image lies, `offset` bytes from its start, as a factory programmer
  /// would; `false` where they do not fit.
  package func setImage(_ bytes: [UInt8], at offset: Int) -> Bool {
    guard let offset = UInt32(exactly: offset) else { return false }
    return mcub_machine_load_flash(handle, offset, bytes, bytes.count)
  }

  /// Puts a word into RAM; `false` where no RAM is.
  package func setWord(at address: UInt32, to value: UInt32) -> Bool {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return mcub_memory_write(handle, address, bytes, bytes.count)
  }
}
