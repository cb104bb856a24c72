package import WireRecords

/// The counts of one pass command.
package struct PassCounts: Hashable, Sendable {
  /// Cycles by run, then by layer; one count a run of clean passes, none of probe passes.
  package var runs: [[UInt64]]
  package var end: PassFigures
}

/// What a board says at a pass's end.
package struct PassFigures: Hashable, Sendable {
  package var stackBytes = 0
  package var stackLimitBytes = 0
  package var counterWraps = 0
  package var interrupts = 0
  /// The least cost of a stamp pair, once a probe pass has run.
  package var probeCycles: UInt64?
  package var passCycles: UInt64 = 0
  package var timerTicks: UInt64 = 0
  package var timerHertz = 0

  package init() {}
}

extension BoardSession {
  /// Runs one pass and collects every count of it.
  ///
  /// `progress` hears each run that is done.
  package func runPass(
    _ kind: PassKind, warmup: Int, runs: Int, layerCount: Int,
    progress: @Sendable (_ run: Int) -> Void = { _ in }
  ) async throws -> PassCounts {
    stage = kind.stage
    let command = RunPass(kind: kind, warmup: UInt16(warmup), runs: UInt16(runs))
    let (sequence, beganAs) = try await request(command) { record, sequence -> (UInt8, UInt16?)? in
      switch record {
      case .ack(let ack) where ack.command == RunPass.code && ack.sequence == sequence:
        (sequence, nil)
      case .passBegin(let begin) where begin.kind == kind:
        (sequence, begin.pass)
      default: nil
      }
    }
    var table = CountTable(
      runs: kind == .probe ? 0 : runs, windows: kind.isPerLayer ? layerCount : 1)
    let end = try await passEnd(
      command.frame(sequence: sequence), kind: kind, beganAs: beganAs, table: &table,
      progress: progress)
    try await fillGaps(of: &table, pass: end.pass, kind: kind)
    var figures = PassFigures()
    figures.stackBytes = Int(end.stackBytes)
    figures.stackLimitBytes = Int(end.stackLimitBytes)
    figures.counterWraps = Int(end.counterWraps)
    figures.interrupts = Int(end.interrupts)
    figures.probeCycles = end.probeCycles == .max ? nil : UInt64(end.probeCycles)
    figures.passCycles = end.passCycles
    figures.timerTicks = UInt64(end.timerTicks)
    figures.timerHertz = Int(end.timerHertz)
    return PassCounts(runs: table.complete, end: figures)
  }

  /// Collects a pass's records until its last.
  private func passEnd(
    _ frame: WireFrame, kind: PassKind, beganAs: UInt16?, table: inout CountTable,
    progress: (_ run: Int) -> Void
  ) async throws -> PassEnd {
    var pass = beganAs
    let deadline = clock.now.advanced(by: limits.pass)
    var triesLeft = limits.replyTries
    while true {
      switch try await next(byteLimit: limits.silence, until: deadline) {
      case .record(.passBegin(let begin)) where begin.kind == kind:
        pass = begin.pass
      case .record(.layerSample(let sample))
      where sample.kind == kind && (pass ?? sample.pass) == sample.pass:
        table.fill(run: Int(sample.run), first: Int(sample.first), with: sample.cycles)
        if table.isComplete(run: Int(sample.run)) { progress(Int(sample.run)) }
      case .record(.passEnd(let end)) where end.kind == kind && (pass ?? end.pass) == end.pass:
        return end
      case .record(.heartbeat), .record(.nack):
        // The board waits for commands, so the pass is over and its last record was lost, or it
        // never began: the same command again brings what is missing.
        guard triesLeft > 0 else {
          throw failure(.unanswered(command: RunPass.name, tries: limits.replyTries))
        }
        triesLeft -= 1
        try await send(frame)
      case .record:
        continue
      case .silent:
        throw failure(.silent(after: limits.silence))
      case .expired:
        throw failure(.passTooLong(pass: String(describing: kind), limit: limits.pass))
      }
    }
  }

  /// Asks again for counts that were lost on the line.
  private func fillGaps(of table: inout CountTable, pass: UInt16, kind: PassKind) async throws {
    for run in table.incompleteRuns {
      while let gap = table.firstGap(ofRun: run) {
        let count = min(gap.count, LayerSample.maximumListCount)
        let first = gap.lowerBound
        let cycles: [UInt64]
        do {
          cycles = try await request(
            ReadSamples(run: UInt16(run), first: UInt16(first), count: UInt16(count))
          ) { record, _ -> [UInt64]? in
            guard case .layerSample(let sample) = record, sample.pass == pass,
              Int(sample.run) == run, Int(sample.first) == first, sample.cycles.count == count
            else { return nil }
            return sample.cycles
          }
        } catch let error as BoardError {
          guard case .refused = error.reason else { throw error }
          throw failure(
            .countsLost(
              pass: String(describing: kind), run: run, missing: table.missingCount(ofRun: run)))
        }
        table.fill(run: run, first: first, with: cycles)
      }
    }
  }
}

/// Counts as they come in, some perhaps never.
private struct CountTable {
  private var counts: [[UInt64?]]

  init(runs: Int, windows: Int) {
    counts = Array(repeating: Array(repeating: nil, count: windows), count: runs)
  }

  /// Takes the counts that have a place in the table.
  mutating func fill(run: Int, first: Int, with cycles: [UInt64]) {
    guard counts.indices.contains(run) else { return }
    for (index, value) in cycles.enumerated() where counts[run].indices.contains(first + index) {
      counts[run][first + index] = value
    }
  }

  func isComplete(run: Int) -> Bool {
    counts.indices.contains(run) && counts[run].allSatisfy { $0 != nil }
  }

  var incompleteRuns: [Int] { counts.indices.filter { !isComplete(run: $0) } }

  func missingCount(ofRun run: Int) -> Int { counts[run].count { $0 == nil } }

  func firstGap(ofRun run: Int) -> Range<Int>? {
    guard let start = counts[run].firstIndex(where: { $0 == nil }) else { return nil }
    let end = counts[run][start...].firstIndex { $0 != nil } ?? counts[run].count
    return start..<end
  }

  /// All counts, once there are no gaps.
  var complete: [[UInt64]] { counts.map { $0.compactMap(\.self) } }
}

extension PassKind {
  var stage: SessionStage {
    switch self {
    case .clean: .clean
    case .layer: .layer
    case .cold: .cold
    case .probe: .probe
    }
  }

  /// Whether a run has a count for each layer.
  var isPerLayer: Bool { self == .layer }
}
