/// Flash images in the UF2 format, which a USB boot loader takes as a file on its volume.
///
/// Layout and names: "UF2 specification", Microsoft. What the RP2040 makes of a file: RP2040
/// datasheet, 2.8.4.2, and its boot ROM, `bootrom/virtual_disk.c` of Raspberry Pi's
/// `pico-bootrom-rp2040`.
package enum UF2File {
  /// A file's length is a multiple of this.
  package static let blockBytes = 512
  /// `RP2040_FAMILY_ID`.
  package static let rp2040Family: UInt32 = 0xE48B_FF56

  static let firstMagic: UInt32 = 0x0A32_4655
  static let secondMagic: UInt32 = 0x9E5D_5157
  static let lastMagic: UInt32 = 0x0AB1_6F30
  /// The block is a comment for a loader; it must not be written.
  static let notMainFlash: UInt32 = 0x0000_0001
  /// The field at 28 is a family id.
  static let hasFamily: UInt32 = 0x0000_2000
  /// Where the bytes for the flash begin in a block.
  static let payloadOffset = 32

  /// The file that puts `image` into the flash of a chip of `family`.
  ///
  /// Every sector is there in full: the RP2040 erases the sector of a block's address when the
  /// block's number enters another group of 16, so whole sectors are what keeps both in step.
  package static func bytes(of image: SectorImage, family: UInt32 = rp2040Family) -> [UInt8] {
    let pages = image.sectors.flatMap { sector in
      stride(from: 0, to: SectorImage.sectorBytes, by: SectorImage.pageBytes).map { offset in
        (
          address: sector.address + UInt32(offset),
          bytes: sector.bytes[offset..<offset + SectorImage.pageBytes]
        )
      }
    }
    var file: [UInt8] = []
    file.reserveCapacity(pages.count * blockBytes)
    for (number, page) in pages.enumerated() {
      let words = [
        firstMagic, secondMagic, hasFamily, page.address, UInt32(SectorImage.pageBytes),
        UInt32(number), UInt32(pages.count), family,
      ]
      for word in words { file += littleEndian(word) }
      file += page.bytes
      file += [UInt8](
        repeating: 0, count: blockBytes - payloadOffset - SectorImage.pageBytes - 4)
      file += littleEndian(lastMagic)
    }
    return file
  }

  /// Whether a file calls itself UF2.
  package static func isUF2(_ file: [UInt8]) -> Bool {
    file.count >= blockBytes && word(file, 0) == firstMagic && word(file, 4) == secondMagic
  }

  static func littleEndian(_ word: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
  }
}
