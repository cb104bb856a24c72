/// What shows that an image is damaged or not whole.
package enum ImageDamage: Error, Hashable {
  /// It has fewer bytes than what it says of itself needs.
  case cutShort(expectedBytes: Int, foundBytes: Int)
  /// Bytes follow that are no erased flash, where the image says that it ends.
  case tooLong(expectedBytes: Int, foundBytes: Int)
  /// A checksum is another than the one that the image brings; `of` is what it is taken of.
  case checksum(of: String, expected: UInt32, found: UInt32)
  /// The SHA-256 at its end is another than that of its bytes; hexadecimal.
  case hash(expected: String, found: String)
  /// The seal of an image that this program has built can no longer be read.
  case sealBroken(found: String)
  /// The seal is there, but not where the flash would have it: the file's headers are broken.
  case sealMisplaced
  /// Two segments of the file would be written to this address.
  case overlappingSegments(UInt32)
  /// The image was linked for memory that the board has not: from this address on.
  case otherMemory(UInt32)
  /// An ESP32's image has at most 16 segments and at least one.
  case segmentCount(Int)
  /// No RAM ends or lies where the vector table has the stack.
  case stackPointer(UInt32)
  /// The vector table's reset is no Thumb code in the flash.
  case resetVector(UInt32)

  /// What is wrong, as a sentence after the file's name.
  package var text: String {
    switch self {
    case .cutShort(let expected, let found):
      "it is cut short: expected \(expected) B, found \(found) B"
    case .tooLong(let expected, let found):
      "bytes follow behind its end: expected \(expected) B, found \(found) B"
    case .checksum(let what, let expected, let found):
      "the checksum of \(what) does not hold: expected \(Self.hexadecimal(expected)), found "
        + Self.hexadecimal(found)
    case .hash(let expected, let found):
      "the SHA-256 of its bytes does not hold: expected \(expected), found \(found)"
    case .sealBroken(let found):
      "the seal that the build put into it is broken: expected MCUBSEAL, found \(found)"
    case .sealMisplaced:
      "its headers would not put the seal of its build where the flash begins"
    case .overlappingSegments(let address):
      "its headers would write two segments to \(Self.hexadecimal(address))"
    case .otherMemory(let address):
      "it is for another board: it was linked for memory at \(Self.hexadecimal(address))"
    case .segmentCount(let count): "its header is broken: expected 1 to 16 segments, found \(count)"
    case .stackPointer(let address):
      "its vector table is no one's: expected a stack in RAM, found \(Self.hexadecimal(address))"
    case .resetVector(let address):
      "its vector table is no one's: expected Thumb code in flash for the reset, found "
        + Self.hexadecimal(address)
    }
  }

  private static func hexadecimal(_ number: UInt32) -> String {
    "0x" + String(number, radix: 16)
  }
}

/// What an image's own words prove of its bytes.
package enum ImageEvidence: String, Hashable, Sendable, Codable {
  /// All of them are there and as they were linked: the seal of this program's builds holds.
  case sealed
  /// Those that the ESP32's ROM loads are as they were made; what lies behind them is not covered.
  case hashed
  /// Nothing: the image brings no checksum and no length.
  case unsealed
}
