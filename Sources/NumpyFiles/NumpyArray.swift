/// An array from a `.npy` file: its type, shape and raw elements.
///
/// Format: NumPy Enhancement Proposal 1 and `numpy.lib.format`, versions 1.0 to 3.0.
package struct NumpyArray: Hashable, Sendable {
  /// The type's description: `|i1`, `<f4`.
  package let type: String
  package let shape: [Int]
  /// Little-endian, the last extent innermost; not held against the shape.
  package let elements: ArraySlice<UInt8>

  /// Whether `bytes` begin as a `.npy` file does.
  package static func isMagic(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x93] + Array("NUMPY".utf8))
  }

  /// - Throws: when the bytes are no array in C order of a known version.
  package init(_ bytes: [UInt8]) throws(Damage) {
    guard Self.isMagic(bytes), bytes.count >= 10 else { throw .damaged("its start is missing") }
    let (major, minor) = (Int(bytes[6]), Int(bytes[7]))
    guard (1...3).contains(major), minor == 0 else { throw .version(major, minor) }
    let lengthBytes = major == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthBytes else { throw .damaged("its header is cut off") }
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + lengthBytes
    guard length <= bytes.count - start else { throw .damaged("its header is cut off") }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = Self.quoted(after: "'descr':", in: header) else {
      throw .damaged("its header names no type")
    }
    guard let order = Self.word(after: "'fortran_order':", in: header) else {
      throw .damaged("its header names no order")
    }
    guard order != "True" else { throw .fortranOrder }
    guard let shape = Self.shape(in: header) else { throw .damaged("its header names no shape") }
    self.type = type
    self.shape = shape
    elements = bytes[(start + length)...]
  }

  /// Why bytes are no usable array.
  package enum Damage: Error, Hashable {
    case damaged(String)
    case version(Int, Int)
    case fortranOrder
  }

  private static func rest(after key: String, in header: String) -> Substring? {
    // The header is a Python dictionary literal that numpy writes with one space behind colons.
    var text = header[...]
    while !text.isEmpty {
      if text.hasPrefix(key) { return text.dropFirst(key.count).drop { $0 == " " } }
      text = text.dropFirst()
    }
    return nil
  }

  private static func quoted(after key: String, in header: String) -> String? {
    guard let rest = rest(after: key, in: header), let quote = rest.first,
      quote == "'" || quote == "\""
    else { return nil }
    let value = rest.dropFirst().prefix { $0 != quote }
    return value.isEmpty ? nil : String(value)
  }

  private static func word(after key: String, in header: String) -> String? {
    guard let word = rest(after: key, in: header)?.prefix(while: \.isLetter) else { return nil }
    return word == "True" || word == "False" ? String(word) : nil
  }

  private static func shape(in header: String) -> [Int]? {
    guard let rest = rest(after: "'shape':", in: header), rest.first == "(",
      let end = rest.firstIndex(of: ")")
    else { return nil }
    var extents: [Int] = []
    for part in rest[rest.index(after: rest.startIndex)..<end].split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else { return nil }
      extents.append(extent)
    }
    return extents
  }
}
