// SPDX-License-Identifier: GPL-2.0-or-later
import FirmwareArtifacts
import UF2Files

/// What to put where in a chip's flash, or in the RAM that takes its place, from a file.
package struct BoardImage: Hashable, Sendable {
  /// Bytes for one place.
  package struct Segment: Hashable, Sendable {
    /// Bytes from the chip's ``Chip/imageOrigin``.
    package let offset: Int
    package let bytes: [UInt8]

    package init(offset: Int, bytes: [UInt8]) {
      self.offset = offset
      self.bytes = bytes
    }
  }

  package let segments: [Segment]
  /// The chip that it is for.
  package let chip: Chip

  /// What a chip holds that was never programmed.
  package static func erased(_ chip: Chip) -> BoardImage {
    BoardImage(segments: [], chip: chip)
  }

  private init(segments: [Segment], chip: Chip) {
    self.segments = segments
    self.chip = chip
  }

  /// Reads an image: an ELF or UF2 file by its magic number, anything else as a raw binary.
  ///
  /// - Throws: ``BoardImageError`` when the file is empty, broken, or does not fit.
  package init(_ file: [UInt8], for chip: Chip = .stm32f746) throws(BoardImageError) {
    self.chip = chip
    if file.isEmpty { throw BoardImageError(reason: .empty, chip: chip) }
    if chip == .esp32 {
      segments = try Self.segmentsOfESP32(file)
      return
    }
    if file.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
      segments = try ELFSegments(file, for: chip).loadable
    } else if UF2File.isUF2(file) {
      segments = try Self.segmentsOfUF2(file, for: chip)
    } else if file.count > chip.imageBytes {
      throw BoardImageError(
        reason: .outsideFlash(
          address: chip.imageOrigin, byteCount: UInt64(file.count)),
        chip: chip)
    } else {
      segments = [Segment(offset: 0, bytes: file)]
    }
  }

  /// The sectors that the boot ROM would write; blocks for other chips are passed over.
  private static func segmentsOfUF2(
    _ file: [UInt8], for chip: Chip
  ) throws(BoardImageError) -> [Segment] {
    let flash = Int(chip.imageOrigin)..<Int(chip.imageOrigin) + chip.imageBytes
    do throws(UF2Error) {
      return try UF2File.image(in: file, flash: flash).sectors.map { sector in
        Segment(offset: Int(sector.address) - flash.lowerBound, bytes: sector.bytes)
      }
    } catch {
      throw BoardImageError(reason: .brokenUF2(error.reason), chip: chip)
    }
  }

  /// An ELF file becomes what the image writer makes of it; a binary is one that the ROM loads, for
  /// 0x1000.
  private static func segmentsOfESP32(_ file: [UInt8]) throws(BoardImageError) -> [Segment] {
    if file.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
      if let machine = ELFMachine(of: file), machine != .xtensa {
        throw BoardImageError(reason: .otherMachine(found: machine, needed: .xtensa), chip: .esp32)
      }
      do {
        return try ESP32Image(elf: file).parts.map { Segment(offset: $0.offset, bytes: $0.bytes) }
      } catch {
        throw BoardImageError(reason: .noImageOfESP32(error.summary), chip: .esp32)
      }
    }
    guard file.count <= ESP32Image.flashBytes - ESP32Image.programOffset else {
      throw BoardImageError(
        reason: .outsideFlash(
          address: UInt64(ESP32Image.programOffset), byteCount: UInt64(file.count)),
        chip: .esp32)
    }
    return [Segment(offset: ESP32Image.programOffset, bytes: file)]
  }
}
