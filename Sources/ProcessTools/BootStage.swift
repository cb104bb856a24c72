/// The RP2040's second stage of booting, as its boot ROM wants it: 256 bytes, the last four of them
/// a checksum over the others (RP2040 datasheet, 2.8.1.3.1).
package enum BootStage {
  /// The section of an ELF file that holds it.
  static let section = ".boot2"
  private static let byteCount = 256
  private static let checkedBytes = 252

  /// CRC-32/MPEG-2: polynomial 0x04C11DB7, most significant bit first, from all ones.
  package static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(0xFFFF_FFFF) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte) << 24) { crc, _ in
        crc << 1 ^ (crc >> 31 == 1 ? 0x04C1_1DB7 : 0)
      }
    }
  }

  /// The ELF file with the checksum in its place, or `nil` when the file has no second stage.
  static func sealed(_ elf: [UInt8]) throws(ELFReader.Malformed) -> [UInt8]? {
    guard let place = try ELFReader.filePlace(of: section, in: elf) else { return nil }
    guard place.count == byteCount else {
      throw ELFReader.Malformed(
        problem: "has a second stage of \(place.count) B where the boot ROM takes \(byteCount)")
    }
    let checksum = checksum(of: elf[place].prefix(checkedBytes))
    var sealed = elf
    for index in 0..<4 {
      sealed[place.lowerBound + checkedBytes + index] =
        UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index)))
    }
    return sealed
  }
}
