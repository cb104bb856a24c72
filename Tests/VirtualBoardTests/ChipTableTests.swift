// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Each chip has its own memories, identity and core.
@Suite struct ChipTableTests {
  /// A chip's memory: its first address, its size, and whether a loader may write to it.
  struct Memory: CustomTestStringConvertible {
    let chip: Chip
    let origin: UInt32
    let bytes: UInt32
    let isWritable: Bool
    /// Nothing lies behind it.
    var isLast = true
    var testDescription: String { "\(chip.name) at 0x\(String(origin, radix: 16))" }
  }

  static let memories = [
    Memory(chip: .stm32f746, origin: 0x0800_0000, bytes: 1 << 20, isWritable: false),
    Memory(chip: .stm32f746, origin: 0x0020_0000, bytes: 1 << 20, isWritable: false),
    Memory(chip: .stm32f746, origin: 0x2000_0000, bytes: 320 << 10, isWritable: true),
    Memory(chip: .stm32f746, origin: 0, bytes: 16 << 10, isWritable: true),
    Memory(chip: .stm32f446, origin: 0x0800_0000, bytes: 512 << 10, isWritable: false),
    Memory(chip: .stm32f446, origin: 0, bytes: 512 << 10, isWritable: false),
    Memory(chip: .stm32f446, origin: 0x2000_0000, bytes: 128 << 10, isWritable: true),
    Memory(chip: .stm32g0b1, origin: 0x0800_0000, bytes: 512 << 10, isWritable: false),
    Memory(chip: .stm32g0b1, origin: 0, bytes: 512 << 10, isWritable: false),
    Memory(chip: .stm32g0b1, origin: 0x2000_0000, bytes: 144 << 10, isWritable: true),
    Memory(chip: .rp2040, origin: 0x1000_0000, bytes: 2 << 20, isWritable: false),
    Memory(chip: .rp2040, origin: 0x1300_0000, bytes: 2 << 20, isWritable: false),
    Memory(chip: .rp2040, origin: 0x2000_0000, bytes: 264 << 10, isWritable: true),
    Memory(chip: .cortexM7TCM, origin: 0, bytes: 512 << 10, isWritable: true),
    Memory(chip: .cortexM7TCM, origin: 0x2000_0000, bytes: 512 << 10, isWritable: true),
    Memory(chip: .cortexM0PlusRAM, origin: 0x2000_0000, bytes: 264 << 10, isWritable: true),
  ]

  static let chips: [Chip] = [
    .stm32f746, .stm32f446, .stm32g0b1, .cortexM7TCM, .cortexM0PlusRAM, .rp2040,
  ]

  private func machine(_ chip: Chip, serial: String = "table") throws -> Machine {
    try Machine(
      image: .erased(chip), uniqueIdentifier: UniqueIdentifier(serial: serial))
  }

  @Test(arguments: memories) func hasMemoryUpToItsLastWord(memory: Memory) throws {
    let machine = try machine(memory.chip)
    let end = memory.origin + memory.bytes
    #expect(machine.word(at: memory.origin) != nil)
    #expect(machine.word(at: end - 4) != nil)
    #expect(machine.word(at: end) == nil)
    #expect(machine.setWord(at: end - 4, to: 0x0123_4567) == memory.isWritable)
    #expect((machine.word(at: end - 4) == 0x0123_4567) == memory.isWritable)
  }

  @Test(
    arguments: [(Chip.stm32f746, 0x0020_0000), (.stm32f446, 0), (.stm32g0b1, 0)] as [(Chip, UInt32)]
  )
  func showsFlashAtItsAlias(chip: Chip, alias: UInt32) throws {
    let machine = try Machine(
      image: BoardImage([1, 2, 3, 4], for: chip),
      uniqueIdentifier: UniqueIdentifier(serial: "alias"))
    #expect(machine.word(at: alias) == 0x0403_0201)
    #expect(machine.word(at: 0x0800_0000) == 0x0403_0201)
  }

