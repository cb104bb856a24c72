// SPDX-License-Identifier: GPL-2.0-or-later

/// What a chip's debug ports say that they are.
package struct DebugIdentity: Hashable, Sendable {
  /// The serial wire debug port.
  package let serialWire: UInt32
  /// The JTAG debug port and the boundary scan behind it.
  package let scanChain: [UInt32]
  /// The core's AHB access port.
  package let accessPort: UInt32
  /// Where the ROM table lies, with the bits for "present" and "of this format" (ADIv5.2, C2.6.1).
  package let romTable: UInt32

  /// The STM32F746 (RM0385, 40.6 and 40.8.3; Cortex-M7 TRM, C1).
  static let stm32f746 = DebugIdentity(
    serialWire: 0x5BA0_2477, scanChain: [0x5BA0_0477, 0x0644_9041], accessPort: 0x7477_0001,
    romTable: 0xE00F_D003)
  /// The STM32F446 (RM0390, debug support; Cortex-M4 TRM, debug).
  static let stm32f446 = DebugIdentity(
    serialWire: 0x2BA0_1477, scanChain: [0x4BA0_0477, 0x0642_1041], accessPort: 0x2477_0011,
    romTable: 0xE00F_F003)
  /// The RP2040 (its datasheet, 2.3.4; Cortex-M0+ TRM, 8.2); there is no JTAG.
  static let rp2040 = DebugIdentity(
    serialWire: 0x0BC1_2477, scanChain: [], accessPort: 0x0477_0031, romTable: 0xE00F_F003)
  /// TARGETID of both the RP2040's debug ports; TARGETSEL wants it and the core's number (2.3.4.1).
  static let rp2040Target: UInt32 = 0x0100_2927
}

extension Chip {
  /// What its debug ports say that they are; only of chips with a debug port is it ever asked.
  var debugIdentity: DebugIdentity {
    switch self {
    case .rp2040: .rp2040
    case .stm32f446: .stm32f446
    default: .stm32f746
    }
  }

  /// Whether it has a debug port a core on one serial wire, chosen by TARGETSEL.
  var hasMultidrop: Bool { self == .rp2040 }
}
