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

  /// What came of listening to the line.
  enum Hearing {
    case record(BoardRecord)
    /// A frame that the line has broken.
    case broken
    case silent
    case expired
  }

  let connection: BoardConnection
  /// The board profile's name.
  let board: String
  /// What to call each layer, in the order that runs, text from the model made harmless.
  let layerNames: [String]
  /// Speeds of the line in bits a second, the one that the firmware starts at first; none where the
  /// port's speed is not to be touched.
  let bauds: [Int]
  let clock: Time
  let started: Time.Instant
  var limits: SessionLimits
  var stage = SessionStage.handshake
  /// Whether the board has answered a hello: from then on a boot record means a reset.
  var isOpen = false
  /// Whether the board gets on no faster than a busy host emulates it.
  var isVirtual = false
  /// Whether a command or its answer is known to have been lost.
  var hasLost = false
  /// The speed's place in ``bauds``.
  var speed = 0
  /// The number of the latest pass that has ended, so that its records are known as old.
  var latestPass: UInt16?
  /// The sequence number of the latest pass command, which the board keeps.
  var passSequence: UInt8?
  var roundTrip = RoundTripTimer()
  var sentBlock = BlockSize(maximum: SetInput.maximumListCount)
  var readBlock = BlockSize(maximum: OutputChunk.maximumListCount)
  /// Lines that the firmware logged, the first of them.
  package private(set) var log: [String] = []
  /// Lines that it logged after those.
  package private(set) var logLinesLeft = 0
  /// What it warned of, each text once.
  private(set) var warnings: [String] = []
  /// Firmware may log without an end.
  private let keptLogLines = 1000
  private let keptWarnings = 10

  private var receiver = RecordReceiver()
  private var received: ArraySlice<BoardRecord> = []
  private var brokenHeard = 0
  private var sequence: UInt8 = 0
  private(set) var lastRecord: String?
  private var lastByteAt: Time.Instant?
  private(set) var byteCount = 0
  private var firstBytes: [UInt8] = []
  private var commandCount = 0
  private var resendCount = 0

  /// A session over `connection`.
  ///
  /// `bauds` are the speeds that both ends know, the first of which the port is open at; without
  /// them the speed stays as it is.
  package init(
    connection: BoardConnection, board: String, layerNames: [String], bauds: [Int] = [],
    limits: SessionLimits, clock: Time
  ) {
    self.connection = connection
    self.board = board
    self.layerNames = layerNames
    self.bauds = bauds
    self.limits = limits
    self.clock = clock
    started = clock.now
  }

  /// What the line has done to the frames so far.
  package var lineStatistics: LineStatistics {
    let seen = receiver.statistics
    var line = LineStatistics()
    line.baud = bauds.isEmpty ? nil : bauds[speed]
    line.ignoredByteCount = seen.ignoredByteCount
    line.frameCount = seen.frameCount
    line.brokenFrameCount = seen.brokenFrameCount
    line.unknownFrameCount = seen.unknownFrameCount
    line.missingFrameCount = seen.missingFrameCount
    (line.commandCount, line.resendCount) = (commandCount, resendCount)
    return line
  }

  /// An answer to a hello by firmware with another table of records.
  var foreignReply: RecordReceiver.ForeignReply? { receiver.foreignReply }

  /// Sets how long later commands wait.
  package func set(_ limits: SessionLimits) {
    self.limits = limits
  }

  /// A sequence number for a new command: never the one of a pass that the board would take for
  /// done.
  func nextSequence() -> UInt8 {
    sequence &+= 1
    if sequence == passSequence { sequence &+= 1 }
    return sequence
  }

  /// Changes the line's speed to the one at `place` in ``bauds``.
  func setSpeed(_ place: Int) async throws {
    speed = place
    try await connection.port.setBaud(bauds[place])
  }

  /// Time that so many bytes take on the line, ten bits each.
  func transit(of count: Int) -> Duration {
    guard !bauds.isEmpty else { return .zero }
    return .seconds(Double(count) * 10 / Double(bauds[speed]))
  }

  /// The next record, waiting up to `limit` for each byte and no longer than until `deadline`.
  ///
  /// - Throws: when the line fails or hangs up, when the core has faulted, and when the board was
  ///   reset although the session is open.
  func next(byteLimit limit: Duration, until deadline: Time.Instant) async throws -> Waiting {
    while true {
      switch try await hear(byteLimit: limit, until: deadline) {
      case .record(let record): return .record(record)
      case .broken: continue
      case .silent: return .silent
      case .expired: return .expired
      }
    }
  }

  private func note(_ line: Log) {
    let text = String(line.text.prefix(200))
    guard line.level == .warning, !warnings.contains(text), warnings.count < keptWarnings else {
      return
    }
    warnings.append(text)
  }

  /// The next record or broken frame, under the same rules.
  func hear(byteLimit limit: Duration, until deadline: Time.Instant) async throws -> Hearing {
    while true {
      if let record = received.popFirst() {
        lastRecord = Self.text(of: record)
        switch record {
        case .fault(let fault):
          throw failure(.fault(FaultReport(fault, layerNames: layerNames)))
        case .boot(let boot) where isOpen:
          throw failure(.wasReset(resetFlags: boot.resetFlags))
        case .log(let line):
          if log.count < keptLogLines {
            log.append(String(line.text.prefix(200)))
          } else {
            logLinesLeft += 1
          }
          note(line)
          continue
        default:
          return .record(record)
        }
      }
      let broken = receiver.statistics.brokenFrameCount
      if broken != brokenHeard {
        brokenHeard = broken
        return .broken
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
  ///
  /// Bytes that come as the time runs out are not lost: the read that is given up may have them.
  func bytes(within limit: Duration) async throws -> [UInt8]? {
    let (port, clock) = (connection.port, clock)
    let arrival = try await withThrowingTaskGroup(of: Arrival.self) { group in
      group.addTask { (try await port.read()).map { .bytes($0) } ?? .end }
      group.addTask {
        try await clock.sleep(for: limit)
        return .nothing
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { return Arrival.nothing }
      guard case .nothing = first else { return first }
      group.cancelAll()
      do {
        return try await group.next() ?? Arrival.nothing
      } catch let error as SerialPortError where error.reason == .cancelled {
        return .nothing
      }
    }
    switch arrival {
    case .bytes(let bytes): return bytes
    case .nothing: return nil
    case .end: throw failure(.lineClosed(lastWords: await connection.lastWords()))
    }
  }

  /// Writes a command's frame, perhaps once more.
  func send(_ frame: WireFrame, isRepeat: Bool) async throws {
    commandCount += 1
    if isRepeat { resendCount += 1 }
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

  /// An error that tells what was being done and what was heard last.
  func failure(_ reason: BoardError.Reason) -> BoardError {
    var heard = lastRecord
    if heard == nil, byteCount > 0 { heard = "\(byteCount) bytes that are no frame" }
    if let at = lastByteAt, let text = heard {
      heard = "\(text), \(at.duration(to: clock.now).tenths) s before"
    }
    return BoardError(
      board: board, stage: stage, reason: reason, lastHeard: heard,
      lineLoss: lineStatistics.lossText)
  }

  /// The first bytes for people: text where it is text, else hexadecimal.
  var sample: String {
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

/// What came of one read.
private enum Arrival: Sendable {
  case bytes([UInt8])
  /// The line hung up.
  case end
  case nothing
}

extension Duration {
  /// Seconds with one decimal.
  package var tenths: String {
    let (seconds, attoseconds) = components
    return "\(seconds).\(attoseconds / 100_000_000_000_000_000)"
  }
}
