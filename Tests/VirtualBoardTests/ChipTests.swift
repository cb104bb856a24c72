// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Registers answer as the manuals say they do.
@Suite struct ChipTests {
  private func chip(_ faults: [FaultMode] = []) throws -> Machine {
    try HandMadeFirmware(code: [0xBF00, 0xE7FD]).machine(faults: faults)
  }

  @Test func bootsFromTheAliasWithItsVectorTable() throws {
    let machine = try chip()
    #expect(machine[.programCounter] == HandMadeFirmware.codeAddress)
    #expect(machine[.mainStack] == HandMadeFirmware.stackTop)
    #expect(machine.peripheral(at: Address.vtor) == 0x0020_0000)
    #expect(machine.word(at: 0x0020_0004) == machine.word(at: 0x0800_0004))
  }

  @Test func tellsWhoItIs() throws {
    let machine = try chip()
    #expect(machine.memory(at: 0x1FF0_F420, count: 8) == Array("MCUBVIRT".utf8))
    #expect(machine.memory(at: 0x1FF0_F442, count: 2) == [0x00, 0x04])
    #expect(machine.peripheral(at: 0xE000_ED00) == 0x410F_C271)
    #expect(machine.peripheral(at: 0xE004_2000) == 0x1001_6449)
    #expect(
      UniqueIdentifier(serial: "a").bytes.suffix(4) != UniqueIdentifier(serial: "b").bytes.suffix(4)
    )
  }

  /// The way to 216 MHz: HSE, PLL 25/432/2, APB1 / 4, APB2 / 2 (RM0385, 5.2).
  private func speedUp(_ machine: Machine) {
    machine.setPeripheral(at: Address.rcc, to: 1 << 16 | 1)
    machine.advance(cycles: 40_000)
    machine.setPeripheral(at: Address.rcc + 0x04, to: 25 | 432 << 6 | 1 << 22 | 9 << 24)
    machine.setPeripheral(at: Address.rcc, to: 1 << 24 | 1 << 16 | 1)
    machine.advance(cycles: 40_000)
    machine.setPeripheral(at: Address.rcc + 0x08, to: 5 << 10 | 4 << 13 | 2)
  }

  @Test func clocksFollowTheirReadyBits() throws {
    let machine = try chip()
    #expect(machine.coreHertz == 16_000_000)
    machine.setPeripheral(at: Address.rcc, to: 1 << 16 | 1)
    #expect(machine.peripheral(at: Address.rcc) >> 17 & 1 == 0)
    machine.advance(cycles: 40_000)
    #expect(machine.peripheral(at: Address.rcc) >> 17 & 1 == 1)
    speedUp(machine)
    #expect(machine.peripheral(at: Address.rcc + 0x08) >> 2 & 3 == 2)
    #expect(machine.coreHertz == 216_000_000)
  }

  @Test func switchingToAStoppedClockDoesNotHappen() throws {
    let machine = try chip()
    machine.setPeripheral(at: Address.rcc + 0x08, to: 2)
    #expect(machine.peripheral(at: Address.rcc + 0x08) >> 2 & 3 == 0)
    #expect(machine.coreHertz == 16_000_000)
  }

  @Test func cycleCounterNeedsItsLockOpened() throws {
    let machine = try chip()
    machine.setPeripheral(at: Address.dwtLock, to: 0xC5AC_CE55)
    machine.setPeripheral(at: Address.dwtControl, to: 1)
    #expect(machine.peripheral(at: Address.dwtControl) == 0)  // TRCENA is off
    machine.setPeripheral(at: Address.demcr, to: 1 << 24)
    machine.setPeripheral(at: Address.dwtControl, to: 1)
    #expect(machine.peripheral(at: Address.dwtControl) == 0x4000_0000)  // locked
    machine.setPeripheral(at: Address.dwtLock, to: 0xC5AC_CE55)
    machine.setPeripheral(at: Address.dwtControl, to: 1)
    #expect(machine.peripheral(at: Address.dwtControl) == 0x4000_0001)
    machine.setPeripheral(at: Address.cycleCount, to: 0xFFFF_FFF0)
    #expect(machine.run(cycles: 32) == .budget)
    #expect(machine.peripheral(at: Address.cycleCount) == 16)
  }

  @Test func timerCountsAtTwiceItsSlowBus() throws {
    let machine = try chip()
    speedUp(machine)
    machine.setPeripheral(at: Address.rcc + 0x40, to: 1)
    machine.setPeripheral(at: Address.tim2, to: 1)
    machine.advance(cycles: 216_000)
    #expect(machine.peripheral(at: Address.tim2 + 0x24) == 108_000)
  }

  @Test func peripheralWithoutItsClockReadsAsZero() throws {
    let machine = try chip()
    machine.setPeripheral(at: Address.usart1 + 0x0C, to: 139)
    #expect(machine.peripheral(at: Address.usart1 + 0x0C) == 0)
    #expect(machine.peripheral(at: Address.usart1 + 0x1C) == 0)
  }

  @Test func overDriveAnswersOnlyWithItsClockOn() throws {
    let machine = try chip()
    machine.setPeripheral(at: 0x4000_7000, to: 3 << 16 | 0xC000)
    #expect(machine.peripheral(at: 0x4000_7004) == 0)
    machine.setPeripheral(at: Address.rcc + 0x40, to: 1 << 28)
    machine.setPeripheral(at: 0x4000_7000, to: 1 << 16 | 0xC000)
    #expect(machine.peripheral(at: 0x4000_7004) >> 16 & 3 == 1)
    machine.setPeripheral(at: 0x4000_7000, to: 3 << 16 | 0xC000)
    #expect(machine.peripheral(at: 0x4000_7004) >> 16 & 3 == 3)
  }

  @Test(arguments: [(UInt32(0), 0xF003_E019 as UInt32), (1, 0xF007_E009)])
  func cachesTellTheirGeometry(selection: UInt32, geometry: UInt32) throws {
    let machine = try chip()
    machine.setPeripheral(at: 0xE000_ED84, to: selection)
    #expect(machine.peripheral(at: 0xE000_ED80) == geometry)
  }

  @Test func storeToLockedFlashChangesNothingAndSetsAFlag() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0xBF00, 0xBF30, 0xE7FD]).machine()
    machine[.general(0)] = 0x0808_0000
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.word(at: 0x0808_0000) == 0xFFFF_FFFF)
    #expect(machine.peripheral(at: Address.flashInterface + 0x0C) & 0x80 != 0)
  }

  @Test func programmingClearsBitsOnly() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0x6002, 0xBF30, 0xE7FD]).machine()
    machine[.general(0)] = 0x0808_0000
    machine[.general(1)] = 0xFFFF_00F0
    machine[.general(2)] = 0x0F0F_FFFF
    machine.setPeripheral(at: Address.flashInterface + 0x04, to: 0x4567_0123)
    machine.setPeripheral(at: Address.flashInterface + 0x04, to: 0xCDEF_89AB)
    machine.setPeripheral(at: Address.flashInterface + 0x10, to: 0x201)
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.word(at: 0x0808_0000) == 0x0F0F_00F0)
    machine.setPeripheral(at: Address.flashInterface + 0x10, to: 0x1_0002 | 6 << 3)
    #expect(machine.word(at: 0x0808_0000) == 0xFFFF_FFFF)
  }

  @Test func watchdogResetsTheChip() throws {
    let machine = try chip()
    machine.setPeripheral(at: 0x4000_3000, to: 0x5555)
    machine.setPeripheral(at: 0x4000_3008, to: 0)
    machine.setPeripheral(at: 0x4000_3000, to: 0xCCCC)
    #expect(machine.run(cycles: 10_000) == .reset)
    #expect(machine.peripheral(at: Address.rcc + 0x74) & 0x2000_0000 != 0)
  }
}