  /// Where the manuals put the 96 bits and the flash's size in KiB.
  @Test(
    arguments: [
      (Chip.stm32f746, 0x1FF0_F420, 0x1FF0_F442), (.stm32f446, 0x1FFF_7A10, 0x1FFF_7A22),
      (.stm32g0b1, 0x1FFF_7590, 0x1FFF_75E0),
    ] as [(Chip, UInt32, UInt32)])
  func saysWhoItIs(chip: Chip, identifier: UInt32, size: UInt32) throws {
    let expected = UniqueIdentifier(serial: "who")
    let machine = try machine(chip, serial: "who")
    #expect(machine.memory(at: identifier, count: 12) == expected.bytes)
    #expect(
      machine.memory(at: size, count: 2)?.reversed().reduce(0) { $0 << 8 | Int($1) }
        == chip.imageBytes >> 10)
  }

  @Test(
    arguments: zip(
      chips,
      [
        0x410F_C271, 0x410F_C241, 0x410C_C601, 0x410F_C271, 0x410C_C601, 0x410C_C601,
      ] as [UInt32]))
  func namesItsCore(chip: Chip, processor: UInt32) throws {
    #expect(try machine(chip).peripheral(at: 0xE000_ED00) == processor)
  }

  /// Four priority bits on Armv7-M, two on Armv6-M, in whatever order of bytes they are written.
  @Test(
    arguments:
      zip(
        chips,
        [
          0xF0F0_F0F0, 0xF0F0_F0F0, 0xC0C0_C0C0, 0xF0F0_F0F0, 0xC0C0_C0C0, 0xC0C0_C0C0,
        ] as [UInt32]))
  func keepsThePriorityBitsItHas(chip: Chip, kept: UInt32) throws {
    let machine = try machine(chip)
    machine.setPeripheral(at: 0xE000_E400, to: 0xFFFF_FFFF)
    machine.setPeripheral(at: 0xE000_ED20, to: 0xFFFF_FFFF)
    #expect(machine.peripheral(at: 0xE000_E400) == kept)
    #expect(machine.peripheral(at: 0xE000_ED20) & 0xFFFF_0000 == kept & 0xFFFF_0000)
  }

  /// What a boot loader copied is there again after a reset, whatever the firmware did to it.
  @Test(arguments: [Chip.cortexM7TCM, .cortexM0PlusRAM])
  func bringsTheImageBackAtReset(chip: Chip) throws {
    let machine = try HandMadeFirmware(code: [0xE7FE], chip: chip).machine()
    let origin = UInt32(chip.imageOrigin)
    let first = try #require(machine.word(at: origin))
    #expect(machine.setWord(at: origin, to: ~first))
    machine.powerCycle()
    #expect(machine.word(at: origin) == first)
    #expect(machine[.programCounter] == origin + 0x240)
  }

  @Test(arguments: chips) func refusesAnImageThatDoesNotFit(chip: Chip) {
    let bytes = [UInt8](repeating: 0, count: chip.imageBytes + 1)
    #expect(
      throws: BoardImageError(
        reason: .outsideFlash(
          address: chip.imageOrigin, byteCount: UInt64(bytes.count)), chip: chip)
    ) {
      try BoardImage(bytes, for: chip)
    }
  }

  @Test func everyBoardHasItsName() throws {
    for board in BoardModel.allCases {
      #expect(try BoardModel(named: board.name) == board)
      #expect(BoardModel.list.contains(board.name))
    }
    #expect(throws: VirtualBoardError(reason: .unknownBoard("stm32f746"))) {
      try BoardModel(named: "stm32f746")
    }
  }

  @Test(
    arguments: [
      FaultMode.weakProgramming(1), .protectedSectors(1), .readProtected, .probe(.targetSilent),
    ])
  func refusesFaultsOfWhatIsNotModelled(fault: FaultMode) {
    var settings = BoardSettings(image: nil, serial: "fault")
    settings.board = .nucleoG0B1RE
    settings.faults = [.garbage, fault]
    #expect(throws: VirtualBoardError(reason: .noFlashingFaults(.nucleoG0B1RE))) {
      _ = try BoardRunner(settings)
    }
  }

  @Test(arguments: BoardModel.allCases.filter { $0.chip != .esp32 })
  func refusesALooseClockWhereNoPLLIsModelled(board: BoardModel) {
    var settings = BoardSettings(image: nil, serial: "clock")
    settings.board = board
    settings.faults = [.looseClock]
    #expect(throws: VirtualBoardError(reason: .noSuchFault("loose-clock", board))) {
      _ = try BoardRunner(settings)
    }
  }

  @Test(arguments: BoardModel.allCases.filter { !$0.chip.hasDebugPort })
  func refusesAProbeWhereNoDebugPortIsModelled(board: BoardModel) {
    var settings = BoardSettings(image: nil, serial: "probe")
    settings.board = board
    settings.probe = BoardSettings.Probe(port: 0)
    #expect(throws: VirtualBoardError(reason: .noDebugPort(board))) {
      _ = try BoardRunner(settings)
    }
  }
}
