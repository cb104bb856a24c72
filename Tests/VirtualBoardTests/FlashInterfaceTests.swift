// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Erasing and programming follow RM0385, section 3.
@Suite struct FlashInterfaceTests {
  private static let sector6: UInt32 = 0x0808_0000
  private static let program16: UInt32 = 0x101
  private static let program32: UInt32 = 0x201
  private static let sectorErase: UInt32 = 0x1_0002
  private static let massErase: UInt32 = 0x1_0004

  /// What SR says went wrong.
  enum Refusal {
    static let writeProtected: UInt32 = 1 << 4
    static let alignment: UInt32 = 1 << 5
    static let parallelism: UInt32 = 1 << 6
    static let sequence: UInt32 = 1 << 7
  }

  private func halted(_ faults: [FaultMode] = []) throws -> Machine {
    let machine = try HandMadeFirmware(code: [0xBF00, 0xE7FD]).machine(faults: faults)
    machine.control(Debug.halt)
    return machine
  }

  private func erase(_ machine: Machine, _ sector: UInt32) {
    machine.setFlashControl(Self.sectorErase | sector << 3)
    #expect(machine.pollFlash() != nil)
  }

  @Test func keysUnlockAndAWrongOneLocksUntilReset() throws {
    let machine = try halted()
    let control = Address.flashInterface + 0x10
    machine.setFlashControl(Self.program32)
    #expect(machine.debugWord(at: control) == 0x8000_0000)
    machine.unlockFlash()
    #expect(machine.debugWord(at: control) == 0)
    machine.setFlashControl(0x8000_0000)
    #expect(machine.debugWord(at: control) == 0x8000_0000)
    machine.unlockFlash()
    machine.setFlashControl(0x8000_0000)
    _ = machine.setDebugWord(at: Address.flashInterface + 0x04, to: 0x4567_0122)
    machine.unlockFlash()
    #expect(machine.debugWord(at: control) == 0x8000_0000)
    _ = machine.setDebugWord(at: Address.aircr, to: 0x05FA_0004)
    machine.unlockFlash()
    #expect(machine.debugWord(at: control) == 0)
  }

  @Test func busyIsSeenAndEnds() throws {
    let machine = try halted()
    machine.unlockFlash()
    machine.setFlashControl(Self.sectorErase | 6 << 3)
    #expect(try #require(machine.pollFlash()) > 0)
    machine.setFlashControl(Self.program32)
    #expect(machine.setDebugWord(at: Self.sector6, to: 1))
    #expect(try #require(machine.pollFlash()) > 0)
    #expect(machine.flashStatus == 0)
  }

  /// Each sector with its first and last byte, RM0385 table 3.
  @Test(
    arguments: [
      (0, 0x0_0000, 0x0_8000), (3, 0x1_8000, 0x2_0000), (4, 0x2_0000, 0x4_0000),
      (5, 0x4_0000, 0x8_0000), (7, 0xC_0000, 0x10_0000),
    ] as [(UInt32, UInt32, UInt32)])
  func erasesOneSectorToOnes(sector: UInt32, first: UInt32, end: UInt32) throws {
    let machine = try Machine(
      image: BoardImage([UInt8](repeating: 0x5A, count: 1 << 20)),
      uniqueIdentifier: UniqueIdentifier(serial: "full"))
    machine.control(Debug.halt)
    machine.unlockFlash()
    erase(machine, sector)
    let bytes = try #require(machine.memory(at: 0x0800_0000, count: 1 << 20))
    #expect(bytes[Int(first)..<Int(end)].allSatisfy { $0 == 0xFF })
    #expect(bytes.filter { $0 == 0xFF }.count == Int(end - first))
    #expect(machine.flashWork.erasedSectors == 1)
    machine.setFlashControl(Self.massErase)
    #expect(machine.pollFlash() != nil)
    #expect(machine.memory(at: 0x0800_0000, count: 1 << 20)?.allSatisfy { $0 == 0xFF } == true)
    #expect(machine.flashWork.erasedSectors == 9)
  }

  /// FLASH_CR.SER and MER, which a host may have left set beside PG.
  @Test(arguments: [UInt32(2), 4])
  func programsWhileAnEraseIsStillChosen(leftOver: UInt32) throws {
    let machine = try halted()
    machine.unlockFlash()
    machine.setFlashControl(Self.program32 | leftOver)
    #expect(machine.debugWrite([1, 2, 3, 4], at: Self.sector6, unit: .word))
    #expect(machine.word(at: Self.sector6) == 0x0403_0201)
    #expect(machine.flashWork.programmedUnits == 1)
  }

