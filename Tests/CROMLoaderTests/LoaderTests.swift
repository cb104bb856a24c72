import CROMLoader
import Testing

@Suite struct LoaderTests {
  private static let sync: [UInt8] = [0x07, 0x07, 0x12, 0x20] + [UInt8](repeating: 0x55, count: 32)
  /// Bytes with both of SLIP's marks among them.
  private static let data = (0..<200).map { UInt8(truncatingIfNeeded: 0xC0 &+ $0 * 27) }

  private func write(_ data: [UInt8], at address: UInt32, to bench: LoaderBench) -> [UInt8] {
    let size = UInt32(data.count)
    let begin = bench.request(0x02, LoaderBench.words(size, 1, size, address))
    let packet = bench.request(
      0x03, LoaderBench.words(size, 0, 0, 0) + data, checksum: LoaderBench.checksum(data))
    return (begin + packet).map(\.error)
  }

  @Test func answersSyncEightTimes() {
    let answers = LoaderBench().request(0x08, Self.sync)
    #expect(answers.count == 8)
    #expect(answers.allSatisfy { $0.command == 0x08 && $0.error == 0 && $0.data == [] })
  }

  @Test func readsRegistersAndSetsBitsInThem() {
    let bench = LoaderBench()
    bench.words[0x4000_1000] = 0x00F0_1D83
    #expect(bench.request(0x0A, LoaderBench.words(0x4000_1000)).first?.value == 0x00F0_1D83)
    let bits = LoaderBench.words(0x4000_1000, 0xFFFF_FFFF, 0x0000_00FF, 0)
    #expect(bench.request(0x09, bits).first?.error == 0)
    #expect(bench.events == [.wroteWord(address: 0x4000_1000, value: 0x00F0_1DFF)])
    #expect(bench.request(0x0A, LoaderBench.words(0x10)).first?.error == 6)
  }

  @Test func writesFlashAndTellsItsMD5() {
    let bench = LoaderBench()
    #expect(write(Self.data, at: 0x1000, to: bench) == [0, 0])
    #expect((0..<200).map { bench.flash[0x1000 + $0] } == Self.data)
    let md5 = bench.request(0x13, LoaderBench.words(0x1000, 200, 0, 0)).first
    var digest = [UInt8](repeating: 0, count: 16)
    mcub_md5(Self.data, Self.data.count, &digest)
    let digits = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(md5?.data == Array(digits.utf8))
    let slow = bench.request(0x0E, LoaderBench.words(0x1000, 64)).first
    #expect(slow?.data == Array(Self.data.prefix(64)))
  }

  @Test func erasesTheSectorsThatItWillWrite() {
    let bench = LoaderBench()
    for i in 0..<LoaderBench.flashBytes { bench.flash[i] = 0 }
    _ = bench.request(0x02, LoaderBench.words(0x1001, 1, 0x400, 0x2000))
    #expect(bench.flash[0x1FFF] == 0)
    #expect(bench.flash[0x2000] == 0xFF)
    #expect(bench.flash[0x3FFF] == 0xFF)
    #expect(bench.flash[0x4000] == 0)
  }

