// SPDX-License-Identifier: GPL-2.0-or-later

@testable import VirtualBoard

/// A chip of 4 KiB of RAM and some registers, with nothing at any other address.
final class FakeDebugTarget: DebugTarget {
  static let ram: UInt32 = 0x2000_0000
  static let haltingControl: UInt32 = 0xE000_EDF0

  /// What was asked of it, in order.
  enum Event: Hashable {
    case write(UInt32, [UInt8])
    case reset(isLow: Bool)
  }

  var memory = [UInt8](repeating: 0, count: 4096)
  var words: [UInt32: UInt32] = [haltingControl: 0]
  var registers: [UInt32: UInt32] = [:]
  var isHalted = false
  let debugIdentity = DebugIdentity.stm32f746
  var flashWork = Machine.FlashWork(erasedSectors: 0, programmedUnits: 0)
  var flashIsLocked = true
  private(set) var events: [Event] = []

  func debugRead(at address: UInt32, count: Int, unit: Machine.AccessUnit) -> [UInt8]? {
    if let word = words[address], count == 4 { return word.littleEndianBytes }
    guard let start = place(address, count) else { return nil }
    return Array(memory[start..<start + count])
  }

  func debugWrite(_ bytes: [UInt8], at address: UInt32, unit: Machine.AccessUnit) -> Bool {
    if words[address] != nil, bytes.count == 4 {
      words[address] = bytes.littleEndian()
    } else if let start = place(address, bytes.count) {
      memory.replaceSubrange(start..<start + bytes.count, with: bytes)
    } else {
      return false
    }
    events.append(.write(address, bytes))
    return true
  }

  subscript(debugRegister number: UInt32) -> UInt32 {
    get { registers[number] ?? 0 }
    set { registers[number] = newValue }
  }

  func holdReset(_ isLow: Bool) {
    events.append(.reset(isLow: isLow))
  }

  private func place(_ address: UInt32, _ count: Int) -> Int? {
    let offset = Int(address) - Int(Self.ram)
    return offset >= 0 && offset + count <= memory.count ? offset : nil
  }
}
