import ContentHash

/// One frame: a record's code, a sequence number, a payload; on the line with a CRC-32 behind it.
package struct WireFrame: Hashable, Sendable {
  /// Largest payload.
  package static let maximumPayloadBytes = 256
  /// Code, sequence number and CRC-32 around the payload.
  package static let overheadBytes = 6
  /// The longest frame on the line, without the zeros around it.
  package static let maximumEncodedBytes = maximumPayloadBytes + overheadBytes + 2

  package let code: UInt8
  /// The frame's number.
  ///
  /// Of a command: chosen by the host, another one for each new command. Of the board's frames:
  /// one more, modulo 256, than the frame before.
  package let sequence: UInt8
  package let payload: [UInt8]

  package init(code: UInt8, sequence: UInt8, payload: [UInt8]) {
    self.code = code
    self.sequence = sequence
    self.payload = payload
  }

  /// The bytes on the line, a zero before and behind them.
  ///
  /// The zero before ends what noise or a frame that broke off has left at the receiver.
  package var encoded: [UInt8] {
    precondition(payload.count <= Self.maximumPayloadBytes, "a payload fits a frame")
    var bytes = [code, sequence] + payload
    bytes.append(littleEndian: CRC32.checksum(bytes))
    return [0] + COBS.encode(bytes) + [0]
  }

  /// The frame between two zeros of the line, or `nil` when it is broken.
  init?(encoded: some Collection<UInt8>) {
    guard let bytes = COBS.decode(encoded), bytes.count >= Self.overheadBytes,
      CRC32.checksum(bytes.dropLast(4)) == UInt32(littleEndianBytes: bytes.suffix(4))
    else { return nil }
    self.init(code: bytes[0], sequence: bytes[1], payload: Array(bytes[2..<bytes.count - 4]))
  }
}
