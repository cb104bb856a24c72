import Measurements

/// Holds a run against its history, figure by figure.
struct Judge: Sendable {
  let candidate: ComparedRun
  /// The newest run of the baseline.
  let baseline: ComparedRun?
  let history: History
  let thresholds: Thresholds
  /// The two side by side, or `nil` without a baseline's run.
  let comparison: RunComparison?

  init(
    candidate: ComparedRun, baseline: ComparedRun?, history: History, thresholds: Thresholds
  ) {
    self.candidate = candidate
    self.baseline = baseline
    self.history = history
    self.thresholds = thresholds
    comparison = baseline.map { RunComparison($0, candidate, thresholds: thresholds) }
  }

  /// What ends the matter before any figure is looked at, if something does.
  var earlyEntry: NightEntry? {
    guard candidate.validity.isUsable, candidate.totals[.clean] != nil else {
      var entry = entry(.failed)
      let issues = candidate.issues.map(\.text).joined(separator: "; ")
      entry.failure =
        "run \(candidate.runID.short) is \(candidate.validity.rawValue)"
        + (issues.isEmpty ? "" : ": \(issues)")
      return entry
    }
    let obstacles = comparison.map(Self.obstacles) ?? []
    if !obstacles.isEmpty {
      var entry = entry(.notComparable, obstacles.map(\.text))
      entry.levelStartRunID = candidate.runID
      return entry
    }
    guard self.baseline(of: nil, boardName: candidate.boardName) == nil else { return nil }
    var entry = entry(.baseline)
    entry.levelStartRunID = candidate.runID
    return entry
  }

  /// Why `run` says nothing about the candidate, or `nil` when it does.
  func obstacle(to run: ComparedRun) -> String? {
    guard run.totals[.clean] != nil || !run.validity.isUsable else {
      return "run \(run.runID.short) has no clean pass"
    }
    return Self.obstacles(RunComparison(candidate, run, thresholds: thresholds)).first?.text
  }

  /// What keeps two runs from being one model's, measured alike.
  private static func obstacles(_ comparison: RunComparison) -> [ComparabilityFinding] {
    let other: Set<ComparabilityFinding.Code> = [
      .differentModel, .differentInput, .differentInputShape, .differentKernelSet,
      .differentCompiler, .differentMethod,
    ]
    return comparison.findings.filter { $0.code.effect != .warns || other.contains($0.code) }
  }

  /// What a layer, or the clean pass, of a run of the board of that name is held against.
  func baseline(of layer: Int?, boardName: String?) -> Baseline? {
    Baseline(of: layer, in: history, boardName: boardName, thresholds: thresholds)
      ?? baseline.flatMap { run in
        run.figure(of: layer).map { Baseline(run, figure: $0) }
      }
  }

  /// Every figure of the candidate that is out of line, the clean pass first.
  var suspicions: [Suspicion] {
    ([nil] + comparableLayers.map(Optional.some)).compactMap(suspicion)
  }

  /// Layers whose place holds the same work as the baseline's.
  private var comparableLayers: [Int] {
    guard let comparison else { return candidate.layers.map(\.index) }
    return comparison.layers.filter { $0.basis == .place }.map(\.candidate.index)
  }

  private func suspicion(_ layer: Int?) -> Suspicion? {
    guard let figure = candidate.figure(of: layer),
      let baseline = baseline(of: layer, boardName: candidate.boardName)
    else { return nil }
    let test = PairTest(baseline.figure, figure, thresholds: thresholds)
    let tonight = SeriesPoint(candidate, figure)
    if test.verdict != .unchanged {
      return Suspicion(
        layer: layer, figure: NightEntry.ChangedFigure(test), ground: .run,
        points: baseline.points + [tonight])
    }
    let level = history.level(of: layer, thresholds: thresholds) + [tonight]
    let changes = ChangeDetector.changePoints(
      in: level.map(\.medianCycles), thresholds: thresholds)
    guard let change = changes.last else { return nil }
    return Suspicion(
      layer: layer, figure: NightEntry.ChangedFigure(change), ground: .series,
      points: Array(level))
  }

  /// Whether another run shows what the candidate did.
  func shows(_ suspicion: Suspicion, in run: ComparedRun) -> Bool {
    guard let figure = run.figure(of: suspicion.layer),
      let baseline = baseline(of: suspicion.layer, boardName: run.boardName)
    else { return false }
    return suspicion.isShown(by: figure, against: baseline.figure, thresholds)
  }

  /// The clean pass against its baseline.
  var total: NightEntry.ChangedFigure? {
    guard let figure = candidate.totals[.clean],
      let baseline = baseline(of: nil, boardName: candidate.boardName)
    else { return nil }
    return NightEntry.ChangedFigure(
      PairTest(baseline.figure, figure, thresholds: thresholds))
  }

  /// An entry for the candidate that says no more than what is known of the run itself.
  func entry(_ outcome: NightEntry.Outcome, _ notes: [String] = []) -> NightEntry {
    let isHeld = outcome != .failed && outcome != .notComparable
    let degraded =
      candidate.validity == .degraded && outcome != .failed
      ? [
        "run \(candidate.runID.short) is degraded: "
          + candidate.issues.map(\.text).joined(separator: "; ")
      ] : []
    var entry = NightEntry(
      modelName: candidate.modelName, modelSHA256: candidate.modelSHA256, board: candidate.board,
      boardName: candidate.boardName, evidence: candidate.evidence,
      timingModel: candidate.timingModel, outcome: outcome, runID: candidate.runID,
      baselineRunID: baseline?.runID, total: isHeld ? total : nil, notes: notes + degraded,
      cycles: outcome == .failed ? nil : candidate.totals[.clean]?.medianCycles)
    entry.isPruned = KernelSetName.isPruned(candidate.kernelSet) ? true : nil
    entry.kernelSet = candidate.kernelSet
    entry.cores = candidate.cores.flatMap { $0 > 1 ? $0 : nil }
    entry.placement = candidate.placement.flatMap { $0.isDefault ? nil : $0.flag }
    return entry
  }
}

extension ComparedRun {
  /// The figure of a layer by its place, or of the clean pass.
  func figure(of layer: Int?) -> ComparedFigure? {
    guard let layer else { return totals[.clean] }
    return layers.first { $0.index == layer }?.figure
  }
}

extension SeriesPoint {
  init(_ run: ComparedRun, _ figure: ComparedFigure) {
    self.init(
      runID: run.runID, created: run.created, medianCycles: figure.medianCycles,
      deviationCycles: figure.deviationCycles, count: figure.count, commit: run.commit,
      uniqueID: run.uniqueID, boardName: run.boardName, clockHertz: run.clockHertz)
  }
}

extension Baseline {
  /// A single run as the baseline.
  init(_ run: ComparedRun, figure: ComparedFigure) {
    points = [SeriesPoint(run, figure)]
    self.figure = figure
  }
}

extension NightEntry.ChangedFigure {
  init(_ test: PairTest) {
    self.init(
      baselineCycles: test.baseline.medianCycles, cycles: test.candidate.medianCycles,
      limitCycles: test.limitCycles, verdict: test.verdict)
  }

  init(_ change: ChangePoint) {
    self.init(
      baselineCycles: change.before, cycles: change.after, limitCycles: change.limit,
      verdict: change.verdict)
  }
}
