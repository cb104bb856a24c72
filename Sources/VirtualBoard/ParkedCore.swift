// SPDX-License-Identifier: GPL-2.0-or-later

/// A core that nobody has started, as a debugger sees it: it waits in the boot ROM (RP2040 datasheet,
/// 2.8.2), can be halted and looked at, and executes nothing.
///
/// The bus behind its access port is the chip's, so memory and peripherals are the other core's.
final class ParkedCore: DebugTarget {
  private let chip: any DebugTarget
  private var registers: [UInt32]
  private var control: UInt32 = 0
  private var transfer: UInt32 = 0
  private var catches: UInt32 = 0
  private var reason: UInt32 = 0
  private var hasReset = true
  /// Watchpoints and breakpoints, which nothing ever reaches.
  private var kept: [UInt32: UInt32] = [:]
  private(set) var isHalted = false

  /// What only this core has: its private peripherals (Armv6-M ARM, B3.1).
  private static let own: Range<UInt32> = 0xE000_0000..<0xE010_0000
  private static let (haltOrStep, enable): (UInt32, UInt32) = (6, 1)
  private static let breakpointControl: UInt32 = 0xE000_2000
  private static let catchReset: UInt32 = 1

  init(beside chip: any DebugTarget) {
    self.chip = chip
    registers = []
    reset()
  }

  var debugIdentity: DebugIdentity { chip.debugIdentity }
  var flashWork: Machine.FlashWork { chip.flashWork }
  var flashIsLocked: Bool { chip.flashIsLocked }

  func holdReset(_ isLow: Bool) { chip.holdReset(isLow) }

  subscript(debugRegister number: UInt32) -> UInt32 {
    get { Int(number) < registers.count ? registers[Int(number)] : 0 }
    set { if Int(number) < registers.count { registers[Int(number)] = newValue } }
  }

  func debugRead(at address: UInt32, count: Int, unit: Machine.AccessUnit) -> [UInt8]? {
    guard Self.own.contains(address) else {
      return chip.debugRead(at: address, count: count, unit: unit)
    }
    var bytes: [UInt8] = []
    for offset in stride(from: 0, to: UInt32(count) + address % 4, by: 4) {
      bytes += read((address & ~3) &+ offset).littleEndianBytes
    }
    return Array(bytes.dropFirst(Int(address % 4)).prefix(count))
  }

  func debugWrite(_ bytes: [UInt8], at address: UInt32, unit: Machine.AccessUnit) -> Bool {
    guard Self.own.contains(address) else {
      return chip.debugWrite(bytes, at: address, unit: unit)
    }
    guard unit == .word, address % 4 == 0 else { return true }
    for offset in stride(from: 0, to: bytes.count, by: 4) {
      write(bytes[offset...].littleEndian(as: UInt32.self), to: address &+ UInt32(offset))
    }
    return true
  }

  private func read(_ address: UInt32) -> UInt32 {
    switch address {
    case 0xE000_ED30: return reason
    case 0xE000_EDF0:
      defer { hasReset = false }
      // S_REGRDY; S_HALT or S_SLEEP; S_RESET_ST.
      return control | 1 << 16 | 1 << (isHalted ? 17 : 18) | (hasReset ? 1 << 25 : 0)
    case 0xE000_EDF8: return transfer
    case 0xE000_EDFC: return catches
    // The identity, and the ROM table, are alike of both; its other registers stay as reset left them.
    case 0xE000_ED00, 0xE00F_F000...0xE00F_FFFF: return chip.word(at: address) ?? 0
    case 0xE000_1000: return 2 << 28
    case Self.breakpointControl: return 4 << 4 | kept[address, default: 0]
    default: return kept[address, default: 0]
    }
  }

  private func write(_ value: UInt32, to address: UInt32) {
    switch address {
    case 0xE000_ED0C where value & ~3 & 0xFFFF_0004 == 0x05FA_0004: reset()
    case 0xE000_ED30: reason &= ~value
    case 0xE000_EDF0 where value >> 16 == 0xA05F:
      control = value & Self.enable == 0 ? 0 : value & 0xF
      // A step in the boot ROM's loop is the wait for an event: it ends where it began.
      let isToHalt = control & Self.haltOrStep != 0
      if isToHalt, !isHalted || control & 4 != 0 { reason |= 1 }
      isHalted = isToHalt
      if !isHalted, control & Self.enable != 0, let place = breakpointInLoop {
        (isHalted, registers[15]) = (true, place)
        control |= 2
        reason |= 2
      }
    case 0xE000_EDF4:
      if value >> 16 & 1 == 1 {
        self[debugRegister: value & 0x7F] = transfer
      } else {
        transfer = self[debugRegister: value & 0x7F]
      }
    case 0xE000_EDF8: transfer = value
    case 0xE000_EDFC: catches = value & 0x0100_0401
    // KEY, and ENABLE (Armv6-M ARM, C1.8.3).
    case Self.breakpointControl: if value & 2 != 0 { kept[address] = value & 1 }
    case 0xE000_1020..<0xE000_1040, 0xE000_2008..<0xE000_2018: kept[address] = value
    default: break
    }
  }

  /// A breakpoint on one of the two instructions between which it waits (Armv6-M ARM, C1.8.4).
  private var breakpointInLoop: UInt32? {
    guard kept[Self.breakpointControl, default: 0] & 1 == 1, let entry = chip.word(at: 4) else {
      return nil
    }
    let places = [entry & ~1, (entry & ~1) + 2]
    let comparators = (0..<4).map { kept[Self.breakpointControl + 8 + 4 * $0, default: 0] }
    return places.first { place in
      comparators.contains { comparator in
        comparator & 1 == 1 && comparator & 0x1FFF_FFFC == place & ~3
          && comparator >> (place & 2 == 0 ? 30 : 31) & 1 == 1
      }
    }
  }

  /// Its registers lead to the loop in which the boot ROM waits.
  private func reset() {
    let stack = chip.word(at: 0) ?? 0
    let entry = chip.word(at: 4) ?? 0
    registers = [UInt32](repeating: 0, count: 21)
    registers[13] = stack
    registers[14] = .max
    registers[15] = entry & ~1
    registers[16] = 1 << 24
    registers[17] = stack
    hasReset = true
    isHalted = control & Self.enable != 0 && catches & Self.catchReset != 0
    control &= ~2
    if isHalted {
      control |= 2
      reason |= 8
    }
  }
}
