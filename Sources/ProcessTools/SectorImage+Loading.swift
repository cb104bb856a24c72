package import BoardProfiles
package import FirmwareArtifacts
package import Hardware
package import UF2Files

extension SectorImage {
  /// Reads an image for `board`: an ELF file, a UF2 file, or a binary for the start of the flash.
  ///
  /// - Throws: `.imageUnreadable`, `.imageOfOtherMachine`, `.imageRefused`, `.imageOutsideFlash`, and
  ///   what ``ImageCheck`` finds.
  package static func load(
    _ path: String, for board: BoardProfile
  ) throws(FlashError.Reason) -> (image: SectorImage, evidence: ImageEvidence) {
    let image = try read(path, for: board)
    guard let flash = board.flash, image.sectors.first?.address == flash.origin else {
      return (image, .unsealed)
    }
    return (image, try ImageCheck.check(image.contents, from: path, for: board, isBinary: false))
  }

  private static func read(
    _ path: String, for board: BoardProfile
  ) throws(FlashError.Reason) -> SectorImage {
    guard let bytes = FlashImage.read(path), !bytes.isEmpty else { throw .imageUnreadable(path) }
    guard let flash = board.flash else { throw .imageOutsideFlash }
    let addresses = Int(flash.origin)..<Int(flash.origin) + flash.bytes
    do throws(UF2Error) {
      if UF2File.isUF2(bytes) { return try UF2File.image(in: bytes, flash: addresses) }
    } catch {
      throw .imageRefused(error.reason)
    }
    let segments = try segments(of: bytes, from: path, flash: flash.origin)
    do throws(UF2Error) {
      return try SectorImage(segments, flash: addresses)
    } catch {
      throw .imageRefused(error.reason)
    }
  }

  /// What an ELF file or a binary puts where.
  private static func segments(
    of bytes: [UInt8], from path: String, flash: UInt32
  ) throws(FlashError.Reason) -> [Segment] {
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
      guard path.hasSuffix(".bin") else { throw .imageUnreadable(path) }
      return [Segment(address: flash, bytes: bytes)]
    }
    try FlashImage.checkMachine(of: bytes, from: path, is: .arm)
    do {
      return try ELFReader.loadedSegments(of: bytes).map {
        Segment(address: $0.address, bytes: Array(bytes[$0.place]))
      }
    } catch {
      throw .imageUnreadable(path)
    }
  }
}
