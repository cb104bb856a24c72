package import WireRecords

extension BoardSession {
  /// Runs one pass and collects every count of it.
  ///
  /// A fresh pass begins with empty caches. `progress` hears each run that is done.
  package func runPass(
    _ kind: PassKind, warmup: Int, runs: Int, isFresh: Bool = false, layerCount: Int,
    progress: @Sendable (_ run: Int) -> Void = { _ in }
  ) async throws -> PassCounts {
    stage = kind.stage
    let command = RunPass(
      kind: kind, warmup: UInt16(warmup), runs: UInt16(runs), fresh: isFresh ? 1 : 0)
    var table = CountTable(
      runs: kind == .probe ? 0 : runs, windows: kind.isPerLayer ? layerCount : 1)
    let end = try await passEnd(command, table: &table, progress: progress)
    latestPass = end.pass
    try await fillGaps(of: &table, pass: end.pass, kind: kind)
    var figures = PassFigures()
    figures.stackBytes = Int(end.stackBytes)
    figures.stackLimitBytes = Int(end.stackLimitBytes)
    figures.counterWraps = Int(end.counterWraps)
    figures.interrupts = Int(end.interrupts)
    figures.probeCycles = end.probeCycles == .max ? nil : UInt64(end.probeCycles)
    let (least, most) = (end.frameLeastCycles, end.frameMostCycles)
    figures.frameCycles = least == .max || most < least ? nil : UInt64(least)...UInt64(most)
    figures.firstCycles = end.firstCycles == 0 ? nil : end.firstCycles
    return PassCounts(
      runs: table.complete, interrupted: table.interrupted, contradicted: table.contradicted,
      end: figures)
  }

  /// Starts a pass and collects its records until its last.
  ///
  /// The command is sent again, under the same number, as long as it may not have arrived, and when
  /// the end of the pass may have been lost. A board in a pass hears nothing; one that is idle starts
  /// the pass, or says once more how it ended.
  private func passEnd(
    _ command: RunPass, table: inout CountTable, progress: (_ run: Int) -> Void
  ) async throws -> PassEnd {
    let sequence = nextSequence()
    passSequence = sequence
    let frame = command.frame(sequence: sequence)
    let transit = transit(of: frame.encoded.count + PassEnd.fixedBytes)
    var (pass, triesLeft) = (UInt16?.none, Self.lastTries)
    func isOurs(_ number: UInt16) -> Bool { number == pass ?? number && number != latestPass }

    let deadline = clock.now.advanced(by: limits.pass)
    var quietSince = clock.now
    try await send(frame, isRepeat: false)
    // After so long without a word the command is sent again; never where it is known to be obeyed.
    // Of a virtual board nothing is known by the host's clock: its heartbeats tell.
    var pause = trustsLine ? nil : roundTrip.limit(transit: transit)
    var heartbeats = 0
    while true {
      let quiet = limits.silence - quietSince.duration(to: clock.now)
      let heard = try await hear(byteLimit: min(pause ?? quiet, quiet), until: deadline)
      var asksAgain = false
      switch heard {
      case .record(.ack(let ack)) where ack.command == RunPass.code && ack.sequence == sequence:
        pause = nil
      case .record(.passBegin(let begin)) where begin.kind == command.kind && isOurs(begin.pass):
        (pass, pause) = (begin.pass, nil)
      case .record(.layerSample(let sample))
      where sample.kind == command.kind && isOurs(sample.pass):
        pass = sample.pass
        table.fill(sample)
        if table.isComplete(run: Int(sample.run)) { progress(Int(sample.run)) }
        pause = table.hasLast && !trustsLine ? roundTrip.limit(transit: transit) : nil
      case .record(.passEnd(let end)) where end.kind == command.kind && isOurs(end.pass):
        return end
      case .record(.nack(let nack))
      where nack.reason != .brokenFrame && nack.sequence == sequence:
        throw failure(.refused(command: RunPass.name, why: String(describing: nack.reason)))
      case .record(.heartbeat), .record(.nack):
        // The board waits for commands: the pass is over and its end was lost, or it never began.
        if case .record(.heartbeat) = heard { heartbeats += 1 } else { hasLost = true }
        guard !trustsLine || heartbeats >= Self.tellingHeartbeats else { break }
        if trustsLine { (hasLost, pause) = (true, Self.firstPause) }
        asksAgain = true
      case .record:
        break
      case .broken:
        // Perhaps the end; or the board was reset and speaks at another speed now.
        pause = min(pause ?? Self.firstPause, Self.firstPause)
      case .silent:
        guard let waited = pause, quietSince.duration(to: clock.now) < limits.silence else {
          guard triesLeft > 0 else { throw failure(.silent(after: limits.silence)) }
          triesLeft -= 1
          (asksAgain, pause) = (true, Self.firstPause)
          quietSince = clock.now.advanced(by: Self.firstPause - limits.silence)
          break
        }
        asksAgain = true
        pause = min(waited * 2, Self.longestPause)
      case .expired:
        throw failure(.passTooLong(pass: String(describing: command.kind), limit: limits.pass))
      }
      if case .silent = heard {} else { quietSince = clock.now }
      if asksAgain { try await send(frame, isRepeat: true) }
    }
  }

  /// Between two askings for a pass that may be over.
  private static var firstPause: Duration { .milliseconds(250) }
  private static var longestPause: Duration { .seconds(1) }
  /// Askings after all the silence that a pass may take, in case the board was reset.
  private static var lastTries: Int { 4 }

  /// Asks again for counts that were lost on the line.
  private func fillGaps(of table: inout CountTable, pass: UInt16, kind: PassKind) async throws {
    for run in table.incompleteRuns {
      var patience = patience()
      while let gap = table.firstGap(ofRun: run) {
        let count = min(gap.count, LayerSample.maximumListCount, max(1, readBlock.bytes / 8))
        let first = gap.lowerBound
        let sample: LayerSample?
        do {
          sample = try await attempt(
            ReadSamples(run: UInt16(run), first: UInt16(first), count: UInt16(count)),
            sequence: nextSequence(), answerBytes: LayerSample.fixedBytes + 8 * count,
            isRepeat: patience.tries > 0
          ) { record, _ -> LayerSample? in
            guard case .layerSample(let sample) = record, sample.pass == pass,
              Int(sample.run) == run, Int(sample.first) == first, sample.cycles.count >= count
            else { return nil }
            return sample
          }
        } catch let error as BoardError {
          guard case .refused = error.reason else { throw error }
          throw failure(
            .countsLost(
              pass: String(describing: kind), run: run, missing: table.missingCount(ofRun: run)))
        }
        guard let sample else {
          readBlock.shrink()
          try check(&patience, ReadSamples.name)
          continue
        }
        readBlock.grow()
        patience = self.patience()
        table.fill(sample)
      }
    }
  }
}

extension CountTable {
  fileprivate mutating func fill(_ sample: LayerSample) {
    fill(
      run: Int(sample.run), first: Int(sample.first), with: sample.cycles,
      interrupts: sample.interrupts, contradictions: sample.contradictions)
  }
}

extension PassKind {
  var stage: SessionStage {
    switch self {
    case .clean: .clean
    case .layer: .layer
    case .cold: .cold
    case .probe: .probe
    case .single: .single
    }
  }

  /// Whether a run has a count for each layer.
  var isPerLayer: Bool { self == .layer || self == .single }
}
