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

  /// The frames that `bytes` complete, in order.
  ///
  /// Never fails: what is no frame is counted and skipped, and memory stays below a frame's length.
  package mutating func receive(_ bytes: some Sequence<UInt8>) -> [WireFrame] {
    var frames: [WireFrame] = []
    for byte in bytes {
      if byte == 0 {
        if let frame = finish() { frames.append(frame) }
      } else if pending.count < WireFrame.maximumEncodedBytes {
        pending.append(byte)
      } else {
        isOverlong = true
        if !hasSeenFrame { ignoredByteCount += 1 }
      }
    }
    return frames
  }

  /// Judges the bytes since the last zero.
  private mutating func finish() -> WireFrame? {
    defer {
      pending.removeAll(keepingCapacity: true)
      isOverlong = false
    }
    if pending.isEmpty { return nil }
    if !isOverlong, let frame = WireFrame(encoded: pending) {
      hasSeenFrame = true
      return frame
    }
    if hasSeenFrame {
      brokenFrameCount += 1
    } else {
      ignoredByteCount += pending.count
    }
    return nil
  }
}
