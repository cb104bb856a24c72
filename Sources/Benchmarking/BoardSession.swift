package import Hardware
import WireRecords

/// A conversation with a board that runs an image: one command at a time, each with a deadline.
///
/// Commands that get no answer are sent again; the firmware does a repeated one only once. Every
/// error names the last thing that the board said.
package actor BoardSession<Time: Clock> where Time.Duration == Duration {
  /// What came of waiting for the board.
  enum Waiting {
    case record(BoardRecord)
    /// No byte came within its limit.
    case silent
    /// The time for all of it is over.
    case expired
  }

  let connection: BoardConnection
  /// The board profile's name.
  let board: String
  /// What to call each layer, in the order that runs, text from the model made harmless.
  let layerNames: [String]
  let clock: Time
  var limits: SessionLimits
  var stage = SessionStage.handshake
  /// Whether the board has answered a hello: from then on a boot record means a reset.
  var isOpen = false
  /// Lines that the firmware logged.
  package private(set) var log: [String] = []

  private var receiver = RecordReceiver()
  private var received: ArraySlice<BoardRecord> = []
  private var sequence: UInt8 = 0
  private var lastRecord: String?
  private var lastByteAt: Time.Instant?
  private var byteCount = 0
  private var firstBytes: [UInt8] = []

  package init(
    connection: BoardConnection, board: String, layerNames: [String], limits: SessionLimits,
    clock: Time
  ) {
    self.connection = connection
    self.board = board
    self.layerNames = layerNames
    self.limits = limits
    self.clock = clock
  }

  /// What the line has done to the frames so far.
  package var lineStatistics: LineStatistics {
    let seen = receiver.statistics
    return LineStatistics(
      ignoredByteCount: seen.ignoredByteCount, brokenFrameCount: seen.brokenFrameCount,
      unknownFrameCount: seen.unknownFrameCount, missingFrameCount: seen.missingFrameCount)
  }

  /// Sets how long later commands wait.
  package func set(_ limits: SessionLimits) {
    self.limits = limits
  }

  /// A sequence number for a new command.
  func nextSequence() -> UInt8 {
    sequence &+= 1
    return sequence
  }

  /// The next record, waiting up to `limit` for each byte and no longer than until `deadline`.
  ///
  /// - Throws: when the line fails or hangs up, when the core has faulted, and when the board was
  ///   reset although the session is open.
  func next(byteLimit limit: Duration, until deadline: Time.Instant) async throws -> Waiting {
    while true {
      if let record = received.popFirst() {
        lastRecord = Self.text(of: record)
        switch record {
        case .fault(let fault):
          throw failure(.fault(FaultReport(fault, layerNames: layerNames)))
        case .boot(let boot):
          if isOpen { throw failure(.wasReset(resetFlags: boot.resetFlags)) }
          return .record(record)
        case .log(let line):
          log.append(String(line.text.prefix(200)))
        default:
          return .record(record)
        }
        continue
      }
      let rest = clock.now.duration(to: deadline)
      guard rest > .zero else { return .expired }
      guard let bytes = try await bytes(within: min(limit, rest)) else {
        return rest <= limit ? .expired : .silent
      }
      byteCount += bytes.count
      if firstBytes.count < 16 { firstBytes += bytes.prefix(16 - firstBytes.count) }
      lastByteAt = clock.now
      received += receiver.receive(bytes)
    }
  }

  /// The next bytes, or `nil` when none came within `limit`.
  private func bytes(within limit: Duration) async throws -> [UInt8]? {
    let port = connection.port
    do {
      let bytes = try await withDeadline(limit, clock: clock, orThrow: NothingCame()) {
        Optional(try await port.read())
      }
      if let bytes = bytes ?? nil { return bytes }
    } catch is NothingCame {
      return nil
    }
    throw failure(.lineClosed(lastWords: await connection.lastWords()))
  }

  /// Writes a command's frame.
  func send(_ frame: WireFrame) async throws {
    let port = connection.port
    do {
      let stuck = failure(.silent(after: limits.silence))
      try await withDeadline(limits.silence, clock: clock, orThrow: stuck) {
        try await port.write(frame.encoded)
      }
    } catch let error as SerialPortError where error.reason == .closed {
      throw failure(.lineClosed(lastWords: await connection.lastWords()))
    }
  }

  /// Sends `command` until `match` finds its answer among what the board says.
  func request<Answer: Sendable>(
    _ command: some WireRecord, within limit: Duration? = nil, tries: Int? = nil,
    match: (_ record: BoardRecord, _ sequence: UInt8) -> Answer?
  ) async throws -> Answer {
    let sequence = nextSequence()
    let tries = tries ?? limits.replyTries
    let limit = limit ?? limits.reply
    var heard = byteCount
    for _ in 0..<tries {
      heard = byteCount
      try await send(command.frame(sequence: sequence))
      let deadline = clock.now.advanced(by: limit)
      waiting: while true {
        guard case .record(let record) = try await next(byteLimit: limit, until: deadline) else {
          break waiting
        }
        if let answer = match(record, sequence) { return answer }
        guard case .nack(let nack) = record else { continue }
        if nack.reason == .brokenFrame { break waiting }
        if nack.sequence == sequence {
          throw failure(
            .refused(command: type(of: command).name, why: String(describing: nack.reason)))
        }
      }
    }
    if byteCount > 0, lastRecord == nil {
      throw failure(.garbage(byteCount: byteCount, sample: sample))
    }
    throw failure(
      byteCount == heard
        ? .silent(after: limit * tries)
        : .unanswered(command: type(of: command).name, tries: tries))
  }

  /// An error that tells what was being done and what was heard last.
  func failure(_ reason: BoardError.Reason) -> BoardError {
    var heard = lastRecord
    if heard == nil, byteCount > 0 { heard = "\(byteCount) bytes that are no frame" }
    if let at = lastByteAt, let text = heard {
      heard = "\(text), \(at.duration(to: clock.now).tenths) s before"
    }
    return BoardError(board: board, stage: stage, reason: reason, lastHeard: heard)
  }

  /// The first bytes for people: text where it is text, else hexadecimal.
  private var sample: String {
    String(decoding: firstBytes, as: UTF8.self).unicodeScalars.allSatisfy {
      $0.isASCII && ($0.value >= 0x20 || $0 == "\r" || $0 == "\n")
    }
      ? "\"" + firstBytes.map { $0 < 0x20 ? " " : String(UnicodeScalar($0)) }.joined() + "\""
      : firstBytes.map { String($0, radix: 16) }.joined(separator: " ")
  }

  private static func text(of record: BoardRecord) -> String {
    switch record {
    case .layerSample(let sample): "layer_sample of run \(sample.run)"
    case .passBegin(let begin): "pass_begin of the \(begin.kind) pass"
    case .passEnd(let end): "pass_end of the \(end.kind) pass"
    case .log(let line): "log \(line.text.prefix(60).debugDescription)"
    default: type(of: record.record).name
    }
  }
}

/// No byte came in time.
private struct NothingCame: Error {}

/// What the line did to frames.
package struct LineStatistics: Hashable, Sendable {
  package let ignoredByteCount: Int
  package let brokenFrameCount: Int
  package let unknownFrameCount: Int
  package let missingFrameCount: Int
}

extension Duration {
  /// Seconds with one decimal.
  package var tenths: String {
    let (seconds, attoseconds) = components
    return "\(seconds).\(attoseconds / 100_000_000_000_000_000)"
  }
}
