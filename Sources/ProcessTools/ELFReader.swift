package import FirmwareArtifacts

/// Reads sections and segments of a 32-bit little-endian ELF file; every offset is checked.
///
/// Names and numbers are those of the System V ABI, chapter 4, object files.
package enum ELFReader {
  /// What is wrong with the file.
  package struct Malformed: Error, Hashable {
    package let problem: String
  }

  private static let sectionAllocated: UInt32 = 2
  private static let sectionTypeNoBits: UInt32 = 8
  private static let segmentTypeLoad: UInt32 = 1
  /// ELF for the Arm Architecture, 5.3, `EM_ARM`.
  private static let machineArm: UInt16 = 40

  /// The sections that take memory on the board, in the file's order.
  package static func sections(of file: [UInt8]) throws(Malformed) -> [ImageSection] {
    guard file.starts(with: [0x7f, 0x45, 0x4c, 0x46, 1, 1]) else {
      throw Malformed(problem: "is no 32-bit little-endian ELF file")
    }
    let tableOffset = Int(try word(file, 32))
    let entryBytes = Int(try half(file, 46))
    let entryCount = Int(try half(file, 48))
    let nameIndex = Int(try half(file, 50))
    guard entryBytes >= 40, entryCount > 0, nameIndex < entryCount,
      tableOffset + entryBytes * entryCount <= file.count
    else { throw Malformed(problem: "has a section table beyond its end") }
    let nameTable = tableOffset + nameIndex * entryBytes
    let namesOffset = Int(try word(file, nameTable + 16))
    let namesBytes = Int(try word(file, nameTable + 20))
    guard namesOffset + namesBytes <= file.count else {
      throw Malformed(problem: "has section names beyond its end")
    }
    let names = file[namesOffset..<namesOffset + namesBytes]
    var sections: [ImageSection] = []
    for index in 0..<entryCount {
      let entry = tableOffset + index * entryBytes
      let byteCount = Int(try word(file, entry + 20))
      guard try word(file, entry + 8) & sectionAllocated != 0, byteCount > 0 else { continue }
      let nameOffset = Int(try word(file, entry))
      guard nameOffset < namesBytes else {
        throw Malformed(problem: "has a section without a name")
      }
      let name = names[(namesOffset + nameOffset)...].prefix { $0 != 0 }
      sections.append(
        ImageSection(
          name: String(decoding: name, as: UTF8.self), address: try word(file, entry + 12),
          byteCount: byteCount, isLoaded: try word(file, entry + 4) != sectionTypeNoBits))
    }
    return sections
  }

  /// Bytes of the file, and the address that a loader puts them at.
  package struct LoadedSegment: Hashable, Sendable {
    package let address: UInt32
    /// Where they lie in the file; not empty.
    package let place: Range<Int>
  }

  /// What a loader puts where, segment by segment, in the file's order.
  ///
  /// Addresses are physical; a file with none but zeros among them means its virtual ones, as loaders
  /// take it.
  package static func loadedSegments(
    of file: [UInt8]
  ) throws(Malformed) -> [LoadedSegment] {
    guard file.starts(with: [0x7f, 0x45, 0x4c, 0x46, 1, 1]) else {
      throw Malformed(problem: "is no 32-bit little-endian ELF file")
    }
    guard try half(file, 18) == machineArm else {
      throw Malformed(problem: "is no ELF file for Arm")
    }
    let tableOffset = Int(try word(file, 28))
    let entryBytes = Int(try half(file, 42))
    let entryCount = Int(try half(file, 44))
    guard entryCount == 0 || entryBytes >= 32, tableOffset + entryBytes * entryCount <= file.count
    else { throw Malformed(problem: "has a segment table beyond its end") }
    var segments: [(virtual: UInt32, physical: UInt32, place: Range<Int>)] = []
    for index in 0..<entryCount {
      let entry = tableOffset + index * entryBytes
      let byteCount = Int(try word(file, entry + 16))
      guard try word(file, entry) == segmentTypeLoad, byteCount > 0 else { continue }
      let offset = Int(try word(file, entry + 4))
      guard offset + byteCount <= file.count else {
        throw Malformed(problem: "has a segment beyond its end")
      }
      segments.append(
        (try word(file, entry + 8), try word(file, entry + 12), offset..<offset + byteCount))
    }
    let isPhysical = segments.contains { $0.physical != 0 }
    return segments.map { segment in
      LoadedSegment(
        address: isPhysical ? segment.physical : segment.virtual, place: segment.place)
    }
  }

  /// Addresses that the segments take while the program runs, those without bytes in the file too.
  static func memoryRanges(of file: [UInt8]) throws(Malformed) -> [Range<Int>] {
    let tableOffset = Int(try word(file, 28))
    let entryBytes = Int(try half(file, 42))
    var ranges: [Range<Int>] = []
    for index in 0..<Int(try half(file, 44)) {
      let entry = tableOffset + index * entryBytes
      let byteCount = Int(try word(file, entry + 20))
      guard try word(file, entry) == segmentTypeLoad, byteCount > 0 else { continue }
      let start = Int(try word(file, entry + 8))
      ranges.append(start..<start + byteCount)
    }
    return ranges
  }

  /// Addresses that the file's bytes are loaded at, as ``loadedSegments(of:)`` has them.
  package static func loadedRanges(of file: [UInt8]) throws(Malformed) -> [Range<Int>] {
    try loadedSegments(of: file).map { segment in
      Int(segment.address)..<Int(segment.address) + segment.place.count
    }
  }

  static func half(_ file: [UInt8], _ offset: Int) throws(Malformed) -> UInt16 {
    guard offset >= 0, offset + 2 <= file.count else { throw Malformed(problem: "is cut short") }
    return UInt16(file[offset]) | UInt16(file[offset + 1]) << 8
  }

  static func word(_ file: [UInt8], _ offset: Int) throws(Malformed) -> UInt32 {
    UInt32(try half(file, offset)) | UInt32(try half(file, offset + 2)) << 16
  }
}
