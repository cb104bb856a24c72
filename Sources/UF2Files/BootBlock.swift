/// The 256 bytes at the start of the flash that the RP2040's boot ROM runs, if their checksum holds.
package enum BootBlock {
  package static let byteCount = 256

  /// Whether the block that `contents` begins with is one that the ROM will not start.
  package static func isBroken(_ contents: [UInt8]) -> Bool {
    let block = contents.prefix(byteCount)
    guard block.count == byteCount else { return true }
    let stored = block.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    return checksum(block.dropLast(4)) != stored
  }

  /// CRC-32/MPEG-2: RP2040 datasheet, 2.8.1.3.1.
  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(0xFFFF_FFFF) { checksum, byte in
      (0..<8).reduce(checksum ^ UInt32(byte) << 24) { value, _ in
        value & 0x8000_0000 != 0 ? value << 1 ^ 0x04C1_1DB7 : value << 1
      }
    }
  }
}
