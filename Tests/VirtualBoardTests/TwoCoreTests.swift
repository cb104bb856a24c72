// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// The RP2040's second core: its launch, what lies between the two, and the time of both.
@Suite struct TwoCoreTests {
  private static let (status, write, read): (UInt32, UInt32, UInt32) = (
    0xD000_0050, 0xD000_0054, 0xD000_0058
  )
  private static let counter: UInt32 = 0x2000_0008

  private func machine(
    _ code: [UInt16], timing: TimingChoice = TimingChoice()
  ) throws -> Machine {
    try PicoImage(code: code).machine(timing: timing)
  }

  @Test(arguments: [TimingChoice(), .instructions])
  func bothCoresCountUnderASpinlock(timing: TimingChoice) throws {
    let machine = try machine(TwoCoreImages.counting(underLock: true), timing: timing)
    #expect(machine.run(cycles: 1_000_000) == .sleeping)
    #expect(machine.word(at: 0x2000_0000) == 0)
    #expect(machine.word(at: 0x2000_0004) == 1)
    #expect(machine.word(at: 0x2000_000C) == 1)
    #expect(machine.word(at: 0x2000_0010) == 1)
    #expect(machine.word(at: Self.counter) == 500)
    #expect(machine.peripheral(at: 0xD000_005C) == 0)
  }

  /// Without the lock the cores overwrite each other's sums: they do run at the same time.
  @Test func coresWithoutALockLoseCounts() throws {
    let machine = try machine(TwoCoreImages.counting(underLock: false))
    #expect(machine.run(cycles: 1_000_000) == .sleeping)
    let count = try #require(machine.word(at: Self.counter))
    #expect(count >= 250 && count < 500)
  }

  /// Which counts are lost follows from the turns alone, not from when the host looks at the chip.
  @Test(arguments: [UInt64(1), 7, 50, 1000]) func losesTheSameCountsHoweverTheRunIsCut(
    slice: UInt64
  ) throws {
    let whole = try machine(TwoCoreImages.counting(underLock: false))
    #expect(whole.run(cycles: 1_000_000) == .sleeping)
    let cut = try machine(TwoCoreImages.counting(underLock: false))
    var turns = 0
    while cut.run(cycles: slice) == .budget, turns < 1_000_000 { turns += 1 }
    #expect(turns > 0)
    #expect(cut.memory(at: 0x2000_0000, count: 20) == whole.memory(at: 0x2000_0000, count: 20))
    #expect(cut.instructions == whole.instructions)
  }

  /// 1000 turns of three cycles, the last one two: as on core 0, and core 0 waits for no more than
  /// them and the words between the cores.
  @Test func theOtherCoreTakesItsOwnTime() throws {
    let machine = try machine(TwoCoreImages.handingOver)
    #expect(machine.run(cycles: 1_000_000) == .sleeping)
    let counted = try #require(machine.word(at: 0x2000_0000))
    let waited = try #require(machine.word(at: 0x2000_0004))
    #expect(counted == 1000 * 3 - 1 + 2)  // the load of SysTick itself
    #expect(waited > counted)
    #expect(waited < counted + 50)
  }

  /// However a run is cut, the cores do the same at the same cycles.
  @Test(arguments: [UInt64(1), 7, 64, 1000]) func runsAreRepeatable(slice: UInt64) throws {
    let whole = try machine(TwoCoreImages.handingOver)
    #expect(whole.run(cycles: 1_000_000) == .sleeping)
    let cut = try machine(TwoCoreImages.handingOver)
    var turns = 0
    while cut.run(cycles: slice) == .budget, turns < 1_000_000 { turns += 1 }
    #expect(cut.memory(at: 0x2000_0000, count: 8) == whole.memory(at: 0x2000_0000, count: 8))
    #expect(cut.instructions == whole.instructions)
  }

  /// Core 1's ROM has told of its start by a zero, and sleeps: eight words find room, no more.
  @Test func aFullMailboxSaysSo() throws {
    let machine = try PicoImage().machine()
    #expect(machine.peripheral(at: Self.status) == 3)
    #expect(machine.peripheral(at: Self.read) == 0)
    #expect(machine.peripheral(at: Self.status) == 2)
    for word in 1...UInt32(8) {
      #expect(machine.peripheral(at: Self.status) == 2)
      machine.setPeripheral(at: Self.write, to: word)
    }
    #expect(machine.peripheral(at: Self.status) == 0)
    machine.setPeripheral(at: Self.write, to: 9)
    #expect(machine.peripheral(at: Self.status) == 4)
    machine.setPeripheral(at: Self.status, to: 0)
    #expect(machine.peripheral(at: Self.status) == 0)
    #expect(machine.peripheral(at: Self.read) == 0)
    #expect(machine.peripheral(at: Self.status) == 8)
    machine.setPeripheral(at: Self.status, to: 0)
    #expect(machine.peripheral(at: Self.status) == 0)
  }

  @Test func aSpinlockIsClaimedOnce() throws {
    let machine = try PicoImage().machine()
    #expect(machine.peripheral(at: 0xD000_017C) == 1 << 31)
    #expect(machine.peripheral(at: 0xD000_017C) == 0)
    #expect(machine.peripheral(at: 0xD000_0104) == 2)
    #expect(machine.peripheral(at: 0xD000_005C) == 1 << 31 | 2)
    machine.setPeripheral(at: 0xD000_017C, to: 0)
    #expect(machine.peripheral(at: 0xD000_017C) == 1 << 31)
    machine.restart()
    #expect(machine.peripheral(at: 0xD000_005C) == 0)
  }

  /// PSM's FRCE_OFF holds core 1; let go, it is in its ROM again, its mailbox empty.
  @Test func coreOneIsHeldByThePowerOnStateMachine() throws {
    let machine = try machine(TwoCoreImages.handingOver)
    #expect(machine.run(cycles: 1_000_000) == .sleeping)
    let executed = machine.instructions
    machine.setPeripheral(at: Self.status, to: 0)
    machine.setPeripheral(at: 0x4001_2004, to: 1 << 16)
    #expect(machine.peripheral(at: 0x4001_000C) == 0xFFFF)
    machine.setPeripheral(at: Self.write, to: 5)
    machine.setPeripheral(at: 0x4001_3004, to: 1 << 16)
    #expect(machine.peripheral(at: 0x4001_000C) == 0x1FFFF)
    #expect(machine.peripheral(at: Self.status) == 3)
    #expect(machine.peripheral(at: Self.read) == 0)
    #expect(machine.instructions == executed)
  }
}
