// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import UF2Files
import VirtualBoard

/// What the RP2040's boot ROM does with what is in flash, and what may hold the image.
@Suite struct RP2040BootTests {
  @Test func startsASecondStageWhoseChecksumIsRight() throws {
    let machine = try PicoImage().machine()
    #expect(machine[.programCounter] == 0x2004_1F00)
    #expect(machine.memory(at: 0x2004_1F00, count: 256) == Array(PicoImage().bytes.prefix(256)))
    #expect(machine.run(cycles: 100) == .budget)
  }

  /// The ROM takes the second stage's word for nothing else.
  @Test(arguments: [0, 100, 251, 252, 255]) func refusesAnotherByte(place: Int) throws {
    var bytes = PicoImage().bytes
    bytes[place] ^= 1
    #expect(
      try PicoImage.machine(bytes).run(cycles: 100)
        == .inROM("the second stage's checksum is wrong: the boot ROM waits for USB"))
  }

  @Test func waitsForUSBWithoutAnImage() throws {
    let machine = try Machine(
      image: .erased(.rp2040), uniqueIdentifier: UniqueIdentifier(serial: "empty"))
    let empty = Machine.Stop.inROM("the flash is empty: the boot ROM waits for USB")
    #expect(machine.run(cycles: 100) == empty)
    #expect(machine.setImage(PicoImage().bytes, at: 0))
    #expect(machine.run(cycles: 100) == empty)
    machine.restart()
    #expect(machine.run(cycles: 100) == .budget)
  }

  @Test func waitsForUSBWhileTheButtonIsHeld() throws {
    let machine = try PicoImage().machine()
    machine.restart(holdsBootsel: true)
    #expect(
      machine.run(cycles: 100) == .inROM("BOOTSEL is held: the boot ROM waits for USB"))
    machine.restart()
    #expect(machine.run(cycles: 100) == .budget)
  }

  @Test func takesBlocksOfUF2() throws {
    let image = PicoImage().bytes
    let board = try BoardImage(PicoImage.uf2(image), for: .rp2040)
    // The ROM erases the whole sector that it writes into.
    let sector = image + [UInt8](repeating: 0xFF, count: 4096 - image.count)
    #expect(board.segments == [BoardImage.Segment(offset: 0, bytes: sector)])
  }

  /// A place in a block of UF2, what to put there, and what is said of it.
  struct Breach: CustomTestStringConvertible {
    let offset: Int
    let byte: UInt8
    let reason: UF2Error.Reason
    var testDescription: String { "\(offset)" }
  }

  @Test(
    arguments: [
      Breach(offset: 512, byte: 0, reason: .noUF2Block(index: 1)),
      Breach(offset: 511, byte: 0, reason: .noUF2Block(index: 0)),
      Breach(offset: 17, byte: 2, reason: .wrongPayload(index: 0, byteCount: 512)),
      Breach(offset: 20, byte: 1, reason: .wrongNumber(index: 1, number: 1)),
      Breach(offset: 15, byte: 0x20, reason: .outsideFlash(address: 0x2000_0000, byteCount: 256)),
    ])
  func refusesABrokenBlock(breach: Breach) {
    var file = PicoImage.uf2(PicoImage().bytes)
    file[breach.offset] = breach.byte
    #expect(throws: BoardImageError(reason: .brokenUF2(breach.reason), chip: .rp2040)) {
      try BoardImage(file, for: .rp2040)
    }
  }

  @Test func refusesAFileOfHalfABlockOrOfAnotherFamily() {
    let file = PicoImage.uf2(PicoImage().bytes)
    #expect(throws: BoardImageError(reason: .brokenUF2(.cutShort(fileBytes: 768)), chip: .rp2040)) {
      try BoardImage(Array(file.dropLast(256)), for: .rp2040)
    }
    var others = file
    for block in 0..<2 { others[512 * block + 28] = 0 }
    #expect(throws: BoardImageError(reason: .brokenUF2(.otherFamily(0xE48B_FF00)), chip: .rp2040)) {
      try BoardImage(others, for: .rp2040)
    }
  }
}

/// A second stage that goes into code of 256 bytes behind it.
struct PicoImage {
  /// What runs from 0x2004_1F00; by default a loop of two instructions.
  var code: [UInt16] = [0xBF00, 0xE7FD]

  var bytes: [UInt8] {
    var stage = code.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    stage += [UInt8](repeating: 0, count: 252 - stage.count)
    let checksum = Self.checksum(stage)
    stage += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt32($0))) }
    return stage + (0..<256).map { UInt8($0) }
  }

  func machine(timing: TimingChoice = .instructions) throws -> Machine {
    try Self.machine(bytes, timing: timing)
  }

  static func machine(
    _ bytes: [UInt8], timing: TimingChoice = .instructions
  ) throws -> Machine {
    try Machine(
      image: BoardImage(bytes, for: .rp2040), uniqueIdentifier: UniqueIdentifier(serial: "test"),
      timing: timing)
  }

  /// By a division of polynomials, bit by bit over the whole message and 32 zeros behind it.
  private static func checksum(_ message: [UInt8]) -> UInt32 {
    var rest: UInt64 = 0
    for (index, byte) in (message + [0, 0, 0, 0]).enumerated() {
      let inverted = index < 4 ? ~byte : byte
      for bit in (0..<8).reversed() {
        rest = rest << 1 | UInt64(inverted >> UInt8(bit) & 1)
        if rest >> 32 != 0 { rest ^= 0x1_04C1_1DB7 }
      }
    }
    return UInt32(rest)
  }

  /// The image in blocks for an RP2040.
  static func uf2(_ image: [UInt8]) -> [UInt8] {
    func words(_ values: [UInt32]) -> [UInt8] {
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
    let count = UInt32(image.count / 256)
    return (0..<count).flatMap { number in
      let payload = Array(image[Int(256 * number)..<Int(256 * (number + 1))])
      return words([
        0x0A32_4655, 0x9E5D_5157, 0x2000, 0x1000_0000 + 256 * number, 256, number, count,
        0xE48B_FF56,
      ]) + payload + [UInt8](repeating: 0, count: 220) + words([0x0AB1_6F30])
    }
  }
}
