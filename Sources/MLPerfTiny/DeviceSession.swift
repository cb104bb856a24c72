package import Hardware

/// A conversation with a device under test: one command at a time, each with a deadline.
///
/// A command is ASCII text that ends with `%`; its answer is lines, the last of which is `m-ready`.
package actor DeviceSession<Time: Clock> where Time.Duration == Duration {
  /// A line of an answer, and when it had come.
  struct Heard: Sendable {
    let line: DeviceLine
    let at: Time.Instant
  }

  /// The longest command that a device takes, without its end: EEMBC's `EE_CMD_SIZE`.
  static var longestCommand: Int { 80 }
  /// Bytes of an answer that has no end; the longest real one is an input printed back, 83 KB.
  private static var longestAnswer: Int { 1 << 20 }

  let connection: BoardConnection
  let limits: DeviceLimits
  let clock: Time
  private let transcript: @Sendable (TranscriptLine) -> Void
  private let began: Time.Instant
  private var splitter = LineSplitter()
  private var waiting: ArraySlice<Heard> = []
  private var command = ""
  private var answerBytes = 0
  private(set) var byteCount = 0
  private(set) var messageCount = 0
  private var lastHeard: String?
  /// Inputs and commands that had to be sent once more.
  package private(set) var resends = 0

  /// A session over `connection`; `transcript` is told every line as it passes.
  package init(
    connection: BoardConnection, limits: DeviceLimits, clock: Time,
    transcript: @escaping @Sendable (TranscriptLine) -> Void = { _ in }
  ) {
    self.connection = connection
    self.limits = limits
    self.clock = clock
    self.transcript = transcript
    began = clock.now
  }

  // MARK: Answers

  /// Sends `command` and gives the lines of its answer, without the `m-ready` at their end.
  ///
  /// `isWhole` says of the lines so far whether an `m-ready` ends this answer or an older one.
  ///
  /// - Throws: ``DeviceError`` when no line comes for `silence`, the first not within the session's
  ///   own limit for one, or the answer is not over after `limit`; when the device was reset or
  ///   hangs up.
  func exchange(
    _ command: String, silence: Duration? = nil, within limit: Duration? = nil,
    isWhole: ([Heard]) -> Bool = { _ in true }
  ) async throws -> [Heard] {
    precondition(command.utf8.count <= Self.longestCommand, "a device cuts longer commands")
    try await send(command)
    let (silence, limit) = (silence ?? limits.silence, limit ?? limits.answer)
    let deadline = clock.now.advanced(by: limit)
    var lines: [Heard] = []
    while true {
      let rest = clock.now.duration(to: deadline)
      guard rest > .zero else { throw failure(.endless(limit: limit)) }
      let patience = lines.isEmpty ? min(silence, limits.silence) : silence
      guard let heard = try await nextLine(within: min(patience, rest)) else {
        if lines.isEmpty { throw failure(.unanswered(after: patience)) }
        throw failure(rest <= patience ? .endless(limit: limit) : .silent(after: patience))
      }
      if heard.line == .startUpDone, isOpen { throw failure(.wasReset) }
      if heard.line == .ready {
        if isWhole(lines) { return lines }
        continue
      }
      lines.append(heard)
    }
  }

  /// Whether the device has said its name, so that a start-up from now on is a reset.
  var isOpen = false

  /// Gives what comes until the line is quiet, the start-up is over, or `limit` has passed.
  func listen(for limit: Duration, quiet: Duration) async throws -> [DeviceLine] {
    let deadline = clock.now.advanced(by: limit)
    var lines: [DeviceLine] = []
    answerBytes = 0
    while true {
      let rest = clock.now.duration(to: deadline)
      guard rest > .zero, let heard = try await nextLine(within: min(quiet, rest)) else {
        return lines
      }
      if heard.line == .ready, lines.contains(.startUpDone) { return lines }
      lines.append(heard.line)
    }
  }

  // MARK: Bytes

  private func send(_ command: String) async throws {
    self.command = command
    answerBytes = 0
    // What is left of an older answer would be taken for this one's.
    if isOpen, waiting.contains(where: { $0.line == .startUpDone }) { throw failure(.wasReset) }
    waiting = []
    let bytes = Array((command + "%").utf8)
    note(bytes, .sent)
    let (port, stuck) = (connection.port, failure(.silent(after: limits.silence)))
    do {
      try await withDeadline(limits.silence, clock: clock, orThrow: stuck) {
        try await port.write(bytes)
      }
    } catch let error as SerialPortError where error.reason == .closed {
      throw failure(.lineClosed(lastWords: await connection.lastWords()))
    }
  }

  /// The next line, or `nil` when none was over within `limit`.
  private func nextLine(within limit: Duration) async throws -> Heard? {
    let deadline = clock.now.advanced(by: limit)
    while true {
      if let heard = waiting.popFirst() { return heard }
      let rest = clock.now.duration(to: deadline)
      guard rest > .zero, let bytes = try await bytes(within: rest) else { return nil }
      byteCount += bytes.count
      answerBytes += bytes.count
      let now = clock.now
      for line in splitter.receive(bytes) {
        note(line, .received)
        guard let read = DeviceLine(line) else { continue }
        lastHeard = String(String(decoding: line, as: UTF8.self).prefix(60)).debugDescription
        if case .other = read {} else { messageCount += 1 }
        waiting.append(Heard(line: read, at: now))
      }
      guard answerBytes <= Self.longestAnswer else {
        throw failure(.flood(byteCount: answerBytes))
      }
    }
  }

  /// The next bytes, or `nil` when none came within `limit`.
  ///
  /// Bytes that come as the time runs out are not lost: the read that is given up may have them.
  private func bytes(within limit: Duration) async throws -> [UInt8]? {
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
    case .end:
      endLine()
      throw failure(.lineClosed(lastWords: await connection.lastWords()))
    }
  }

  /// Notes what stands on a line that will not be ended.
  private func endLine() {
    if !splitter.unfinished.isEmpty { note(splitter.unfinished, .received) }
  }

  private func note(_ bytes: [UInt8], _ direction: TranscriptLine.Direction) {
    transcript(
      TranscriptLine(
        after: began.duration(to: clock.now), direction: direction, bytes: bytes))
  }

  /// Notes that something goes over the line once more.
  func noteResend() { resends += 1 }

  /// An error that tells what was being done and what was heard last.
  func failure(_ reason: DeviceError.Reason) -> DeviceError {
    DeviceError(
      port: connection.portPath,
      command: command.count <= 24 ? command : command.prefix(21) + "...", reason: reason,
      lastHeard: lastHeard)
  }
}

/// What came of one read.
private enum Arrival: Sendable {
  case bytes([UInt8])
  /// The line hung up.
  case end
  case nothing
}
