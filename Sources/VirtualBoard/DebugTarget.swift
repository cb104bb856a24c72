// SPDX-License-Identifier: GPL-2.0-or-later

/// A chip as a debug probe reaches it: one AHB access port, the core's registers, and nRST.
package protocol DebugTarget: AnyObject {
  /// Memory and registers, or `nil` for a fault of the access port.
  func debugRead(at address: UInt32, count: Int, unit: Machine.AccessUnit) -> [UInt8]?
  /// Writes memory and registers; `false` for a fault of the access port, units before it written.
  func debugWrite(_ bytes: [UInt8], at address: UInt32, unit: Machine.AccessUnit) -> Bool
  /// A core register by its DCRSR number (Armv7-M ARM, C1.6.3).
  subscript(debugRegister number: UInt32) -> UInt32 { get set }
  /// Pulls nRST low, or lets it go.
  func holdReset(_ isLow: Bool)
  var isHalted: Bool { get }
  var debugIdentity: DebugIdentity { get }
  /// What the flash interface has done since power-on.
  var flashWork: Machine.FlashWork { get }
  /// Whether the flash's control register refuses writes.
  var flashIsLocked: Bool { get }
}

extension DebugTarget {
  /// A word, or `nil` for a fault of the access port.
  func word(at address: UInt32) -> UInt32? {
    debugRead(at: address, count: 4, unit: .word)?.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Writes a word; `false` for a fault of the access port.
  func setWord(_ value: UInt32, at address: UInt32) -> Bool {
    debugWrite(value.littleEndianBytes, at: address, unit: .word)
  }
}

extension Machine: DebugTarget {
  package var debugIdentity: DebugIdentity { chip.debugIdentity }

  /// FLASH_CR.LOCK (RM0385, 3.7.5).
  package var flashIsLocked: Bool { peripheral(at: 0x4002_3C10) >> 31 == 1 }
}
