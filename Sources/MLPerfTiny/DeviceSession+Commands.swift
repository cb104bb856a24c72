extension DeviceSession {
  /// Bytes of input that go into one `db` command, as in the suite's own runner.
  static var bytesACommand: Int { 31 }

  /// Finds out whether a device listens, and what it is.
  ///
  /// A device that this program has started is heard out first; one that was there before may say
  /// nothing by itself.
  ///
  /// - Throws: ``DeviceError`` when it does not answer, or sends no times.
  package func open(isFreshlyStarted: Bool) async throws -> DeviceIdentity {
    let opening =
      isFreshlyStarted
      ? try await listen(for: limits.startUp, quiet: limits.startUp)
      : try await listen(for: limits.listening, quiet: limits.quiet)
    let name = try await name()
    // Answers to tries that were given up may still come.
    _ = try await listen(for: limits.listening, quiet: limits.quiet)
    isOpen = true
    let (profile, model) = try await profile()
    try await checkTimes(opening)
    return DeviceIdentity(name: name, profile: profile, model: model, own: try await own())
  }

  /// What this project's own firmware says beyond the suite's protocol; any other refuses the verb,
  /// and one that does not even do that is as good as before.
  private func own() async throws -> OwnFirmware? {
    do {
      return OwnFirmware(try await exchange("mcub").map(\.line))
    } catch let error as DeviceError {
      guard case .unanswered = error.reason else { throw error }
      return nil
    }
  }

  private func name() async throws -> String? {
    var hasAnswered = false
    for _ in 0..<limits.tries {
      do {
        let lines = try await exchange("name") { lines in
          // The start-up's own end is no answer; a complaint about half a command is one.
          lines.contains { heard in
            switch heard.line {
            case .name, .refusal, .broken: true
            default: false
            }
          }
        }
        hasAnswered = true
        for case .name(let name) in lines.map(\.line) { return name }
      } catch let error as DeviceError {
        switch error.reason {
        case .unanswered, .silent, .endless: continue
        default: throw error
        }
      }
    }
    if hasAnswered { return nil }
    throw failure(
      messageCount == 0 && byteCount > 0
        ? .garbage(byteCount: byteCount) : .noAnswer(tries: limits.tries))
  }

  private func profile() async throws -> (profile: String?, model: String?) {
    var (profile, model): (String?, String?) = (nil, nil)
    for attempt in 1...limits.tries {
      do {
        for heard in try await exchange("profile") {
          if case .profile(let text) = heard.line { profile = text }
          if case .model(let text) = heard.line { model = text }
        }
        if model != nil { break }
      } catch let error as DeviceError {
        guard case .unanswered = error.reason, attempt < limits.tries else { throw error }
      }
    }
    return (profile, model)
  }

  /// Makes sure that the device sends times, before minutes are spent on what depends on it.
  private func checkTimes(_ opening: [DeviceLine]) async throws {
    let lines = try await exchange("timestamp").map(\.line)
    for case .lap in lines { return }
    for case .broken(let text) in lines {
      throw failure(.unexpected(text.debugDescription, expected: "m-lap-us- and digits"))
    }
    for case .refusal(let why) in lines { throw failure(.refused(why)) }
    throw failure(
      opening.contains(.timestampMode("performance")) ? .missing("m-lap-us-") : .energyMode)
  }

  // MARK: Input

  /// Sends one input, all of it once more where something of it was lost.
  ///
  /// `progress` is told the bytes that have arrived.
  package func load(
    _ input: [UInt8], progress: @Sendable (Int) -> Void = { _ in }
  ) async throws {
    for attempt in 1...limits.tries {
      do {
        return try await loadOnce(input, progress)
      } catch let error as DeviceError {
        switch error.reason {
        case .unanswered, .silent, .endless, .refused, .missing, .unexpected:
          if attempt == limits.tries { throw error }
          noteResend()
          _ = try await listen(for: limits.listening, quiet: limits.quiet)
        default: throw error
        }
      }
    }
  }

  private func loadOnce(_ input: [UInt8], _ progress: @Sendable (Int) -> Void) async throws {
    let opening = try await exchange("db load \(input.count)").map(\.line)
    try refuse(opening)
    guard opening.contains(.expecting(byteCount: input.count)) else {
      throw failure(
        .unexpected(
          opening.last.map { "\($0)" } ?? "nothing",
          expected: "m-[Expecting \(input.count) bytes]"))
    }
    var sent = 0
    while sent < input.count {
      let piece = input[sent..<min(input.count, sent + Self.bytesACommand)]
      let lines = try await exchange("db " + piece.map(Self.hexadecimal).joined()).map(\.line)
      try refuse(lines)
      sent += piece.count
      guard lines.contains(.loadDone) == (sent == input.count) else {
        throw failure(
          sent == input.count
            ? .missing("m-load-done")
            : .unexpected("m-load-done after \(sent) bytes", expected: "it after \(input.count)"))
      }
      progress(sent)
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
  }

  private func refuse(_ lines: [DeviceLine]) throws {
    for case .refusal(let why) in lines { throw failure(.refused(why)) }
  }

  // MARK: Inference

  /// Runs `count` inferences after `warmups` that do not count, on the input that was sent last.
  ///
  /// No line comes while they run, so `limit` is for each line.
  ///
  /// - Throws: ``DeviceError`` also when the times cannot be of this window: its length by the
  ///   device's clock must not exceed `plausibleRatio` times its length by this machine's.
  package func infer(
    _ count: Int, warmups: Int, within limit: Duration, plausibleRatio: Double?
  ) async throws -> InferenceAnswer {
    let (lines, total) = try await inference("infer \(count) \(warmups)", within: limit)
    try refuse(lines.map(\.line))
    for case .broken(let text) in lines.map(\.line) {
      throw failure(.unexpected(String(text.prefix(40)).debugDescription, expected: "a value"))
    }
    for case .inferenceStart(let started) in lines.map(\.line) where started != count {
      throw failure(.unexpected("m-infer-start-\(started)", expected: "m-infer-start-\(count)"))
    }
    let laps: [(time: UInt64, at: Time.Instant)] = lines.compactMap { heard in
      if case .lap(let time) = heard.line { (time, heard.at) } else { nil }
    }
    guard laps.count == 2 else {
      throw failure(
        laps.count < 2
          ? .missing("m-lap-us- (\(laps.count) of 2 came)")
          : .unexpected("\(laps.count) times", expected: "2"))
    }
    let elapsed = WindowRules.elapsed(from: laps[0].time, to: laps[1].time)
    let longest = plausibleRatio.map { total.inSeconds * $0 + 1 } ?? .infinity
    guard let elapsed, Double(elapsed) / 1e6 <= longest else {
      throw failure(.impossibleTimes(start: laps[0].time, end: laps[1].time, host: total))
    }
    return InferenceAnswer(
      inferences: count, warmups: warmups, start: laps[0].time, end: laps[1].time,
      microseconds: elapsed, hostBetween: laps[0].at.duration(to: laps[1].at), hostTotal: total,
      results: try results(lines.map(\.line)))
  }

  /// The answer to `command` and how long it took, asked for again where the device has not heard
  /// all of the command: it says that it begins before it does.
  private func inference(
    _ command: String, within limit: Duration
  ) async throws -> ([Heard], Duration) {
    for _ in 1..<limits.tries {
      do {
        let answer = try await timed(command, within: limit)
        let isUnknown = answer.0.contains { heard in
          if case .refusal(let why) = heard.line { why.hasPrefix("Unknown command") } else { false }
        }
        guard isUnknown else { return answer }
      } catch let error as DeviceError {
        guard case .unanswered = error.reason else { throw error }
      }
      noteResend()
    }
    return try await timed(command, within: limit)
  }

  private func timed(
    _ command: String, within limit: Duration
  ) async throws -> ([Heard], Duration) {
    let sentAt = clock.now
    let lines = try await exchange(command, silence: limit, within: limit * 2)
    return (lines, sentAt.duration(to: clock.now))
  }

  private func results(_ lines: [DeviceLine]) throws -> [Double] {
    var found: [Double]?
    for case .results(let results) in lines { found = results }
    guard let found else { throw failure(.missing("m-results-[...]")) }
    if let place = found.firstIndex(where: { !$0.isFinite }) {
      throw failure(.notANumber(place: place))
    }
    return found
  }
}

extension Duration {
  /// Seconds, as a fraction.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
