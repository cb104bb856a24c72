// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// The RP2040's registers, as its datasheet has them.
@Suite struct RP2040Tests {
  private let machine: Machine

  init() throws {
    machine = try PicoImage().machine()
  }

  private func set(_ address: UInt32, _ value: UInt32) {
    machine.setPeripheral(at: address, to: value)
  }

  private func read(_ address: UInt32) -> UInt32 { machine.peripheral(at: address) }

  /// The order of the firmware: crystal, reference clock, PLL, core clock, tick.
  private func setClocks() {
    set(0x4002_400C, 47)
    set(0x4002_4000, 0xFA_BAA0)
    machine.advance(cycles: 10_000)
    set(0x4000_8030, 2)
    set(0x4000_F000, 1 << 12 | 1 << 21)
    set(0x4002_8000, 1)
    set(0x4002_8008, 125)
    set(0x4002_B004, 0x21)
    machine.advance(cycles: 1000)
    set(0x4002_800C, 6 << 16 | 2 << 12)
    set(0x4002_B004, 0x08)
    set(0x4000_A03C, 1)
    set(0x4005_802C, 1 << 9 | 12)
  }

  @Test func runsAtThePLLsFrequency() {
    #expect(machine.coreHertz == 6_500_000)
    setClocks()
    #expect(read(0x4002_4004) == 0x8000_1000)
    #expect(read(0x4002_8000) == 0x8000_0001)
    #expect(read(0x4000_8038) == 4)
    #expect(read(0x4000_8044) == 2)
    #expect(machine.coreHertz == 125_000_000)
  }

  /// 750 to 1600 MHz: outside, the PLL's oscillator does not lock, and nothing runs from it.
  @Test(arguments: [(62, false), (63, true), (133, true), (134, false)])
  func locksInItsRangeOnly(feedback: UInt32, locks: Bool) {
    setClocks()
    set(0x4000_B03C, 1)
    set(0x4002_8008, feedback)
    machine.advance(cycles: 100_000)
    set(0x4000_A03C, 1)
    #expect((read(0x4002_8000) >> 31 == 1) == locks)
    #expect(read(0x4000_8044) == (locks ? 2 : 1))
  }

  @Test func aliasesFlipSetAndClearBits() {
    set(0x4005_800C, 0b1100)
    set(0x4005_900C, 0b1010)
    #expect(read(0x4005_800C) == 0b0110)
    set(0x4005_A00C, 0b0001)
    #expect(read(0x4005_800C) == 0b0111)
    set(0x4005_B00C, 0b0011)
    #expect(read(0x4005_800C) == 0b0100)
    #expect(read(0x4005_B00C) == 0b0100)
  }

  @Test func timerCountsMicrosecondsOfTheCrystal() {
    setClocks()
    let start = read(0x4005_4028)
    machine.advance(cycles: 125_000_000 * 3 + 125 * 7)
    #expect(read(0x4005_4028) - start == 3_000_007)
    set(0x4005_802C, 12)  // the tick off
    machine.advance(cycles: 125_000_000)
    #expect(read(0x4005_4028) - start == 3_000_007)
  }

  @Test func nothingIsThereWhileItIsHeldInReset() {
    set(0x4000_F000, 1 << 22)
    set(0x4003_4024, 8)
    set(0x4003_402C, 0x70)
    #expect(read(0x4003_4024) == 8)
    set(0x4000_E000, 1 << 22)
    #expect(read(0x4000_C008) >> 22 & 1 == 0)
    #expect(read(0x4003_4024) == 0)
    set(0x4000_F000, 1 << 22)
    #expect(read(0x4003_4024) == 0)
  }

  @Test func watchdogResetsAndSaysSo() {
    set(0x4005_800C, 0x1234)
    #expect(read(0x4006_4008) == 1 << 8)
    set(0x4005_A000, 1 << 31)
    #expect(machine.run(cycles: 10) == .reset)
    #expect(read(0x4005_8008) == 2)
    #expect(read(0x4005_800C) == 0x1234)
    setClocks()
    set(0x4005_8004, 2_000)  // 1000 µs: it counts two a tick
    set(0x4005_A000, 1 << 30)
    #expect(machine.run(cycles: 124_900) == .budget)
    #expect(machine.run(cycles: 10_000) == .reset)
    #expect(read(0x4005_8008) == 1)
    machine.restart()
    #expect(read(0x4005_8008) == 0)
    #expect(read(0x4006_4008) == 1 << 16)
  }

  /// Sends an instruction to the flash by hand, and gives what comes back behind its own byte.
  private func ask(_ bytes: [UInt32], count: Int) -> [UInt8] {
    set(0x1800_0008, 0)
    set(0x1800_0000, 7 << 16)
    set(0x1800_0014, 4)
    set(0x1800_0008, 1)
    set(0x4001_800C, 2 << 8)
    var answer: [UInt8] = []
    for byte in bytes + [UInt32](repeating: 0, count: count) {
      set(0x1800_0060, byte)
      machine.advance(cycles: 40)
      answer.append(UInt8(truncatingIfNeeded: read(0x1800_0060)))
    }
    set(0x4001_800C, 0)
    return Array(answer.suffix(count))
  }

  @Test func flashSaysWhoItIs() {
    #expect(ask([0x9F], count: 3) == [0xEF, 0x40, 0x15])
    let identifier = UniqueIdentifier(serial: "test").bytes
    #expect(ask([0x4B, 0, 0, 0, 0], count: 8) == identifier.prefix(4) + identifier.suffix(4))
    #expect(
      String(decoding: ask([0x48, 0, 0x10, 0, 0], count: 22), as: UTF8.self)
        == "MCUBVIRTinstructions/1")
    #expect(ask([0x03, 0, 1, 2], count: 3) == [2, 3, 4])
  }

  @Test func flashProgramsWhatWasEnabledAndErasesSectors() {
    _ = ask([0x02, 0, 1, 0, 0xF0], count: 0)
    #expect(machine.word(at: 0x1000_0100) == 0x0302_0100)
    _ = ask([0x06], count: 0)
    #expect(ask([0x05], count: 1) == [2])
    _ = ask([0x02, 0, 1, 1, 0xF2, 0x03], count: 0)
    #expect(machine.word(at: 0x1000_0100) == 0x0302_0000)
    #expect(ask([0x05], count: 1) == [1])
    machine.advance(cycles: 10_000)
    #expect(ask([0x05], count: 1) == [0])
    _ = ask([0x06], count: 0)
    _ = ask([0x20, 0, 0, 0], count: 0)
    #expect(machine.memory(at: 0x1000_0000, count: 512) == [UInt8](repeating: 0xFF, count: 512))
  }

  /// Code in flash faults while the interface does something else than reading in place.
  @Test func flashCannotBeExecutedBeforeItIsSetUp() throws {
    // ldr r0, [pc, #0]; bx r0; .word 0x10000101
    let machine = try PicoImage(code: [0x4800, 0x4700, 0x0101, 0x1000]).machine()
    #expect(machine.run(cycles: 100) == .lockedUp)
    machine.restart()
    for (address, value) in [
      (0, 0x001F_0300), (0x14, 4), (0xF4, 0x0300_0218), (8, 1),
    ] as [(UInt32, UInt32)] {
      machine.setPeripheral(at: 0x1800_0000 + address, to: value)
    }
    #expect(machine.run(cycles: 2) == .budget)
    #expect(machine.run(cycles: 1) == .budget)
    #expect(machine[.programCounter] == 0x1000_0102)
  }
}
