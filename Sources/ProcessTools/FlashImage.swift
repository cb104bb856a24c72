import BoardProfiles
import FirmwareArtifacts
import Glibc
import Hardware

/// An image as OpenOCD is given it: a copy under a name that means nothing to any parser, and the
/// addresses that it fills.
struct FlashImage: Hashable, Sendable {
  /// How the bytes say where they belong.
  enum Format: Hashable, Sendable {
    /// By their own segments.
    case elf
    /// Not at all: they belong at the start of the flash.
    case binary
  }

  /// The largest file that is read: an ELF file's symbols may outweigh its code by far.
  private static let maximumFileBytes = 256 << 20

  /// The smallest piece that any chip erases: 1 KiB, DS5319, flash memory of the STM32F103xB.
  ///
  /// Two ranges closer than that lie in neighbouring sectors or in one, which is not to be erased
  /// twice.
  private static let smallestSectorBytes = 1024

  let format: Format
  let bytes: [UInt8]
  /// What it fills, sorted, further apart than ``smallestSectorBytes``.
  let ranges: [Range<Int>]

  /// What the image's own words prove of it.
  let evidence: ImageEvidence

  /// The name of the copy.
  var fileName: String {
    switch format {
    case .elf: "image.elf"
    case .binary: "image.bin"
    }
  }

  /// Reads the file at `path` for `board`.
  ///
  /// - Throws: `.imageUnreadable`, `.imageOfOtherMachine`, `.imageOutsideFlash`, and what
  ///   ``ImageCheck`` finds.
  init(path: String, for board: BoardProfile) throws(FlashError.Reason) {
    guard let bytes = Self.read(path), !bytes.isEmpty else { throw .imageUnreadable(path) }
    guard let flash = board.flash else { throw .imageOutsideFlash }
    let flashRange = Int(flash.origin)..<Int(flash.origin) + flash.bytes
    self.bytes = bytes
    let segments: [ELFReader.LoadedSegment]
    if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
      try Self.checkMachine(of: bytes, from: path, is: .arm)
      format = .elf
      do {
        segments = try ELFReader.loadedSegments(of: bytes)
        ranges = Self.joined(try ELFReader.loadedRanges(of: bytes))
      } catch {
        throw .imageUnreadable(path)
      }
    } else {
      guard path.hasSuffix(".bin") else { throw .imageUnreadable(path) }
      format = .binary
      ranges = [flashRange.lowerBound..<flashRange.lowerBound + bytes.count]
      segments = [ELFReader.LoadedSegment(address: flash.origin, place: bytes.indices)]
    }
    guard !ranges.isEmpty else { throw .imageUnreadable(path) }
    guard ranges.allSatisfy({ flashRange.contains($0) }) else { throw .imageOutsideFlash }
    // An ELF file may leave the flash's start to another image.
    let hasStart = ranges.contains { $0.contains(flashRange.lowerBound) }
    evidence =
      hasStart
      ? try ImageCheck.check(
        SealedELF.contents(of: bytes, segments, from: flash.origin), from: path, for: board,
        isBinary: format == .binary)
      : .unsealed
    if format == .elf { try ImageCheck.checkHeaders(of: bytes, evidence, from: path, for: board) }
  }

  /// Refuses an ELF file for another machine than `needed`.
  static func checkMachine(
    of bytes: [UInt8], from path: String, is needed: ELFMachine
  ) throws(FlashError.Reason) {
    guard let machine = ELFMachine(of: bytes), machine != needed else { return }
    throw .imageOfOtherMachine(path: path, found: machine, needed: needed)
  }

  private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound < last.upperBound + smallestSectorBytes {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }

  /// A regular file's bytes, or `nil` where it cannot be read or is too large.
  static func read(_ path: String) -> [UInt8]? {
    // Without O_NONBLOCK a pipe of that name would be waited for.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var information = stat()
    guard fstat(file, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      information.st_size <= maximumFileBytes
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress?.advanced(by: filled), $0.count - filled)
      }
      guard count > 0 else { return nil }
      filled += count
    }
    return bytes
  }
}
