// SPDX-License-Identifier: GPL-2.0-or-later

extension Machine {
  /// Puts the chip under read protection of level 1, as its own firmware would do it.
  ///
  /// Keys and registers: RM0385, 3.4.2 and 3.7.
  func protectFromReading() {
    let (optionKey, options): (UInt32, UInt32) = (0x4002_3C08, 0x4002_3C14)
    setPeripheral(at: optionKey, to: 0x0819_2A3B)
    setPeripheral(at: optionKey, to: 0x4C5D_6E7F)
    let value = peripheral(at: options) & ~0xFF00 | 0x5500
    setPeripheral(at: options, to: value)
    setPeripheral(at: options, to: value | 1 << 1)
  }
}
