import ContentHash
import FirmwareArtifacts
import WireRecords

extension BoardSession {
  /// Bytes whose checksum the board is asked for at once.
  private static var sliceBytes: Int { 16 << 10 }
  /// How close a difference is pinned down.
  private static var differenceBytes: Int { 16 }
  /// For one answer, and as much again for each try: the slowest core here sums up a byte in some 30
  /// cycles, and a busy host emulates ten million of them a second at the very least.
  private static var checksumLimit: Duration { .milliseconds(250) }

  /// Holds the board's flash against the image, by checksums that the board takes of what it reads.
  ///
  /// - Throws: `.otherFlash` with the first place that differs, and whatever ends the session.
  func checkFlash(against parts: [FlashPart]) async throws {
    stage = .flash
    for part in parts {
      for start in stride(from: 0, to: part.bytes.count, by: Self.sliceBytes) {
        let slice = start..<min(part.bytes.count, start + Self.sliceBytes)
        if try await differs(slice, of: part) { throw try await difference(in: slice, of: part) }
      }
    }
  }

  private func differs(_ slice: Range<Int>, of part: FlashPart) async throws -> Bool {
    try await checksum(of: slice, of: part) != CRC32.checksum(part.bytes[slice])
  }

  /// The place of the first difference in `slice`, by halves.
  private func difference(in slice: Range<Int>, of part: FlashPart) async throws -> BoardError {
    var slice = slice
    while slice.count > Self.differenceBytes {
      let middle = slice.lowerBound + slice.count / 2
      let first = slice.lowerBound..<middle
      slice = try await differs(first, of: part) ? first : middle..<slice.upperBound
    }
    return failure(
      .otherFlash(
        part: part.name, address: part.address + UInt32(slice.lowerBound),
        byteCount: slice.count, expected: CRC32.checksum(part.bytes[slice]),
        found: try await checksum(of: slice, of: part)))
  }

  private func checksum(of slice: Range<Int>, of part: FlashPart) async throws -> UInt32 {
    let command = ReadChecksum(
      address: part.address + UInt32(slice.lowerBound), length: UInt32(slice.count))
    // A late answer to an earlier asking is as good.
    return try await request(
      command, answerBytes: ChecksumAnswer.fixedBytes, within: Self.checksumLimit
    ) { record, _ -> UInt32? in
      guard case .checksum(let answer) = record, answer.address == command.address,
        answer.length == command.length
      else { return nil }
      return answer.crc
    }
  }
}
