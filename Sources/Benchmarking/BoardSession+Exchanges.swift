import WireRecords

/// How long one thing has been tried for.
struct Patience<Time: Clock> where Time.Duration == Duration {
  let start: Time.Instant
  /// Bytes that had come from the board by then.
  let byteCount: Int
  var tries = 0
}

extension BoardSession {
  /// What an answer that is broken in two may take to end, beyond its time on the line.
  private var grace: Duration { .milliseconds(5) }

  /// Heartbeats that show that a board waits for commands: one may have been under way already when
  /// the command was sent.
  static var tellingHeartbeats: Int { 2 }

  /// Whether the board alone tells that a command was lost, and not the host's clock.
  ///
  /// A virtual board answers as soon as a busy host lets it, so a late answer says nothing; but its
  /// firmware says after each second of its own time that it waits for commands. On a line that has
  /// lost something, what is missing is asked for again as soon as of silicon.
  var trustsLine: Bool {
    let line = lineStatistics
    return isVirtual && !hasLost
      && line.brokenFrameCount + line.missingFrameCount + line.unknownFrameCount == 0
  }

  func patience() -> Patience<Time> { Patience(start: clock.now, byteCount: byteCount) }

  /// Sends a command once and waits for its answer; `nil` when either seems to be lost.
  ///
  /// `answerBytes` are expected on the line. `isRepeat` says that the same was asked before, so that
  /// an answer may be the earlier asking's.
  ///
  /// - Throws: when the board refuses, and whatever ends the session.
  func attempt<Command: WireRecord, Answer: Sendable>(
    _ command: Command, sequence: UInt8, answerBytes: Int, isRepeat: Bool,
    within fixedLimit: Duration? = nil,
    match: (_ record: BoardRecord, _ sequence: UInt8) -> Answer?
  ) async throws -> Answer? {
    let frame = command.frame(sequence: sequence)
    let sentAt = clock.now
    try await send(frame, isRepeat: isRepeat)
    let transit = transit(of: frame.encoded.count + answerBytes)
    let isPatient = fixedLimit == nil && trustsLine
    let limit = fixedLimit ?? (isPatient ? limits.reply : roundTrip.limit(transit: transit))
    var heartbeats = 0
    var deadline = clock.now.advanced(by: limit)
    while true {
      switch try await hear(byteLimit: limit, until: deadline) {
      case .record(let record):
        if let answer = match(record, sequence) {
          if !isRepeat, fixedLimit == nil {
            roundTrip.heard(after: sentAt.duration(to: clock.now) - transit)
          }
          return answer
        }
        // Firmware that has just started has not heard what was sent before.
        if case .boot = record { return nil }
        if case .heartbeat = record {
          heartbeats += 1
          guard isPatient, heartbeats >= Self.tellingHeartbeats else { continue }
          hasLost = true
          return nil
        }
        guard case .nack(let nack) = record else { continue }
        if nack.reason == .brokenFrame {
          hasLost = true
          return nil
        }
        if nack.sequence == sequence {
          throw failure(.refused(command: Command.name, why: String(describing: nack.reason)))
        }
      case .broken:
        // The answer, most likely: wait for what may follow it, no longer.
        deadline = min(deadline, clock.now.advanced(by: transit + grace))
      case .silent, .expired:
        roundTrip.lost()
        hasLost = hasLost || isPatient
        return nil
      }
    }
  }

  /// Sends `command` until `match` finds its answer among what the board says: `tries` times for
  /// `limit` each, or as often as the session's limit for replies allows.
  func request<Answer: Sendable>(
    _ command: some WireRecord, answerBytes: Int = Ack.fixedBytes, within limit: Duration? = nil,
    tries: Int? = nil, match: (_ record: BoardRecord, _ sequence: UInt8) -> Answer?
  ) async throws -> Answer {
    let sequence = nextSequence()
    var patience = patience()
    while true {
      let answer = try await attempt(
        command, sequence: sequence, answerBytes: answerBytes, isRepeat: patience.tries > 0,
        within: limit, match: match)
      if let answer { return answer }
      try check(&patience, type(of: command).name, tries: tries)
    }
  }

  /// Counts a try that brought nothing.
  ///
  /// - Throws: when that has gone on for too long, or more than `tries` times where that is said.
  func check(
    _ patience: inout Patience<Time>, _ command: String, tries: Int? = nil
  ) throws {
    patience.tries += 1
    let time = patience.start.duration(to: clock.now)
    guard
      tries.map({ patience.tries >= $0 })
        ?? (patience.tries >= limits.replyTries && time >= limits.reply)
    else { return }
    if byteCount > 0, lastRecord == nil {
      throw failure(.garbage(byteCount: byteCount, sample: sample))
    }
    throw failure(
      byteCount == patience.byteCount
        ? .silent(after: tries == nil ? limits.reply : time)
        : .unanswered(command: command, tries: patience.tries))
  }
}
