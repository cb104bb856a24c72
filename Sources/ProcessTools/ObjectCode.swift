import ContentHash

/// What of an object file reaches the board: code and constants, and what they refer to by name.
///
/// Lines for debuggers, comments and the order of symbols are left out, so that two objects have one
/// digest when only those differ. Numbers are those of the System V ABI, chapter 4, object files.
struct ObjectCode: Hashable, Sendable {
  private static let sectionAllocated: UInt32 = 2
  private static let typeRelocationsWithAddend: UInt32 = 4
  private static let typeNoBits: UInt32 = 8
  private static let typeRelocations: UInt32 = 9
  private static let symbolTypeSection: UInt8 = 3

  let digest: SHA256Digest

  /// Reads an object file; every offset is checked.
  init(_ file: [UInt8]) throws(ELFReader.Malformed) {
    let object = try Table(file)
    var hasher = SHA256Hasher()
    for section in object.sections where section.flags & Self.sectionAllocated != 0 {
      guard section.byteCount > 0 else { continue }
      hasher.update(part: Array(section.name.utf8))
      hasher.update(part: Self.bytes(of: [section.flags, UInt32(section.byteCount)]))
      if section.type != Self.typeNoBits { hasher.update(part: try object.contents(section)) }
    }
    for section in object.sections {
      let entryBytes: Int
      switch section.type {
      case Self.typeRelocations: entryBytes = 8
      case Self.typeRelocationsWithAddend: entryBytes = 12
      default: continue
      }
      guard section.information < object.sections.count, section.link < object.sections.count else {
        throw ELFReader.Malformed(problem: "has relocations of no section")
      }
      let target = object.sections[section.information]
      guard target.flags & Self.sectionAllocated != 0 else { continue }
      hasher.update(part: Array(target.name.utf8))
      for entry in stride(
        from: section.offset, through: section.offset + section.byteCount - entryBytes,
        by: entryBytes)
      {
        let information = try ELFReader.word(file, entry + 4)
        let addend = entryBytes == 12 ? try ELFReader.word(file, entry + 8) : 0
        hasher.update(
          part: Self.bytes(of: [try ELFReader.word(file, entry), information & 0xff, addend]))
        hasher.update(
          part: try object.name(ofSymbol: Int(information >> 8), in: object.sections[section.link]))
      }
    }
    digest = hasher.finish()
  }

  private static func bytes(of words: [UInt32]) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }

  /// One digest over the objects of several files.
  static func digest(of objects: some Sequence<(name: String, code: ObjectCode)>) -> SHA256Digest {
    var hasher = SHA256Hasher()
    for object in objects.sorted(by: { $0.name < $1.name }) {
      hasher.update(part: Array(object.name.utf8))
      hasher.update(part: Array(object.code.digest.hexadecimal.utf8))
    }
    return hasher.finish()
  }

  /// The sections of an object file.
  private struct Table {
    struct Section {
      let name: String
      let type: UInt32
      let flags: UInt32
      let offset: Int
      let byteCount: Int
      let link: Int
      let information: Int
    }

    let file: [UInt8]
    let sections: [Section]

    init(_ file: [UInt8]) throws(ELFReader.Malformed) {
      guard file.starts(with: [0x7f, 0x45, 0x4c, 0x46, 1, 1]) else {
        throw ELFReader.Malformed(problem: "is no 32-bit little-endian ELF file")
      }
      let start = Int(try ELFReader.word(file, 32))
      let entryBytes = Int(try ELFReader.half(file, 46))
      let count = Int(try ELFReader.half(file, 48))
      let names = Int(try ELFReader.half(file, 50))
      guard entryBytes >= 40, names < count, start + entryBytes * count <= file.count else {
        throw ELFReader.Malformed(problem: "has a section table beyond its end")
      }
      let nameTable = Int(try ELFReader.word(file, start + names * entryBytes + 16))
      self.file = file
      var sections: [Section] = []
      for index in 0..<count {
        let entry = start + index * entryBytes
        func word(_ place: Int) throws(ELFReader.Malformed) -> UInt32 {
          try ELFReader.word(file, entry + 4 * place)
        }
        let name = try Self.text(file, at: nameTable + Int(try word(0)))
        let section = Section(
          name: String(decoding: name, as: UTF8.self), type: try word(1), flags: try word(2),
          offset: Int(try word(4)), byteCount: Int(try word(5)), link: Int(try word(6)),
          information: Int(try word(7)))
        guard
          section.type == ObjectCode.typeNoBits
            || section.offset + section.byteCount <= file.count
        else { throw ELFReader.Malformed(problem: "has a section beyond its end") }
        sections.append(section)
      }
      self.sections = sections
    }

    func contents(_ section: Section) throws(ELFReader.Malformed) -> [UInt8] {
      Array(file[section.offset..<section.offset + section.byteCount])
    }

    /// The name of a symbol of the table `symbols`; of a section's symbol, the section's name.
    func name(ofSymbol index: Int, in symbols: Section) throws(ELFReader.Malformed) -> [UInt8] {
      let entry = symbols.offset + 16 * index
      guard 16 * (index + 1) <= symbols.byteCount, symbols.link < sections.count else {
        throw ELFReader.Malformed(problem: "has a relocation of no symbol")
      }
      if file[entry + 12] & 0xf == ObjectCode.symbolTypeSection {
        let place = Int(try ELFReader.half(file, entry + 14))
        return place < sections.count ? Array(sections[place].name.utf8) : []
      }
      return try Self.text(
        file, at: sections[symbols.link].offset + Int(try ELFReader.word(file, entry)))
    }

    private static func text(_ file: [UInt8], at offset: Int) throws(ELFReader.Malformed) -> [UInt8]
    {
      guard (0..<file.count).contains(offset) else {
        throw ELFReader.Malformed(problem: "has a name beyond its end")
      }
      return Array(file[offset...].prefix { $0 != 0 })
    }
  }
}

extension SHA256Hasher {
  /// Takes `bytes` with their length before them, which keeps parts apart.
  fileprivate mutating func update(part bytes: [UInt8]) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { update($0) }
    update(bytes)
  }
}
