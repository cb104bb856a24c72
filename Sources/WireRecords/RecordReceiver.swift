/// Finds the board's records in a stream of bytes and counts what was lost on the way.
package struct RecordReceiver: Sendable {
  /// What the line has done to the stream so far.
  package struct Statistics: Hashable, Sendable {
    /// Bytes before the first frame.
    package var ignoredByteCount = 0
    /// Whole frames, records or not.
    package var frameCount = 0
    /// Frames whose checksum or form was wrong.
    package var brokenFrameCount = 0
    /// Whole frames with a code or payload that is no record of the board.
    package var unknownFrameCount = 0
    /// Frames that never came, by the gaps in their sequence numbers.
    package var missingFrameCount = 0

    package init() {}
  }

  /// An answer to a hello by firmware whose table of records is another.
  ///
  /// In every version of the table the answer begins with version and nonce.
  package struct ForeignReply: Hashable, Sendable {
    package let protocolVersion: UInt16
    package let nonce: UInt32
  }

  /// The latest such answer.
  package private(set) var foreignReply: ForeignReply?

  private var decoder = FrameDecoder()
  private var frameCount = 0
  private var unknownFrameCount = 0
  private var missingFrameCount = 0
  private var lastSequence: UInt8?

  package init() {}

  package var statistics: Statistics {
    var statistics = Statistics()
    statistics.ignoredByteCount = decoder.ignoredByteCount
    statistics.frameCount = frameCount
    statistics.brokenFrameCount = decoder.brokenFrameCount
    statistics.unknownFrameCount = unknownFrameCount
    statistics.missingFrameCount = missingFrameCount
    return statistics
  }

  /// The records that `bytes` complete, in order.
  ///
  /// Never fails: what is no record is counted and skipped.
  package mutating func receive(_ bytes: some Sequence<UInt8>) -> [BoardRecord] {
    decoder.receive(bytes).compactMap { take($0) }
  }

  /// The record in a frame that stands next in the stream.
  private mutating func take(_ frame: WireFrame) -> BoardRecord? {
    if let lastSequence, frame.code != Boot.code {
      missingFrameCount += Int(frame.sequence &- lastSequence &- 1)
    }
    lastSequence = frame.sequence
    frameCount += 1
    let record = BoardRecord(frame)
    if record == nil {
      unknownFrameCount += 1
      noteForeignReply(frame)
    }
    return record
  }

  private mutating func noteForeignReply(_ frame: WireFrame) {
    guard frame.code == HelloReply.code, frame.payload.count >= 6 else { return }
    let version = UInt16(littleEndianBytes: frame.payload.prefix(2))
    guard version != WireTable.protocolVersion else { return }
    foreignReply = ForeignReply(
      protocolVersion: version, nonce: UInt32(littleEndianBytes: frame.payload[2..<6]))
  }

  // MARK: For people who watch the line

  /// What stands in the stream.
  package enum Item: Hashable, Sendable {
    case record(BoardRecord)
    /// A whole frame that holds no record of the board.
    case unknown(WireFrame)
    /// What is no frame: text of a ROM, or what a bad line has made of one.
    case noise([UInt8])
  }

  /// Everything that `bytes` complete, in order; a line of text is complete at its end.
  package mutating func items(in bytes: [UInt8]) -> [Item] {
    var items: [Item] = []
    for part in bytes.split(after: UInt8(ascii: "\n")) {
      for piece in decoder.pieces(in: part) {
        switch piece {
        case .frame(let frame): items.append(take(frame).map { .record($0) } ?? .unknown(frame))
        case .noise(let bytes): items.append(.noise(bytes))
        }
      }
      if let line = decoder.takeTextLine() { items.append(.noise(line)) }
    }
    return items
  }
}

extension [UInt8] {
  /// The parts that end with `byte`, and what is left at the end.
  fileprivate func split(after byte: UInt8) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var rest = self[...]
    while let end = rest.firstIndex(of: byte) {
      parts.append(rest[...end])
      rest = rest[(end + 1)...]
    }
    return rest.isEmpty ? parts : parts + [rest]
  }
}
