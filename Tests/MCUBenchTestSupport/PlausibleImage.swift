import ContentHash

/// Images that nobody has built, and that could be started all the same.
package enum PlausibleImage {
  /// An STM32's: a stack in RAM and a reset in flash (Armv7-M ARM, B1.5.3), then `filler`.
  package static func stm32(byteCount: Int = 64, filler: UInt8 = 0x5A) -> [UInt8] {
    [0, 0, 1, 0x20, 9, 0, 0, 8] + [UInt8](repeating: filler, count: byteCount - 8)
  }

  /// An RP2040's: a second stage with its checksum, CRC-32/MPEG-2 (RP2040 datasheet, 2.8.1.3.1).
  package static func rp2040() -> [UInt8] {
    let stage = [UInt8](repeating: 0x5A, count: 252)
    let checksum = stage.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte) << 24) { crc, _ in
        crc << 1 ^ (crc >> 31 == 1 ? 0x04C1_1DB7 : 0)
      }
    }
    return stage + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
  }

  /// An ESP32's with one segment of 16 bytes (esptool documentation, "Firmware Image Format").
  package static func esp32(isHashed: Bool = true) -> [UInt8] {
    let segment = (1...16).map { UInt8($0) }
    var image: [UInt8] = [0xE9, 1, 2, 0x20, 0, 4, 8, 0x40]
    image += [0xEE] + [UInt8](repeating: 0, count: 14) + [isHashed ? 1 : 0]
    image += [0, 4, 8, 0x40, 16, 0, 0, 0] + segment
    image += [UInt8](repeating: 0, count: 15 - image.count % 16)
    image.append(segment.reduce(0xEF) { $0 ^ $1 })
    return isHashed ? image + SHA256Digest(of: image).bytes : image
  }
}
