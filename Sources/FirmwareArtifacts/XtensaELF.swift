/// The sections with contents of a 32-bit little-endian ELF file for Xtensa; every offset is checked.
///
/// Names and numbers are those of the System V ABI, chapter 4, object files.
struct XtensaELF {
  struct Section {
    let address: Int
    let offset: Int
    let byteCount: Int
  }

  private static let machineXtensa = 94
  private static let typeBits = 1
  private static let flagAllocated = 2

  private let file: [UInt8]
  let entry: UInt32
  /// Those that take memory and have bytes.
  let sections: [Section]

  init(_ file: [UInt8]) throws(ESP32ImageError) {
    func problem(_ text: String) -> ESP32ImageError { ESP32ImageError(reason: .malformed(text)) }
    func half(_ offset: Int) throws(ESP32ImageError) -> Int {
      guard offset >= 0, offset + 2 <= file.count else { throw problem("is cut short") }
      return Int(file[offset]) | Int(file[offset + 1]) << 8
    }
    func word(_ offset: Int) throws(ESP32ImageError) -> Int {
      try half(offset) | half(offset + 2) << 16
    }
    guard file.starts(with: [0x7F, 0x45, 0x4C, 0x46, 1, 1]) else {
      throw problem("is no 32-bit little-endian ELF file")
    }
    guard try half(18) == Self.machineXtensa else { throw problem("is no ELF file for Xtensa") }
    let table = try word(32)
    let (entryBytes, count) = (try half(46), try half(48))
    guard entryBytes >= 40, table + entryBytes * count <= file.count else {
      throw problem("has a section table beyond its end")
    }
    var found: [Section] = []
    for index in 0..<count {
      let header = table + index * entryBytes
      let section = Section(
        address: try word(header + 12), offset: try word(header + 16),
        byteCount: try word(header + 20))
      guard try word(header + 4) == Self.typeBits,
        try word(header + 8) & Self.flagAllocated != 0, section.byteCount > 0
      else { continue }
      guard section.offset + section.byteCount <= file.count else {
        throw problem("has a section beyond its end")
      }
      for other in found
      where section.address < other.address + other.byteCount
        && other.address < section.address + section.byteCount
      {
        throw problem("has sections that overlap")
      }
      found.append(section)
    }
    self.file = file
    entry = UInt32(try word(24))
    sections = found
  }

  func bytes(of section: Section) -> [UInt8] {
    Array(file[section.offset..<section.offset + section.byteCount])
  }
}
