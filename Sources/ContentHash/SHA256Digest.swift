/// The SHA-256 digest of some bytes (FIPS 180-4).
///
/// Used to name content (models, objects, images), not to keep secrets. It lives here because the
/// one library that offers it would double the time of the first build.
package struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// The digest's 32 bytes, most significant first.
  package let bytes: [UInt8]

  /// The digest of `content`.
  package init(of content: some Sequence<UInt8>) {
    var hasher = SHA256Hasher()
    hasher.update(content)
    self = hasher.finish()
  }

  init(words: [UInt32]) {
    bytes = words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  /// The digest as 64 lower-case hexadecimal digits.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  package var description: String { hexadecimal }
}
