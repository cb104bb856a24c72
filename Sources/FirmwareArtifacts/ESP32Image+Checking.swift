import ContentHash

extension ESP32Image {
  /// Holds an image for ``programOffset`` against all that it says of itself: header, segments,
  /// checksum, the SHA-256 behind them, and the seal of this program's builds.
  ///
  /// Espressif, esptool documentation, "Firmware Image Format".
  package static func check(_ file: [UInt8]) throws(ImageDamage) -> ImageEvidence {
    guard file.count >= headerBytes else {
      throw .cutShort(expectedBytes: headerBytes, foundBytes: file.count)
    }
    guard (1...16).contains(file[1]) else { throw .segmentCount(Int(file[1])) }
    var end = headerBytes
    var sum: UInt8 = 0xEF
    var loaded: [UInt8] = []
    var seal: ImageSeal?
    for _ in 0..<file[1] {
      guard file.count >= end + 8 else {
        throw .cutShort(expectedBytes: end + 8, foundBytes: file.count)
      }
      let byteCount = Int(ImageSeal.word(file, end + 4))
      end += 8
      guard file.count >= end + byteCount else {
        throw .cutShort(expectedBytes: end + byteCount, foundBytes: file.count)
      }
      let segment = Array(file[end..<end + byteCount])
      for byte in segment { sum ^= byte }
      // The vectors come first in their segment.
      if let found = try ImageSeal(at: 0, in: segment, isCertain: false), seal == nil {
        seal = found.moved(by: loaded.count)
      }
      loaded += segment
      end += byteCount
    }
    // The checksum ends a line of sixteen bytes.
    end += 16 - end % 16
    let hashMark = file[headerBytes - 1]
    let isHashed = hashMark == 1
    let programBytes = end + (isHashed ? hashBytes : 0)
    guard file.count >= programBytes else {
      throw .cutShort(expectedBytes: programBytes, foundBytes: file.count)
    }
    guard file[end - 1] == sum else {
      throw .checksum(of: "its segments", expected: UInt32(file[end - 1]), found: UInt32(sum))
    }
    guard hashMark <= 1 else {
      throw .checksum(
        of: "its header, by the mark of a SHA-256,", expected: 1, found: UInt32(hashMark))
    }
    if isHashed {
      let found = SHA256Digest(of: file[..<end])
      guard file[end..<programBytes].elementsEqual(found.bytes) else {
        throw .hash(
          expected: file[end..<programBytes].map(twoDigits).joined(), found: found.hexadecimal)
      }
    }
    guard let seal else { return isHashed ? .hashed : .unsealed }
    try check(file, loaded, programBytes, seal)
    return .sealed
  }

  private static func check(
    _ file: [UInt8], _ loaded: [UInt8], _ programBytes: Int, _ seal: ImageSeal
  ) throws(ImageDamage) {
    guard file.count >= seal.imageBytes else {
      throw .cutShort(expectedBytes: seal.imageBytes, foundBytes: file.count)
    }
    guard file[seal.imageBytes...].allSatisfy({ $0 == 0xFF }) else {
      throw .tooLong(expectedBytes: seal.imageBytes, foundBytes: file.count)
    }
    let gapEnd = min(constantsOffset - programOffset, seal.imageBytes)
    guard programBytes <= seal.imageBytes,
      file[programBytes..<max(programBytes, gapEnd)].allSatisfy({ $0 == 0xFF })
    else { throw .tooLong(expectedBytes: programBytes, foundBytes: file.count) }
    let constants = file[gapEnd..<seal.imageBytes]
    let found = sealChecksum(loaded: loaded, sealAt: seal.place, constants: constants)
    guard found == seal.checksum else {
      throw .checksum(
        of: "its segments and \(constants.count) B of constants", expected: seal.checksum,
        found: found)
    }
  }

  /// The CRC-32 over what the ROM loads and the constants; the seal's own counts as zeros.
  static func sealChecksum(
    loaded: [UInt8], sealAt place: Int, constants: some Sequence<UInt8>
  ) -> UInt32 {
    var plain = loaded
    for index in place + 12..<place + 16 { plain[index] = 0 }
    return CRC32.checksum(plain + constants)
  }

  /// The seal's last eight bytes for this image, or `nil` where no segment begins with one.
  package var sealWords: [UInt8]? {
    var loaded: [UInt8] = []
    var place: Int?
    var start = Self.headerBytes
    for _ in 0..<program[1] {
      let byteCount = Int(ImageSeal.word(program, start + 4))
      let segment = program[start + 8..<start + 8 + byteCount]
      if segment.starts(with: ImageSeal.magic), place == nil { place = loaded.count }
      loaded += segment
      start += 8 + byteCount
    }
    guard let place else { return nil }
    let length = ImageSeal.littleEndian(UInt32(contents.count))
    loaded.replaceSubrange(place + 8..<place + 12, with: length)
    return length
      + ImageSeal.littleEndian(
        Self.sealChecksum(loaded: loaded, sealAt: place, constants: constants))
  }

  private static let headerBytes = 24
  private static let hashBytes = 32

  private static func twoDigits(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension ImageSeal {
  /// The same seal in a longer run of bytes.
  fileprivate func moved(by offset: Int) -> ImageSeal {
    ImageSeal(place: place + offset, imageBytes: imageBytes, checksum: checksum)
  }
}
