/// Finds the board's records in a stream of bytes and counts what was lost on the way.
package struct RecordReceiver: Sendable {
  /// What the line has done to the stream so far.
  package struct Statistics: Hashable, Sendable {
    /// Bytes before the first frame.
    package var ignoredByteCount = 0
    /// Frames whose checksum or form was wrong.
    package var brokenFrameCount = 0
    /// Whole frames with a code or payload that is no record of the board.
    package var unknownFrameCount = 0
    /// Frames that never came, by the gaps in their sequence numbers.
    package var missingFrameCount = 0

    package init() {}
  }

  private var decoder = FrameDecoder()
  private var unknownFrameCount = 0
  private var missingFrameCount = 0
  private var lastSequence: UInt8?

  package init() {}

  package var statistics: Statistics {
    var statistics = Statistics()
    statistics.ignoredByteCount = decoder.ignoredByteCount
    statistics.brokenFrameCount = decoder.brokenFrameCount
    statistics.unknownFrameCount = unknownFrameCount
    statistics.missingFrameCount = missingFrameCount
    return statistics
  }

  /// The records that `bytes` complete, in order.
  ///
  /// Never fails: what is no record is counted and skipped.
  package mutating func receive(_ bytes: some Sequence<UInt8>) -> [BoardRecord] {
    var records: [BoardRecord] = []
    for frame in decoder.receive(bytes) {
      if let lastSequence, frame.code != Boot.code {
        missingFrameCount += Int(frame.sequence &- lastSequence &- 1)
      }
      lastSequence = frame.sequence
      guard let record = BoardRecord(frame) else {
        unknownFrameCount += 1
        continue
      }
      records.append(record)
    }
    return records
  }
}