  @Test func refusesDataThatIsNotWhatWasAnnounced() {
    let bench = LoaderBench()
    let data: [UInt8] = [1, 2, 3, 4]
    let sum = LoaderBench.checksum(data)
    let packet = { (sequence: UInt32) in LoaderBench.words(4, sequence, 0, 0) + data }
    #expect(bench.request(0x03, packet(0), checksum: sum).first?.error == 6)  // nothing was begun
    _ = bench.request(0x02, LoaderBench.words(8, 2, 4, 0))
    #expect(bench.request(0x03, packet(0), checksum: sum ^ 1).first?.error == 7)
    #expect(bench.request(0x03, packet(1), checksum: sum).first?.error == 6)  // not in sequence
    #expect(
      bench.request(0x03, LoaderBench.words(5, 0, 0, 0) + data, checksum: sum).first?.error == 5)
    #expect(bench.request(0x03, packet(0), checksum: sum).first?.error == 0)
    #expect(bench.request(0x03, packet(1), checksum: sum).first?.error == 0)
    #expect(bench.request(0x03, packet(2), checksum: sum).first?.error == 6)  // one too many
    #expect((0..<9).map { bench.flash[$0] } == data + data + [0xFF])
  }

  @Test(arguments: [
    (UInt8(0x02), LoaderBench.words(0x2_0000, 1, 4, 0), UInt8(8)),
    (0x02, LoaderBench.words(4, 1, 4, 0xFFFF_FFFE), 8), (0x02, LoaderBench.words(4), 5),
    (0x13, LoaderBench.words(0xFFFF, 2, 0, 0), 9), (0x0E, LoaderBench.words(0, 65), 9),
    (0x0F, LoaderBench.words(0, 0), 5), (0x06, [], 5), (0x14, [], 5), (0x10, [0, 0], 5),
  ])
  func refusesByNumber(command: UInt8, body: [UInt8], error: UInt8) {
    let bench = LoaderBench()
    #expect(bench.request(command, body).map(\.error) == [error])
    #expect(bench.events == [])
  }

  @Test func handsAProgramOverAfterTheAnswer() {
    let bench = LoaderBench()
    let program: [UInt8] = [9, 8, 7]
    _ = bench.request(0x05, LoaderBench.words(3, 1, 0x1800, 0x4008_0400))
    let sum = LoaderBench.checksum(program)
    _ = bench.request(0x07, LoaderBench.words(3, 0, 0, 0) + program, checksum: sum)
    #expect(bench.request(0x06, LoaderBench.words(0, 0x4008_0404)).first?.error == 0)
    #expect(
      bench.events == [
        .wroteMemory(address: 0x4008_0400, bytes: program), .start(0x4008_0404),
      ])
  }

  @Test func doesTheRestAfterTheAnswer() {
    let bench = LoaderBench()
    #expect(bench.request(0x0F, LoaderBench.words(921_600, 0)).first?.error == 0)
    #expect(bench.request(0x04, LoaderBench.words(1)).first?.error == 0)
    #expect(bench.request(0x04, LoaderBench.words(0)).first?.error == 0)
    #expect(bench.events == [.newSpeed(921_600), .reboot])
  }

  @Test func takesBytesInAnyPieces() {
    let bench = LoaderBench()
    let noise: [UInt8] = [0x55, 0xDB, 0x00]
    for byte in noise + LoaderBench.framed(LoaderBench.packet(0x08, Self.sync)) {
      bench.receive([byte])
    }
    #expect(bench.answers().count == 8)
  }

  @Test func findsItsWayBackAfterHalfAPacket() {
    let bench = LoaderBench()
    bench.receive([0xC0, 0x00, 0x08, 0x24])  // broken off
    bench.receive([0xC0])
    #expect(bench.request(0x08, Self.sync).count == 8)
  }

  @Test func refusesAPacketThatIsTooLongOrOfAnotherLength() {
    let bench = LoaderBench()
    let long = [UInt8](repeating: 1, count: 0x5000)
    #expect(bench.request(0x03, long).map(\.error) == [5])
    bench.receive(LoaderBench.framed([0, 0x08, 9, 0, 0, 0, 0, 0, 1]))
    #expect(bench.answers().last?.error == 5)
    #expect(bench.request(0x08, Self.sync).count == 8)
  }
}

@Suite struct FlashChipTests {
  /// The vectors of RFC 1321, A.5.
  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    (
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "57edf4a22be3c955ac49da2e2107b67a"
    ),
  ])
  func digestsAsTheStandardSays(text: String, expected: String) {
    var digest = [UInt8](repeating: 0, count: 16)
    mcub_md5(Array(text.utf8), text.utf8.count, &digest)
    #expect(digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
  }

  @Test func tellsItsIdentityThroughTheController() {
    var spi = mcub_spi_flash()
    let size: UInt32 = 4 << 20
    mcub_spi_flash_write(&spi, 0x1C, 1 << 31 | 1 << 28, size)  // a command, then bits to read
    mcub_spi_flash_write(&spi, 0x24, 7 << 28 | 0x9F, size)
    mcub_spi_flash_write(&spi, 0x2C, 23, size)
    mcub_spi_flash_write(&spi, 0x00, 1 << 18, size)
    #expect(mcub_spi_flash_read(&spi, 0x80) == 0x16_40EF)
    #expect(mcub_spi_flash_read(&spi, 0x00) == 0)
  }

  @Test func latchesWriteEnable() {
    var spi = mcub_spi_flash()
    mcub_spi_flash_write(&spi, 0x24, 7 << 28 | 0x06, 1 << 20)
    mcub_spi_flash_write(&spi, 0x00, 1 << 18, 1 << 20)
    mcub_spi_flash_write(&spi, 0x1C, 1 << 31 | 1 << 28, 1 << 20)
    mcub_spi_flash_write(&spi, 0x24, 7 << 28 | 0x05, 1 << 20)
    mcub_spi_flash_write(&spi, 0x2C, 7, 1 << 20)
    mcub_spi_flash_write(&spi, 0x00, 1 << 18, 1 << 20)
    #expect(mcub_spi_flash_read(&spi, 0x80) == 2)
  }
}
