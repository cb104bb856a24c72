// SPDX-License-Identifier: GPL-2.0-or-later

/// What to put where in flash, from an ELF file or a raw binary.
package struct BoardImage: Hashable, Sendable {
  /// Bytes for one place in flash.
  package struct Segment: Hashable, Sendable {
    /// Bytes from the start of flash.
    package let offset: Int
    package let bytes: [UInt8]

    package init(offset: Int, bytes: [UInt8]) {
      self.offset = offset
      self.bytes = bytes
    }
  }

  package let segments: [Segment]

  /// Flash as the AXI bus sees it (RM0385, 2.2.2).
  package static let flashOrigin: UInt64 = 0x0800_0000
  package static let flashBytes = 1 << 20

  /// What a chip holds that was never programmed.
  package static let erased = BoardImage(segments: [])

  private init(segments: [Segment]) {
    self.segments = segments
  }

  /// Reads an image: an ELF file by its magic number, anything else as a raw binary.
  ///
  /// - Throws: ``BoardImageError`` when the file is empty, broken, or does not fit in flash.
  package init(_ file: [UInt8]) throws(BoardImageError) {
    if file.isEmpty { throw BoardImageError(reason: .empty) }
    if file.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
      segments = try ELFSegments(file).loadable
    } else if file.count > Self.flashBytes {
      throw BoardImageError(
        reason: .outsideFlash(address: Self.flashOrigin, byteCount: UInt64(file.count)))
    } else {
      segments = [Segment(offset: 0, bytes: file)]
    }
  }
}
