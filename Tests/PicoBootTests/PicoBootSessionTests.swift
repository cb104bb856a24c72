import Hardware
import Testing
import UF2Files
import USBProbes

@testable import PicoBoot

/// What goes to the boot ROM, in which order, and what is made of what goes wrong.
@Suite struct PicoBootSessionTests {
  private static let origin = FakeBootROM.origin

  private func image() throws -> SectorImage {
    try SectorImage(
      [
        SectorImage.Segment(address: Self.origin, bytes: [UInt8](repeating: 0x42, count: 5000)),
        SectorImage.Segment(address: Self.origin + 0x5000, bytes: [1, 2, 3]),
      ], flash: 0x1000_0000..<0x1001_0000)
  }

  private func flash(_ rom: FakeBootROM) throws -> [FlashError.Stage] {
    let image = try image()
    var stages: [FlashError.Stage] = []
    var session = PicoBootSession(rom) { () throws(PicoBootTrouble) in }
    try session.flash(
      image, erasing: image.sectors.map(\.address), boot: Self.origin
    ) { stages.append($0) }
    return stages
  }

  @Test func commandsAreAsTheDatasheetHasThem() {
    // RP2040 datasheet, 2.8.5.4: magic, token, number, length of the arguments, length of the data.
    #expect(
      PicoBootCommand.write(at: 0x1000_0100, byteCount: 256).bytes(token: 0x0102_0304) == [
        0x0B, 0xD1, 0x1F, 0x43, 4, 3, 2, 1, 5, 8, 0, 0, 0, 1, 0, 0,
        0, 1, 0, 0x10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ])
    #expect(
      PicoBootCommand.reboot(afterMilliseconds: 500).bytes(token: 1)[8...] == [
        2, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 4, 0x20, 0xF4, 1, 0, 0, 0, 0, 0, 0,
      ])
    #expect(PicoBootCommand.exclusiveAccess(true).bytes(token: 1)[8...].prefix(9).last == 1)
    #expect(PicoBootCommand.exitXIP.bytes(token: 1).count == 32)
  }

  @Test func erasesTheBootSectorFirstAndWritesItLast() throws {
    let rom = FakeBootROM()
    #expect(try flash(rom) == [.connecting, .erasing, .programming, .verifying, .resetting])
    func command(_ number: UInt8, _ offset: UInt32) -> FakeBootROM.Command {
      FakeBootROM.Command(number: number, address: Self.origin + offset, byteCount: 4096)
    }
    #expect(rom.commands.prefix(2).map(\.number) == [1, 6])
    #expect(
      rom.commands.dropFirst(2).dropLast() == [
        command(3, 0), command(3, 0x1000), command(3, 0x5000),
        command(5, 0x1000), command(5, 0x5000), command(5, 0),
        command(0x84, 0), command(0x84, 0x1000), command(0x84, 0x5000),
      ])
    #expect(rom.hasLeft)
    #expect(rom.flash[0x5000..<0x5004] == [1, 2, 3, 0xFF])
    #expect(rom.flash[0x2000] == 0xA5, "a sector that the image has not is left alone")
  }

  /// Something that goes wrong, and what it is taken for.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let fault: FakeBootROM.Fault
    let trouble: PicoBootTrouble
  }

  static let cases: [Case] = [
    // Transfers 0 to 3 are exclusive access and the way out of XIP, two each.
    Case(
      testDescription: "gone at the first command", fault: .fails(.gone, transfer: 0),
      trouble: .usb(.gone, .exclusiveAccess)),
    Case(
      testDescription: "gone in mid-erase", fault: .fails(.gone, transfer: 5),
      trouble: .usb(.gone, .eraseFlash)),
    Case(
      testDescription: "gone in mid-write", fault: .fails(.gone, transfer: 11),
      trouble: .usb(.gone, .write)),
    Case(
      testDescription: "silent in mid-write", fault: .fails(.timedOut, transfer: 12),
      trouble: .usb(.timedOut, .write)),
    Case(
      testDescription: "another program in between", fault: .refuses(5, status: 6),
      trouble: .refused(.write, PicoBootStatus([6] + status(code: 6)))),
    Case(
      testDescription: "unknown command", fault: .refuses(1, status: 1),
      trouble: .refused(.exclusiveAccess, PicoBootStatus([1] + status(code: 1)))),
    Case(
      testDescription: "short read", fault: .shortRead(1),
      trouble: .cutShort(.read, moved: 4095, of: 4096)),
    Case(
      testDescription: "weak flash", fault: .weak(FakeBootROM.origin + 0x5001),
      trouble: .different(address: FakeBootROM.origin + 0x5001)),
  ]

  /// The 15 bytes after a status's first, which is its token's.
  private static func status(code: UInt8) -> [UInt8] {
    [0, 0, 0, code, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
  }

  @Test(arguments: cases) func tellsWhatWentWrong(given: Case) throws {
    let rom = FakeBootROM(given.fault)
    let error = try #require(
      #expect(throws: PicoBootTrouble.self) { _ = try flash(rom) })
    #expect(error == given.trouble)
    #expect(!rom.hasLeft)
    // The next host finds an interface that works, where there still is one.
    if error.isOfDevice { #expect(rom.resets == 2) }
  }

  @Test func stopsBetweenTwoCommandsWhenToldTo() throws {
    let rom = FakeBootROM()
    let image = try image()
    var asked = 0
    var session = PicoBootSession(rom) { () throws(PicoBootTrouble) in
      asked += 1
      if asked > 5 { throw .cancelled }
    }
    #expect(throws: PicoBootTrouble.cancelled) {
      try session.flash(
        image, erasing: image.sectors.map(\.address), boot: Self.origin, progress: { _ in })
    }
    #expect(rom.commands.count == 4)
  }

  @Test func sumsAsTheBootROMDoes() throws {
    #expect(BootBlock.checksum(Array("123456789".utf8)) == 0x0376_E6E7)
    #expect(BootBlock.checksum([]) == 0xFFFF_FFFF)
    var block = [UInt8](0..<252)
    let sum = BootBlock.checksum(block)
    block += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: sum >> $0) }
    #expect(!BootBlock.isBroken(block))
    #expect(!BootBlock.isBroken(block + [1, 2, 3]))
    #expect(BootBlock.isBroken(Array(block.dropLast())))
    block[17] ^= 4
    #expect(BootBlock.isBroken(block))
  }

  @Test func aStatusHasSixteenBytes() {
    #expect(PicoBootStatus([]) == nil)
    #expect(PicoBootStatus([UInt8](repeating: 0, count: 17)) == nil)
    let status = PicoBootStatus([1, 0, 0, 0, 5, 0, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0])
    #expect(status?.token == 1 && status?.code == 5 && status?.isInProgress == true)
  }
}
