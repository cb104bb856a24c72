import FirmwareArtifacts
import ProcessTools
import Testing

/// ELF files, right and wrong, made byte by byte.
@Suite struct ELFReaderTests {
  /// A file with the sections `.text` (loaded), `.bss` (not loaded) and `.note` (takes no memory).
  static let file: [UInt8] = {
    func words(_ values: UInt32...) -> [UInt8] {
      values.flatMap { value in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) } }
    }
    let names = Array("\0.text\0.bss\0.note\0".utf8)
    var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
    bytes += words(0x0028_0002, 1, 0x0800_0001, 0, 52, 0, 0, 0x0028_0000, 0x0001_0004)
    bytes += [UInt8](repeating: 0, count: 52 - bytes.count)
    let namesOffset = UInt32(52 + 4 * 40)
    let rest: [UInt8] = [UInt8](repeating: 0, count: 16)
    bytes += words(1, 1, 6, 0x0800_0000, 0, 100) + rest
    bytes += words(0, 3, 0, 0, namesOffset, UInt32(names.count)) + rest
    bytes += words(7, 8, 3, 0x2004_c000, 0, 8) + rest
    bytes += words(12, 7, 0, 0, 0, 20) + rest
    return bytes + names
  }()

  @Test func readsSectionsThatTakeMemory() throws {
    #expect(
      try ELFReader.sections(of: Self.file) == [
        ImageSection(name: ".text", address: 0x0800_0000, byteCount: 100, isLoaded: true),
        ImageSection(name: ".bss", address: 0x2004_c000, byteCount: 8, isLoaded: false),
      ])
  }

  @Test func refusesEveryShorterFile() {
    for count in 0..<Self.file.count {
      #expect(throws: ELFReader.Malformed.self) {
        try ELFReader.sections(of: Array(Self.file.prefix(count)))
      }
    }
  }

  @Test func survivesEveryChangedByte() {
    for place in Self.file.indices {
      for value: UInt8 in [0, 1, 0x7f, 0xff] {
        var file = Self.file
        file[place] = value
        let sections = try? ELFReader.sections(of: file)
        #expect((sections?.count ?? 0) <= 4)
      }
    }
  }
}
