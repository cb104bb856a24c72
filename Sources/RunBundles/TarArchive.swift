/// A bundle as one file: POSIX ustar (IEEE Std 1003.1-2017, pax, "ustar Interchange Format").
package enum TarArchive {
  static let blockBytes = 512
  /// The most bytes that an archive of a bundle may have.
  package static let limit =
    RunBundle.Kind.allCases.reduce(0) { $0 + $1.limit + 2 * blockBytes } + 20 * blockBytes

  /// The archive of a bundle, the same bytes for the same files.
  package static func bytes(of bundle: RunBundle) -> [UInt8] {
    var bytes: [UInt8] = []
    for file in bundle.files {
      bytes += header(name: file.kind.rawValue, size: file.bytes.count)
      bytes += file.bytes
      bytes += zeros(padding(of: file.bytes.count))
    }
    return bytes + zeros(2 * blockBytes)
  }

  static func padding(of size: Int) -> Int { (blockBytes - size % blockBytes) % blockBytes }

  private static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

  private static func header(name: String, size: Int) -> [UInt8] {
    var block = zeros(blockBytes)
    func put(_ text: String, at place: Int) {
      for (offset, byte) in text.utf8.enumerated() { block[place + offset] = byte }
    }
    put(name, at: 0)
    put("0000644\0", at: 100)
    put("0000000\0", at: 108)
    put("0000000\0", at: 116)
    put(octal(size, digits: 11) + "\0", at: 124)
    put("00000000000\0", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\u{0}00", at: 257)
    put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
    return block
  }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
