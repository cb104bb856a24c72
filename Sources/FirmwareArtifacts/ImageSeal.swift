import ContentHash

/// How long an image is and its checksum, put into it by the build.
///
/// Sixteen bytes: `MCUBSEAL`, then two little-endian words, the image's bytes from the start of the
/// flash and a CRC-32 over them in which the checksum's own word counts as zeros, and so does that
/// of the RP2040's second stage, which is computed last. `firmware-template/runtime/mcub_seal.h`.
package struct ImageSeal: Hashable, Sendable {
  package static let magic = Array("MCUBSEAL".utf8)
  package static let byteCount = 16

  /// Where a chip's images have it.
  package enum Layout: Hashable, Sendable {
    /// In the words of the vector table from 7 on, which the core reserves (Armv7-M ARM, B1.5.3);
    /// the table is the first of the flash.
    case vectorTable
    /// Where the last word before the checksum of the second stage says, which that one covers.
    case rp2040
  }

  /// Where the RP2040's second stage names the place, and what stands above the place there.
  private static let rp2040Pointer = 248
  private static let rp2040Mark: UInt32 = 0x5EA1_0000
  private static let rp2040StageChecksum = 252..<256

  /// Where it lies in the image.
  package let place: Int
  /// The image's bytes, and their CRC-32.
  package let imageBytes: Int
  package let checksum: UInt32

  init(place: Int, imageBytes: Int, checksum: UInt32) {
    self.place = place
    self.imageBytes = imageBytes
    self.checksum = checksum
  }

  /// The seal in `contents`, the flash from its start on, or `nil` where another's build made them.
  ///
  /// Four bytes of the magic number are enough to know that there was one.
  package init?(in contents: [UInt8], layout: Layout) throws(ImageDamage) {
    let place: Int
    switch layout {
    case .vectorTable: place = 28
    case .rp2040:
      guard contents.count >= Self.rp2040StageChecksum.upperBound else { return nil }
      let pointer = Self.word(contents, Self.rp2040Pointer)
      guard pointer & 0xFFFF_0000 == Self.rp2040Mark else { return nil }
      place = Int(pointer & 0xFFFF)
      guard place + Self.byteCount <= contents.count else {
        throw .cutShort(expectedBytes: place + Self.byteCount, foundBytes: contents.count)
      }
    }
    try self.init(at: place, in: contents, isCertain: layout == .rp2040)
  }

  /// Whether a seal lies anywhere in `file`.
  package static func lies(in file: [UInt8]) -> Bool {
    file.indices.contains { place in
      file[place] == magic[0] && file[place...].starts(with: magic)
    }
  }

  /// The seal at `place`; where that `isCertain` to be its place, there must be one.
  init?(at place: Int, in contents: [UInt8], isCertain: Bool) throws(ImageDamage) {
    guard place + Self.byteCount <= contents.count else { return nil }
    let found = contents[place..<place + Self.magic.count]
    let equalBytes = zip(found, Self.magic).count { $0 == $1 }
    guard equalBytes == Self.magic.count else {
      guard isCertain || equalBytes >= 4 else { return nil }
      let text = found.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }
      throw .sealBroken(found: text.joined())
    }
    self.place = place
    imageBytes = Int(Self.word(contents, place + 8))
    checksum = Self.word(contents, place + 12)
  }

  /// Holds `contents`, the flash from its start on, against the seal; erased flash may follow.
  package func check(
    _ contents: [UInt8], layout: Layout
  ) throws(ImageDamage) {
    guard imageBytes <= contents.count else {
      throw .cutShort(expectedBytes: imageBytes, foundBytes: contents.count)
    }
    guard contents[imageBytes...].allSatisfy({ $0 == 0xFF }) else {
      throw .tooLong(expectedBytes: imageBytes, foundBytes: contents.count)
    }
    let found = Self.checksum(of: Array(contents.prefix(imageBytes)), place: place, layout: layout)
    guard found == checksum else {
      throw .checksum(of: "its \(imageBytes) B", expected: checksum, found: found)
    }
  }

  /// The seal's last eight bytes for the image `contents`.
  package func words(for contents: [UInt8], layout: Layout) -> [UInt8] {
    var sealed = contents
    sealed.replaceSubrange(place + 8..<place + 12, with: Self.littleEndian(UInt32(contents.count)))
    return Self.littleEndian(UInt32(contents.count))
      + Self.littleEndian(Self.checksum(of: sealed, place: place, layout: layout))
  }

  private static func checksum(of contents: [UInt8], place: Int, layout: Layout) -> UInt32 {
    var plain = contents
    var cleared = [place + 12..<place + 16]
    if layout == .rp2040 { cleared.append(rp2040StageChecksum) }
    for index in cleared.joined() where index < plain.count { plain[index] = 0 }
    return CRC32.checksum(plain)
  }

  static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
  }

  static func littleEndian(_ word: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
  }
}
