/// Finds frames in a stream of bytes, whatever stands between them.
package struct FrameDecoder: Sendable {
  /// Bytes before the first frame: text of a ROM or of an old firmware.
  package private(set) var ignoredByteCount = 0
  /// Frames after the first that were broken or too long.
  package private(set) var brokenFrameCount = 0
  private var pending: [UInt8] = []
  private var isOverlong = false
  private var hasSeenFrame = false

  package init() {}

  /// A stretch of the stream that has ended.
  package enum Piece: Hashable, Sendable {
    case frame(WireFrame)
    /// No frame; what is longer than any frame is cut to the length of one.
    case noise([UInt8])
  }

  /// The frames that `bytes` complete, in order.
  ///
  /// Never fails: what is no frame is counted and skipped, and memory stays below a frame's length.
  package mutating func receive(_ bytes: some Sequence<UInt8>) -> [WireFrame] {
    pieces(in: bytes).compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
  }

  /// The same with what stands between the frames.
  package mutating func pieces(in bytes: some Sequence<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    for byte in bytes {
      if byte == 0 {
        if let piece = finish() { pieces.append(piece) }
      } else if pending.count < WireFrame.maximumEncodedBytes {
        pending.append(byte)
      } else {
        isOverlong = true
        if !hasSeenFrame { ignoredByteCount += 1 }
      }
    }
    return pieces
  }

  /// Takes out a line of text that has just ended, which need not wait for the next zero.
  ///
  /// No frame of the board begins like it: the first two bytes of one are a COBS code and the
  /// record's code, and the latter is no ASCII.
  package mutating func takeTextLine() -> [UInt8]? {
    guard pending.last == UInt8(ascii: "\n"), pending.count > 1, !isOverlong,
      pending.allSatisfy({ $0 < 0x80 })
    else { return nil }
    defer { pending.removeAll(keepingCapacity: true) }
    if !hasSeenFrame { ignoredByteCount += pending.count }
    return pending
  }

  /// Judges the bytes since the last zero.
  private mutating func finish() -> Piece? {
    defer {
      pending.removeAll(keepingCapacity: true)
      isOverlong = false
    }
    if pending.isEmpty { return nil }
    if !isOverlong, let frame = WireFrame(encoded: pending) {
      hasSeenFrame = true
      return .frame(frame)
    }
    if hasSeenFrame {
      brokenFrameCount += 1
    } else {
      ignoredByteCount += pending.count
    }
    return .noise(pending)
  }
}
