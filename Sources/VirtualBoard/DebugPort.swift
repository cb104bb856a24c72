// SPDX-License-Identifier: GPL-2.0-or-later

/// The chip's debug port and its one access port, register by register (ADIv5.2, B2 and C2).
struct DebugPort {
  let identity: DebugIdentity
  /// Reset value of CSW: word access, single increment off, port enabled.
  private static let resetControl: UInt32 = 0x2300_0042
  /// Size and increment; the rest of what a debugger writes is kept as well.
  private static let portEnabled: UInt32 = 1 << 6
  /// AddrInc's upper bit: packed transfers, which an access port need not have; a debugger finds out by
  /// reading it back (ADIv5.2, C2.2.7).
  private static let packed: UInt32 = 1 << 5
  /// The address counter wraps within this many bytes (ADIv5.2, C2.2.2).
  private static let counterBytes: UInt32 = 1024

  private static let stickyError: UInt32 = 1 << 5
  private static let powerRequests: UInt32 = 1 << 30 | 1 << 28
  private static let clearStickyError: UInt32 = 1 << 2

  private var control: UInt32 = 0
  private var select: UInt32 = 0
  private var buffer: UInt32 = 0
  private var accessControl = Self.resetControl
  private var transferAddress: UInt32 = 0

  init(_ identity: DebugIdentity) { self.identity = identity }

  /// Reads a register of the debug port; bits 4 to 7 of `register` are the bank.
  mutating func read(_ register: UInt16) -> UInt32 {
    switch register & 0xFF {
    case 0x00: identity.serialWire
    case 0x04: control | (control & Self.powerRequests) << 1
    case 0x14: 1 << 6  // DLCR: one turnaround cycle
    case 0x0C: buffer
    default: 0
    }
  }

  /// Writes a register of the debug port.
  mutating func write(_ value: UInt32, to register: UInt16) {
    switch register & 0xFF {
    case 0x00 where value & Self.clearStickyError != 0: control &= ~Self.stickyError
    case 0x04: control = control & Self.stickyError | value & ~(Self.powerRequests << 1 | 0xB2)
    case 0x08: select = value
    default: break
    }
  }

  /// Notes that an access has failed, as CTRL/STAT keeps it until it is cleared.
  mutating func noteFault() {
    control |= Self.stickyError
  }

  /// Reads a register of the access port; `nil` for a fault.
  mutating func readAccessPort(_ register: UInt16, of target: any DebugTarget) -> UInt32? {
    switch register & 0xFF {
    case 0x00: buffer = accessControl
    case 0x04: buffer = transferAddress
    case 0x0C:
      guard let value = transfer(in: target) else { return nil }
      buffer = value
    case 0x10...0x1C:
      guard let value = target.word(at: banked(register)) else { return nil }
      buffer = value
    case 0xF8: buffer = identity.romTable
    case 0xFC: buffer = identity.accessPort
    default: buffer = 0
    }
    return buffer
  }

  /// Writes a register of the access port; `false` for a fault.
  mutating func writeAccessPort(
    _ value: UInt32, to register: UInt16, of target: any DebugTarget
  ) -> Bool {
    switch register & 0xFF {
    case 0x00: accessControl = value & ~(0x80 | Self.packed) | Self.portEnabled
    case 0x04: transferAddress = value
    case 0x0C: return transfer(value, to: target)
    case 0x10...0x1C: return target.setWord(value, at: banked(register))
    default: break
    }
    return true
  }

  private func banked(_ register: UInt16) -> UInt32 {
    transferAddress & ~0xF | UInt32(register & 0xC)
  }

  /// The access size that CSW holds; the sizes beyond a word do not exist here.
  private var unit: Machine.AccessUnit {
    switch accessControl & 7 {
    case 0: .byte
    case 1: .halfWord
    default: .word
    }
  }

  /// Bytes of a narrow access lie in their own lane of the data register (ADIv5.2, C2.2.6).
  private var laneShift: UInt32 { 8 * (transferAddress & 3) }

  private mutating func transfer(in target: any DebugTarget) -> UInt32? {
    guard
      let bytes = target.debugRead(at: transferAddress, count: Int(unit.rawValue), unit: unit)
    else { return nil }
    defer { increment() }
    return bytes.littleEndian(as: UInt32.self) << laneShift
  }

  private mutating func transfer(_ value: UInt32, to target: any DebugTarget) -> Bool {
    let bytes = (value >> laneShift).littleEndianBytes.prefix(Int(unit.rawValue))
    guard target.debugWrite(Array(bytes), at: transferAddress, unit: unit) else { return false }
    increment()
    return true
  }

  private mutating func increment() {
    guard accessControl >> 4 & 3 == 1 else { return }
    let mask = Self.counterBytes - 1
    transferAddress = transferAddress & ~mask | (transferAddress &+ unit.rawValue) & mask
  }
}
