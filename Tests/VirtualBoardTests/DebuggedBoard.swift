// SPDX-License-Identifier: GPL-2.0-or-later
import VirtualBoard

/// Debug registers that these tests use (Armv7-M ARM, C1.6, C1.8 and C1.11).
enum Debug {
  static let dhcsr: UInt32 = 0xE000_EDF0
  static let dcrsr: UInt32 = 0xE000_EDF4
  static let dcrdr: UInt32 = 0xE000_EDF8
  static let dfsr: UInt32 = 0xE000_ED30
  static let breakpointControl: UInt32 = 0xE000_2000
  static let breakpoint0: UInt32 = 0xE000_2008
  static let watchpoint0: UInt32 = 0xE000_1020

  static let run: UInt32 = 0xA05F_0001
  static let halt: UInt32 = 0xA05F_0003
  static let step: UInt32 = 0xA05F_0005
  static let stepMasked: UInt32 = 0xA05F_000D

  static let isHalted: UInt32 = 1 << 17
  static let isLockedUp: UInt32 = 1 << 19
  static let hasRetired: UInt32 = 1 << 24
  static let hasReset: UInt32 = 1 << 25

  /// Reasons in DFSR.
  static let halted: UInt32 = 1
  static let breakpoint: UInt32 = 2
  static let watchpoint: UInt32 = 4
  static let vectorCatch: UInt32 = 8
}

extension Machine {
  /// The debug status register, whose sticky bits a read clears.
  var debugStatus: UInt32 { debugWord(at: Debug.dhcsr) ?? 0 }

  /// Why the core halted.
  var debugReason: UInt32 { debugWord(at: Debug.dfsr) ?? 0 }

  func control(_ value: UInt32) { _ = setDebugWord(at: Debug.dhcsr, to: value) }

  func clearReasons() { _ = setDebugWord(at: Debug.dfsr, to: 0x1F) }

  func setBreakpoint(_ index: UInt32 = 0, at address: UInt32?) {
    _ = setDebugWord(at: Debug.breakpointControl, to: 3)
    _ = setDebugWord(at: Debug.breakpoint0 + 4 * index, to: address.map { $0 | 1 } ?? 0)
  }

  /// Puts half-words into RAM and the core, halted, in front of the first.
  func load(_ code: [UInt16], at address: UInt32 = 0x2000_0000) {
    control(Debug.halt)
    let bytes = code.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    _ = debugWrite(bytes, at: address, unit: .halfWord)
    self[debugRegister: 15] = address
    clearReasons()
  }

  func unlockFlash() {
    _ = setDebugWord(at: Address.flashInterface + 0x04, to: 0x4567_0123)
    _ = setDebugWord(at: Address.flashInterface + 0x04, to: 0xCDEF_89AB)
  }

  var flashStatus: UInt32 { debugWord(at: Address.flashInterface + 0x0C) ?? 0 }

  func setFlashControl(_ value: UInt32) {
    _ = setDebugWord(at: Address.flashInterface + 0x10, to: value)
  }

  /// Polls BSY; gives how often it was set, or `nil` when it never ends.
  func pollFlash() -> Int? { (0..<10_000).first { _ in flashStatus >> 16 & 1 == 0 } }
}
