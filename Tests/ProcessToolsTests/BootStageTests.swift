import Testing
import UF2Files

@testable import ProcessTools

/// The second stage gets the checksum that the RP2040's boot ROM asks for.
@Suite struct BootStageTests {
  /// An ELF file with one section of a name and a length.
  private func elf(section: String, byteCount: Int) -> [UInt8] {
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
    func half(_ value: Int) -> [UInt8] { (0..<2).map { UInt8(value >> (8 * $0) & 0xFF) } }
    let names = [0] + Array(section.utf8) + [0] + Array(".names".utf8) + [0]
    let table = 52 + byteCount + names.count
    let header: [UInt8] =
      [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9) + half(2) + half(40)
      + word(1) + word(0) + word(0) + word(table) + word(0) + half(52) + half(0) + half(0)
      + half(40) + half(2) + half(1)
    let body = (0..<byteCount).map { UInt8($0 & 0xFF) }
    let first =
      word(1) + word(1) + word(2) + word(0x1000_0000) + word(52) + word(byteCount)
      + [UInt8](repeating: 0, count: 16)
    let second =
      word(section.utf8.count + 2) + word(3) + word(0) + word(0) + word(52 + byteCount)
      + word(names.count) + [UInt8](repeating: 0, count: 16)
    return header + body + names + first + second
  }

  @Test func putsTheChecksumBehindWhatItCovers() throws {
    let before = elf(section: ".boot2", byteCount: 256)
    let sealed = try #require(try BootStage.sealed(before))
    #expect(sealed.count == before.count)
    let changed = before.indices.filter { before[$0] != sealed[$0] }
    #expect(Set(changed).isSubset(of: Set(52 + 252..<52 + 256)))
    let checksum = BootBlock.checksum(before[52..<52 + 252])
    #expect(
      (0..<4).map { UInt32(sealed[52 + 252 + $0]) << (8 * UInt32($0)) }.reduce(0, |) == checksum)
    // The remainder over message and checksum, the most significant byte first, is zero.
    let message = Array(sealed[52..<52 + 252]) + sealed[52 + 252..<52 + 256].reversed()
    #expect(BootBlock.checksum(message) == 0)
  }

  @Test func leavesOtherFilesAlone() throws {
    #expect(try BootStage.sealed(elf(section: ".boot3", byteCount: 256)) == nil)
  }

  @Test(arguments: [255, 257]) func refusesAStageOfAnotherLength(byteCount: Int) throws {
    #expect(throws: ELFReader.Malformed.self) {
      try BootStage.sealed(elf(section: ".boot2", byteCount: byteCount))
    }
  }
}
