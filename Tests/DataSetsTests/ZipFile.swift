import CZLib
import ContentHash

/// A zip file as numpy and others write them, made here byte by byte.
struct ZipFile {
  private var body: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Adds a member, deflated or stored; `promised` is the size that the directory tells.
  mutating func add(
    _ name: String, _ contents: [UInt8], deflates: Bool, promised: Int? = nil, flags: Int = 0,
    method: Int? = nil
  ) {
    let packed = deflates ? deflated(contents) : contents
    let fields =
      number(20, 2) + number(flags, 2) + number(method ?? (deflates ? 8 : 0), 2) + number(0, 4)
      + number(Int(CRC32.checksum(contents)), 4) + number(packed.count, 4)
      + number(promised ?? contents.count, 4) + number(name.utf8.count, 2)
    directory +=
      number(0x0201_4b50, 4) + number(20, 2) + fields + number(0, 2) + number(0, 2) + number(0, 2)
      + number(0, 2) + number(0, 4) + number(body.count, 4) + Array(name.utf8)
    // An extra field, as numpy writes one for zip64, shifts the contents.
    body +=
      number(0x0403_4b50, 4) + fields + number(4, 2) + Array(name.utf8) + [1, 0, 0, 0] + packed
    count += 1
  }

  var bytes: [UInt8] {
    body + directory + number(0x0605_4b50, 4) + number(0, 4) + number(count, 2) + number(count, 2)
      + number(directory.count, 4) + number(body.count, 4) + number(0, 2)
  }
}

/// A little-endian number.
func number(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// A raw deflate stream.
func deflated(_ contents: [UInt8]) -> [UInt8] {
  // zlib's header takes two bytes, its checksum four (RFC 1950).
  Array(zlibStream(contents).dropFirst(2).dropLast(4))
}

/// A zlib stream (RFC 1950).
func zlibStream(_ contents: [UInt8]) -> [UInt8] {
  var size = compressBound(UInt(contents.count))
  var packed = [UInt8](repeating: 0, count: Int(size))
  precondition(compress2(&packed, &size, contents, UInt(contents.count), 9) == Z_OK)
  return Array(packed.prefix(Int(size)))
}

/// A `.npy` file of version 1.0.
func npy(_ type: String, _ shape: [Int], _ elements: [UInt8], order: String = "False") -> [UInt8] {
  let extents = shape.map { "\($0)," }.joined(separator: " ")
  let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(extents)), }\n"
  return [0x93] + Array("NUMPY".utf8) + [1, 0] + number(header.utf8.count, 2) + Array(header.utf8)
    + elements
}

/// A `.npz` file of these arrays.
func npz(_ arrays: [(String, [UInt8])], deflates: Bool = false) -> [UInt8] {
  var file = ZipFile()
  for (name, array) in arrays { file.add("\(name).npy", array, deflates: deflates) }
  return file.bytes
}
