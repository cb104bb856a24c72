// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import VirtualBoard

/// The registers of the debug and access port, one by one and in batches.
@Suite struct DebugPortTests {
  private let chip = FakeDebugTarget()
  private let engine: STLinkEngine

  private let debugPort: UInt16 = 0xFFFF

  init() {
    engine = STLinkEngine(version: .standard, target: chip)
  }

  private func read(_ port: UInt16, _ register: UInt16) -> (status: UInt8, value: UInt32) {
    let answer = engine.execute(
      [0xF2, 0x45] + port.littleEndianBytes + register.littleEndianBytes)
    return (answer[0], answer[4...].littleEndian())
  }

  @discardableResult
  private func write(_ value: UInt32, _ port: UInt16, _ register: UInt16) -> UInt8 {
    engine.execute(
      [0xF2, 0x46] + port.littleEndianBytes + register.littleEndianBytes
        + value.littleEndianBytes)[0]
  }

  @Test func identifiesItself() {
    #expect(read(debugPort, 0x00).value == 0x5BA0_2477)
    #expect(read(0, 0xFC).value == 0x7477_0001)
    #expect(read(0, 0xF8).value == 0xE00F_D003)
    #expect(read(0, 0xF4).value == 0)
    #expect(read(1, 0xFC).value == 0)
  }

  @Test func acknowledgesItsPowerRequests() {
    #expect(read(debugPort, 0x04).value == 0)
    write(0x5000_0000, debugPort, 0x04)
    #expect(read(debugPort, 0x04).value == 0xF000_0000)
  }

  @Test func keepsAFaultUntilItIsCleared() {
    write(0x1000_0000, 0, 0x04)
    #expect(read(0, 0x0C).status == 0x11)
    #expect(read(debugPort, 0x04).value & 0x20 != 0)
    write(0x04, debugPort, 0x00)
    #expect(read(debugPort, 0x04).value & 0x20 == 0)
  }

  @Test func countsAddressesWithinAKibibyte() {
    write(0x2300_0012, 0, 0x00)
    #expect(read(0, 0x00).value == 0x2300_0052)
    write(FakeDebugTarget.ram + 0x3FC, 0, 0x04)
    write(0x1111_1111, 0, 0x0C)
    write(0x2222_2222, 0, 0x0C)
    #expect(chip.memory[0x3FC] == 0x11)
    #expect(chip.memory[0] == 0x22)
    #expect(chip.memory[0x400] == 0)
    #expect(read(0, 0x04).value == FakeDebugTarget.ram + 4)
  }

  /// A byte at an odd address lies in that byte of the data register.
  @Test func usesTheLanesOfNarrowAccesses() {
    chip.memory[5] = 0xAB
    write(0x2300_0010, 0, 0x00)
    write(FakeDebugTarget.ram + 5, 0, 0x04)
    #expect(read(0, 0x0C).value == 0xAB00)
    write(0x00CD_0000, 0, 0x0C)
    #expect(chip.memory[6] == 0xCD)
  }

  @Test func reachesFourWordsWithoutMovingTheAddress() {
    write(FakeDebugTarget.ram + 0x20, 0, 0x04)
    write(7, 0, 0x18)
    #expect(chip.memory[0x28] == 7)
    #expect(read(0, 0x18).value == 7)
    #expect(read(0, 0x04).value == FakeDebugTarget.ram + 0x20)
  }

  @Test func runsABatch() {
    let ram = FakeDebugTarget.ram
    let codes: [UInt8] = [5, 1, 2, 3, 3]
    let operands: [UInt32] = [0, ram, 0xCAFE, ram, 0x1000_0000]
    let data = codes + [0, 0, 0] + operands.flatMap(\.littleEndianBytes)
    _ = engine.execute([0xF2, 0x51] + UInt32(5).littleEndianBytes, data: data)
    let words = stride(from: 0, to: 40, by: 4).map { start in
      engine.miscellaneousAnswer[start...].littleEndian(as: UInt32.self)
    }
    #expect(words == [0, 0, 0, 0xCAFE, 0, 0x80, 0x80, 0x80, 0x80, 0x11])
    #expect(engine.execute([0xF2, 0x52]).count == 40)
    #expect(engine.execute([0xF2, 0x52]) == [])
  }

  @Test(arguments: [UInt32(3), 65, UInt32.max])
  func refusesABatchThatDoesNotFitItsData(count: UInt32) {
    _ = engine.execute([0xF2, 0x51] + count.littleEndianBytes, data: [1, 2])
    #expect(engine.execute([0xF2, 0x52]) == [])
    #expect(engine.execute([0xF2, 0x3E])[0] == 0x08)
  }
}
