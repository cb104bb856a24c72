import ContentHash
import Failures

/// What an ESP32's flash is to hold for a linked program: the image that the ROM loads into RAM, and
/// constants that the program reads through the flash cache.
///
/// The image's form: Espressif, esptool documentation, "Firmware Image Format".
package struct ESP32Image: Hashable, Sendable {
  /// Where the ROM looks for the program: `BOOTLOADER_FLASH_OFFSET` of esptool for the ESP32.
  package static let programOffset = 0x1000
  /// Where the constants lie; the first 64 KB page behind the program, as the firmware maps it.
  package static let constantsOffset = 0x10000
  /// The flash that DevKitC modules have.
  package static let flashBytes = 4 << 20
  /// Where the flash cache shows the constants: TRM, external memory, DROM0.
  package static let constantsAddress = 0x3F40_0000

  /// The first byte of an image that the ROM loads.
  package static let magicNumber: UInt8 = 0xE9

  /// Some bytes of the flash.
  package struct Part: Hashable, Sendable {
    /// From the flash's start.
    package let offset: Int
    package let bytes: [UInt8]

    package init(offset: Int, bytes: [UInt8]) {
      self.offset = offset
      self.bytes = bytes
    }
  }

  /// A stretch of RAM that the ROM fills.
  private struct Segment {
    let address: Int
    var bytes: [UInt8]
  }

  /// The image of the program, with checksum and SHA-256.
  package let program: [UInt8]
  /// Empty where the program has none.
  package let constants: [UInt8]

  /// Makes the image of an ELF file for Xtensa.
  package init(elf: [UInt8]) throws(ESP32ImageError) {
    let file = try XtensaELF(elf)
    var segments: [Segment] = []
    var constants: [UInt8] = []
    for section in file.sections.sorted(by: { $0.address < $1.address }) {
      let bytes = file.bytes(of: section)
      if (Self.constantsAddress..<Self.constantsAddress + Self.flashBytes).contains(section.address)
      {
        let start = section.address - Self.constantsAddress
        constants += [UInt8](repeating: 0xFF, count: start - constants.count) + bytes
      } else if Self.isLoadable(section.address, bytes.count) {
        Self.append(Segment(address: section.address, bytes: bytes), to: &segments)
      } else {
        throw ESP32ImageError(
          reason: .outsideMemory(address: section.address, byteCount: bytes.count))
      }
    }
    guard !segments.isEmpty, segments.count <= Self.mostSegments else {
      throw ESP32ImageError(reason: .segments(segments.count))
    }
    program = Self.image(of: segments, entry: file.entry)
    self.constants = constants
    guard program.count <= Self.constantsOffset - Self.programOffset else {
      throw ESP32ImageError(
        reason: .programTooLarge(
          byteCount: program.count, limit: Self.constantsOffset - Self.programOffset))
    }
    guard constants.count <= Self.flashBytes - Self.constantsOffset else {
      throw ESP32ImageError(
        reason: .constantsTooLarge(
          byteCount: constants.count, limit: Self.flashBytes - Self.constantsOffset))
    }
  }

  /// What goes into the flash, in ascending order.
  package var parts: [Part] {
    let first = Part(offset: Self.programOffset, bytes: program)
    guard !constants.isEmpty else { return [first] }
    return [first, Part(offset: Self.constantsOffset, bytes: constants)]
  }

  /// The same where the firmware reads it: the constants' pages, and behind them that of the program.
  package var partsAsRead: [FlashPart] {
    let pages = (constants.count + Self.pageBytes - 1) / Self.pageBytes
    let program = FlashPart(
      name: "program",
      address: UInt32(Self.constantsAddress + pages * Self.pageBytes + Self.programOffset),
      bytes: program)
    guard !constants.isEmpty else { return [program] }
    return [
      program,
      FlashPart(name: ".model", address: UInt32(Self.constantsAddress), bytes: constants),
    ]
  }

  /// What the flash cache maps at once: TRM, external memory.
  private static let pageBytes = 0x10000

  /// The flash from ``programOffset`` on, as one piece; erased bytes in between.
  package var contents: [UInt8] {
    guard !constants.isEmpty else { return program }
    let gap = Self.constantsOffset - Self.programOffset - program.count
    return program + [UInt8](repeating: 0xFF, count: gap) + constants
  }

  /// The ROM's loader takes at most sixteen.
  private static let mostSegments = 16

  /// Whether the ROM can fill this RAM: SRAM1 and SRAM2 as data, SRAM0 as code (TRM, embedded memory).
  private static func isLoadable(_ address: Int, _ byteCount: Int) -> Bool {
    [0x3FFA_E000..<0x4000_0000, 0x4007_0000..<0x400A_0000].contains { memory in
      memory.contains(address) && address + byteCount <= memory.upperBound
    }
  }

  /// Adds a stretch, to the one before where it follows on, as `esptool elf2image` does.
  private static func append(_ segment: Segment, to segments: inout [Segment]) {
    var padded = segment
    padded.bytes += [UInt8](repeating: 0, count: (4 - segment.bytes.count % 4) % 4)
    if let last = segments.last, last.address + last.bytes.count == segment.address {
      segments[segments.count - 1].bytes += padded.bytes
    } else {
      segments.append(padded)
    }
  }

  private static func image(of segments: [Segment], entry: UInt32) -> [UInt8] {
    // Magic number, segments, flash mode DIO, flash of 4 MB at 40 MHz.
    var image: [UInt8] = [magicNumber, UInt8(segments.count), 2, 2 << 4 | 0] + littleEndian(entry)
    // WP pin off, no drive settings, chip 0, any revision; the last byte: a SHA-256 follows.
    image += [0xEE, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 1]
    var checksum: UInt8 = 0xEF
    for segment in segments {
      image += littleEndian(UInt32(segment.address)) + littleEndian(UInt32(segment.bytes.count))
      image += segment.bytes
      for byte in segment.bytes { checksum ^= byte }
    }
    // The checksum ends a line of sixteen bytes.
    image += [UInt8](repeating: 0, count: 15 - image.count % 16) + [checksum]
    return image + SHA256Digest(of: image).bytes
  }

  private static func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// Why a linked program makes no image for an ESP32.
package struct ESP32ImageError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// It is no ELF file of 32 bits for Xtensa, or a broken one.
    case malformed(String)
    /// A section lies where neither the ROM nor the flash cache can put anything.
    case outsideMemory(address: Int, byteCount: Int)
    /// The ROM loads one to sixteen stretches of memory.
    case segments(Int)
    /// More code and data than lie before the constants.
    case programTooLarge(byteCount: Int, limit: Int)
    case constantsTooLarge(byteCount: Int, limit: Int)
  }

  package let reason: Reason

  package var summary: String {
    switch reason {
    case .malformed(let problem): "the image \(problem)"
    case .outsideMemory(let address, let byteCount):
      "the image has \(byteCount) B at 0x\(String(address, radix: 16)), where an ESP32 has no "
        + "memory for them"
    case .segments(let count): "the image has \(count) stretches of memory, the ROM loads 1 to 16"
    case .programTooLarge(let byteCount, let limit):
      "code and data take \(byteCount) B of flash, \(limit) B lie before the constants"
    case .constantsTooLarge(let byteCount, let limit):
      "the constants take \(byteCount) B, the flash has \(limit) B for them"
    }
  }

  package var remedy: String? {
    switch reason {
    case .malformed, .segments: "link it with firmware-template/linker/esp32.ld"
    case .outsideMemory: "give it an ELF file that was linked for the ESP32"
    case .programTooLarge, .constantsTooLarge:
      "list the largest tensors with 'mcubench analyze MODEL --sort bytes'"
    }
  }
}
