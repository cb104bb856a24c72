// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Files that fit are loaded; every other file is refused with its reason.
@Suite struct BoardImageTests {
  /// An ELF file of one loadable segment with four bytes (System V ABI, chapters 4 and 5).
  private func elf(physicalAddress: UInt32, fileOffset: UInt32 = 84, machine: UInt8 = 40) -> [UInt8]
  {
    var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
    file += [2, 0, machine, 0, 1, 0, 0, 0]
    file += words(0x0800_0001, 52, 0, 0)
    file += [52, 0, 32, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    file += words(1, fileOffset, 0x2000_0000, physicalAddress, 4, 4, 5, 4)
    return file + [1, 2, 3, 4]
  }

  private func words(_ words: UInt32...) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(word >> (8 * $0) & 0xFF) } }
  }

  @Test func loadsByPhysicalAddress() throws {
    let image = try BoardImage(elf(physicalAddress: 0x0800_0010))
    #expect(image.segments == [BoardImage.Segment(offset: 16, bytes: [1, 2, 3, 4])])
  }

  @Test func loadsRawBytesAtTheStartOfFlash() throws {
    #expect(try BoardImage([9, 8]).segments == [BoardImage.Segment(offset: 0, bytes: [9, 8])])
  }

  @Test(arguments: [0x0800_0000 - 4, 0x0810_0000 - 3, 0x2000_0000, 0xFFFF_FFFE] as [UInt32])
  func refusesSegmentsOutsideFlash(address: UInt32) {
    #expect(
      throws: BoardImageError(
        reason: .outsideFlash(address: UInt64(address), byteCount: 4), chip: .stm32f746)
    ) {
      try BoardImage(elf(physicalAddress: address))
    }
  }

  @Test func refusesEveryTruncation() {
    let file = elf(physicalAddress: 0x0800_0000)
    for count in 4..<file.count {
      #expect(throws: BoardImageError.self, "\(count) bytes") {
        try BoardImage(Array(file.prefix(count)))
      }
    }
  }

  @Test func refusesWhatIsNoImage() {
    #expect(throws: BoardImageError(reason: .empty, chip: .stm32f746)) { try BoardImage([]) }
    #expect(throws: BoardImageError.self) {
      try BoardImage(elf(physicalAddress: 0x0800_0000, fileOffset: 0xFFFF_FFFF))
    }
    #expect(throws: BoardImageError.self) {
      try BoardImage([UInt8](repeating: 0, count: Chip.stm32f746.imageBytes + 1))
    }
  }

  @Test(arguments: [
    (UInt8(62), Chip.stm32f746, "x86-64 (32-bit, little-endian)", "Arm", "stm32f746g"),
    (94, .rp2040, "Xtensa", "Arm", "pico"), (40, .esp32, "Arm", "Xtensa", "esp32"),
    (243, .stm32f446, "RISC-V", "Arm", "nucleo-f446re"),
  ])
  func saysWhichMachineAFileIsForAndWhichBoardToBuildFor(
    machine: UInt8, chip: Chip, found: String, needed: String, board: String
  ) throws {
    let error = try #require(
      #expect(throws: BoardImageError.self) {
        try BoardImage(elf(physicalAddress: 0x0800_0000, machine: machine), for: chip)
      })
    #expect(
      error.summary
        == "the image is an ELF file for \(found), and the core of the \(chip.name) is \(needed)")
    #expect(error.remedy?.contains("--board \(board) -o DIR") == true)
  }

  @Test(arguments: [(Chip.rp2040, "pico"), (.stm32g0b1, "nucleo-g0b1re"), (.esp32, "esp32")])
  func namesTheBoardAtHandForAnEmptyFile(chip: Chip, board: String) {
    let error = #expect(throws: BoardImageError.self) { try BoardImage([], for: chip) }
    #expect(error?.remedy?.contains("--board \(board) -o DIR") == true)
  }

  @Test(arguments: [
    ("silent", FaultMode.silent), ("corrupt-tx=7", .corruptTransmit(7)),
    ("bit-flip-ram=0x20000010@99", .bitFlip(address: 0x2000_0010, cycle: 99)),
    ("weak-flash=2", .weakProgramming(2)), ("loose-clock", .looseClock),
    ("weak-flash=always", .weakProgramming(.max)),
    ("protected-sectors=0,7", .protectedSectors(0x81)), ("read-protected", .readProtected),
    ("probe-gone-at=erase", .probe(.goneAt(.erase))), ("probe-busy=2", .probe(.busy(seconds: 2))),
    ("target-voltage=0", .probe(.targetVoltage(millivolts: 0))),
    ("target-silent", .probe(.targetSilent)), ("slow-probe=5", .probe(.slow(milliseconds: 5))),
    ("slow=2%", .slow(200)), ("slow=0.01%", .slow(1)), ("unsteady=50%", .unsteady(5000)),
  ])
  func readsFaultModes(text: String, mode: FaultMode) throws {
    #expect(try FaultMode(text) == mode)
  }

  @Test(arguments: [
    "", "loud", "corrupt-tx", "corrupt-tx=0", "drop-rx=-1", "bit-flip-ram=1", "weak-flash",
    "weak-flash=often", "protected-sectors=", "protected-sectors=8", "protected-sectors=1,,2",
    "read-protected=1", "probe-gone-at=lunch", "probe-busy", "target-voltage=9000",
    "target-silent=1", "slow-probe=0", "slow", "slow=2", "slow=0%", "slow=51%", "unsteady=-1%",
  ])
  func refusesOtherFaultModes(text: String) {
    #expect(throws: VirtualBoardError(reason: .unknownFault(text))) { try FaultMode(text) }
  }

  @Test func readyLineEscapesWhatItPrints() {
    let timing = TimingIdentity(model: "m7", version: "1", parameters: [])
    let event = ReadyEvent(
      board: "b", path: "/dev/pts/1", serial: "a\"\n\u{e9}\\", timing: timing)
    #expect(event.json.contains(#""serial":"a\"\u000a\u00e9\\""#))
    #expect(!event.json.contains("stlink_tcp"))
    let withProbe = ReadyEvent(
      board: "b", path: "/dev/pts/1", serial: "s", probePort: 7184, timing: timing)
    #expect(withProbe.json.contains(#""serial":"s","stlink_tcp":7184,"#))
  }
}