  /// Control, address, width and what the store is refused for.
  @Test(
    arguments: [
      (0, 0, 4, Refusal.sequence), (program16, 0, 4, Refusal.parallelism),
      (program32, 0, 2, Refusal.parallelism), (program32, 0, 1, Refusal.parallelism),
    ] as [(UInt32, UInt32, UInt32, UInt32)])
  func refusesStores(control: UInt32, offset: UInt32, width: UInt32, refusal: UInt32) throws {
    let machine = try halted()
    machine.unlockFlash()
    machine.setFlashControl(control)
    let unit = try #require(Machine.AccessUnit(rawValue: width))
    let bytes = [UInt8](repeating: 0, count: Int(width))
    #expect(machine.debugWrite(bytes, at: Self.sector6 + offset, unit: unit))
    #expect(machine.flashStatus == refusal)
    #expect(machine.word(at: Self.sector6) == 0xFFFF_FFFF)
    #expect(machine.flashWork.programmedUnits == 0)
    _ = machine.setDebugWord(at: Address.flashInterface + 0x0C, to: 0xF3)
    #expect(machine.flashStatus == 0)
  }

  @Test func refusesAStoreAcrossARowOfSixteenBytes() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0xBF30]).machine()  // str r1, [r0]; wfi
    machine.unlockFlash()
    machine.setFlashControl(Self.program32)
    machine[.general(0)] = Self.sector6 + 14
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.flashStatus & 0xFF != 0)
    #expect(machine.memory(at: Self.sector6, count: 32)?.allSatisfy { $0 == 0xFF } == true)
  }

  @Test(arguments: [2, 1, 0] as [UInt32])
  func programsInTheWidthThatPSIZESays(size: UInt32) throws {
    let machine = try halted()
    machine.unlockFlash()
    machine.setFlashControl(size << 8 | 1)
    let unit = try #require(Machine.AccessUnit(rawValue: 1 << size))
    #expect(machine.debugWrite([1, 2, 3, 4], at: Self.sector6, unit: unit))
    #expect(machine.word(at: Self.sector6) == 0x0403_0201)
    #expect(machine.word(at: Self.sector6 - 0x0800_0000 + 0x0020_0000) == 0x0403_0201)
    #expect(machine.flashWork.programmedUnits == UInt64(4 >> size))
    #expect(machine.flashStatus & 0xFF == 0)
  }

  @Test func refusesAnEraseOfNoSector() throws {
    let machine = try halted()
    machine.unlockFlash()
    for control in [Self.sectorErase | 8 << 3, 0x1_0000, Self.sectorErase | 4] {
      machine.setFlashControl(control)
      #expect(machine.flashStatus == Refusal.sequence)
      _ = machine.setDebugWord(at: Address.flashInterface + 0x0C, to: 0xF3)
    }
    #expect(machine.flashWork.erasedSectors == 0)
  }

  @Test func errorAndEndAreReportedOnlyWithTheirInterrupts() throws {
    let machine = try halted()
    machine.unlockFlash()
    machine.setFlashControl(1 << 25 | 1 << 24 | Self.program32)
    #expect(machine.debugWrite([0], at: Self.sector6, unit: .byte))
    #expect(machine.flashStatus == Refusal.parallelism | 2)
    _ = machine.setDebugWord(at: Address.flashInterface + 0x0C, to: 0xF3)
    #expect(machine.setDebugWord(at: Self.sector6, to: 0))
    #expect(machine.flashStatus & 1 == 0)
    #expect(machine.pollFlash() != nil)
    #expect(machine.flashStatus == 1)
  }

  @Test func endOfOperationInterrupts() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0xBF30, 0xE7FD]).machine()
    machine.unlockFlash()
    machine.setFlashControl(1 << 24 | Self.program32)
    _ = machine.setDebugWord(at: 0xE000_E100, to: 1 << 4)
    machine[.general(0)] = Self.sector6
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.activeException == 0)
    machine.advance(cycles: 16 * 16)
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.activeException == 16 + 4)
  }

  @Test func protectedSectorsKeepTheirContents() throws {
    let machine = try halted([.protectedSectors(0b0100_0000)])
    #expect(machine.debugWord(at: Address.flashInterface + 0x14) == 0xC0BF_AAFD)
    machine.unlockFlash()
    for control in [Self.sectorErase | 6 << 3, Self.massErase] {
      machine.setFlashControl(control)
      #expect(machine.flashStatus == Refusal.writeProtected)
      _ = machine.setDebugWord(at: Address.flashInterface + 0x0C, to: 0xF3)
    }
    machine.setFlashControl(Self.program32)
    #expect(machine.setDebugWord(at: Self.sector6, to: 0))
    #expect(machine.flashStatus == Refusal.writeProtected)
    #expect(machine.word(at: Self.sector6) == 0xFFFF_FFFF)
    #expect(machine.setDebugWord(at: Self.sector6 - 4, to: 0))
    #expect(machine.word(at: Self.sector6 - 4) == 0)
    #expect(machine.flashWork.erasedSectors == 0)
  }

  private func setOptions(_ machine: Machine, to value: UInt32) {
    for key: UInt32 in [0x0819_2A3B, 0x4C5D_6E7F] {
      _ = machine.setDebugWord(at: Address.flashInterface + 0x08, to: key)
    }
    _ = machine.setDebugWord(at: Address.flashInterface + 0x14, to: value & ~3)
    _ = machine.setDebugWord(at: Address.flashInterface + 0x14, to: value & ~3 | 2)
    #expect(machine.pollFlash() != nil)
    _ = machine.setDebugWord(at: Address.flashInterface + 0x14, to: value & ~3 | 1)
  }

  @Test func optionsNeedTheirKeysAndOutlastPower() throws {
    let machine = try halted([.protectedSectors(0xFF)])
    _ = machine.setDebugWord(at: Address.flashInterface + 0x14, to: 0xC0FF_AAFE)
    #expect(machine.debugWord(at: Address.flashInterface + 0x14) == 0xC000_AAFD)
    setOptions(machine, to: 0xC0FF_AAFC)
    machine.powerCycle()
    machine.control(Debug.halt)
    #expect(machine.debugWord(at: Address.flashInterface + 0x14) == 0xC0FF_AAFD)
    #expect(machine.debugWord(at: 0x1FFF_0008) == 0xFFFF_C0FF)
    machine.unlockFlash()
    erase(machine, 6)
    #expect(machine.flashStatus == 0)
  }

  @Test func readProtectionKeepsTheDebuggerOutAndItsEndErases() throws {
    let machine = try halted()
    setOptions(machine, to: 0xC0FF_55FC)
    #expect(machine.debugRead(at: 0x0800_0000, count: 4) == nil)
    #expect(machine.debugRead(at: 0x0020_0000, count: 4) == nil)
    #expect(machine.debugRead(at: 0x2000_0000, count: 4) != nil)
    machine.unlockFlash()
    for control in [Self.sectorErase | 6 << 3, Self.massErase] {
      machine.setFlashControl(control)
      #expect(machine.flashStatus == Refusal.writeProtected)
      _ = machine.setDebugWord(at: Address.flashInterface + 0x0C, to: 0xF3)
    }
    setOptions(machine, to: 0xC0FF_AAFC)
    #expect(machine.debugWord(at: 0x0800_0000) == 0xFFFF_FFFF)
  }

  /// Programs two words after each of three erases; says which sessions left a wrong word.
  private func weakSessions(_ times: UInt64) throws -> [Bool] {
    let machine = try halted([.weakProgramming(times)])
    machine.unlockFlash()
    return try (0..<3).map { _ in
      erase(machine, 6)
      machine.setFlashControl(Self.program32)
      #expect(machine.setDebugWord(at: Self.sector6, to: 0xFFFF_FFFF))
      #expect(machine.setDebugWord(at: Self.sector6 + 4, to: 0x1234_5678))
      #expect(machine.setDebugWord(at: Self.sector6 + 8, to: 0x1234_5678))
      #expect(machine.pollFlash() != nil)
      let word = try #require(machine.word(at: Self.sector6 + 4))
      #expect((word ^ 0x1234_5678).nonzeroBitCount <= 1)
      #expect(machine.word(at: Self.sector6 + 8) == 0x1234_5678)
      return word != 0x1234_5678
    }
  }

  @Test func weakCellsSpoilSoManySessions() throws {
    #expect(try weakSessions(1) == [true, false, false])
    #expect(try weakSessions(2) == [true, true, false])
    #expect(try weakSessions(.max) == [true, true, true])
  }

  /// str CR; strh; dsb; adds; 1: ldr SR; lsls #15; bmi 1b; subs; bne; bkpt, as loaders do.
  @Test func loaderInRAMProgramsThousandsOfHalfWords() throws {
    let machine = try halted()
    machine.unlockFlash()
    erase(machine, 6)
    machine.load([
      0x6113, 0x8004, 0xF3BF, 0x8F4F, 0x3002, 0x68D5, 0x03ED, 0xD4FC, 0x3901, 0xD1F5, 0xBE00,
    ])
    let count: UInt32 = 100_000
    let values = [Self.sector6, count, Address.flashInterface, Self.program16, 0xA55A]
    for (number, value) in values.enumerated() { machine[debugRegister: UInt32(number)] = value }
    let before = machine.cycles
    machine.control(Debug.run)
    while machine.run(cycles: 1_000_000) == .budget {}
    #expect(machine[debugRegister: 15] == 0x2000_0014)
    #expect(machine.flashStatus & 0xFF == 0)
    #expect(machine.flashWork.programmedUnits == UInt64(count))
    let bytes = try #require(machine.memory(at: Self.sector6, count: 2 * Int(count)))
    #expect(bytes.enumerated().allSatisfy { $1 == ($0 % 2 == 0 ? 0x5A : 0xA5) })
    // 16 us each at 16 MHz, however few polls the emulator spends on them
    #expect(machine.cycles - before >= UInt64(count) * 256)
    #expect(machine.instructions < UInt64(count) * 16)
  }

  @Test func coreFetchesWhatWasProgrammedOverWhatItExecuted() throws {
    let machine = try HandMadeFirmware(code: [0x24FF, 0xBE00]).machine()  // movs r4, #255; bkpt
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[.general(4)] == 255)
    machine.unlockFlash()
    machine.setFlashControl(Self.program16)
    #expect(
      machine.debugWrite([0x07, 0x24], at: HandMadeFirmware.codeAddress, unit: .halfWord))
    machine[debugRegister: 15] = HandMadeFirmware.codeAddress
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[.general(4)] == 7)
  }
}
