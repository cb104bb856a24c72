import Measurements
import Reports

/// A variation of a sweep: what was made, what a board is predicted to take, and what it took.
struct SweepRow: Sendable {
  let figures: SweepFigures
  let path: String
  var prediction: SweepLatency?
  /// Why there is no prediction, where one was asked for.
  var problem: String?
  /// Whether the board cannot take it.
  var isRefused = false
  /// What a board took, measured or simulated.
  var run: SweepLatency?
  /// Why there is no usable run, where one was asked for.
  var runProblem: String?

  init(figures: SweepFigures, path: String) {
    self.figures = figures
    self.path = path
  }

  /// Predicted microseconds of an inference, or `nil` without a prediction of every layer.
  var predictedMicroseconds: Double? { prediction?.microseconds }

  /// The microseconds of a run of this evidence, or `nil` without one.
  func microseconds(_ evidence: Evidence) -> Double? {
    run.flatMap { $0.evidence == evidence ? $0.microseconds : nil }
  }

  /// The limits that it misses, in the budget's order; one that is unknown is missed.
  ///
  /// A limit of latency is held against the prediction, so that rows are judged alike whether they
  /// were run or not.
  func missed(_ budget: RunBudget?) -> [String] {
    (budget?.limits ?? []).filter { limit in
      guard let value = value(of: limit.quantity) else { return true }
      return value > limit.value
    }.map(\.quantity.name)
  }

  /// Whether a run took longer than the budget allows; `nil` without a run or such a limit.
  func runMissesLatency(of budget: RunBudget?) -> Bool? {
    guard let limit = budget?.limits.first(where: { $0.quantity == .latency }),
      let microseconds = run?.microseconds
    else { return nil }
    return microseconds > limit.value
  }

  private func value(of quantity: RunBudget.Quantity) -> Double? {
    switch quantity {
    case .latency: predictedMicroseconds
    case .bytesPerParameter: figures.bytesPerParameter
    case .model(.ram): Double(figures.peakBytes)
    case .model(.rom): figures.romBytes.map { Double($0) }
    case .model(.macs): Double(figures.macs)
    case .model(.params): Double(figures.fileParameters)
    case .model(.file): Double(figures.fileBytes)
    }
  }
}

/// The time of an inference with what it is worth.
struct SweepLatency: Hashable, Sendable {
  let evidence: Evidence
  /// Where the figure comes from, a whole line.
  let sentence: String
  /// What it may claim, or `nil` of a measured one.
  let claim: String?
  /// The clean pass' median, or `nil` where the figures must not be used.
  let microseconds: Double?
  let runID: RunID
  let validity: Validity
  /// Whether it was among the results before.
  let isStored: Bool

  init(_ run: Measurement, isStored: Bool = false) {
    evidence = run.evidence
    sentence = EvidenceText.sentence(run)
    claim = EvidenceText.claim(run)
    validity = run.validity
    microseconds =
      run.validity.isUsable ? run.clean.flatMap { run.microseconds($0.median) } : nil
    runID = run.runID
    self.isStored = isStored
  }
}

/// What rows of a sweep are ordered by; latency with the least first, the rest with the most.
enum SweepOrder: String, CaseIterable {
  case params, macs, file, ram, latency

  /// The rows that keep the budget first, each part in this order, equals by name.
  func sorted(_ rows: [SweepRow], budget: RunBudget?) -> [SweepRow] {
    let keys = rows.map { row in
      (fits: row.missed(budget).isEmpty, value: key(of: row), name: row.figures.name)
    }
    return rows.indices.sorted { left, right in
      let (first, second) = (keys[left], keys[right])
      if first.fits != second.fits { return first.fits }
      return first.value == second.value ? first.name < second.name : first.value > second.value
    }.map { rows[$0] }
  }

  private func key(of row: SweepRow) -> Double {
    switch self {
    case .params: Double(row.figures.trainingParameters)
    case .macs: Double(row.figures.macs)
    case .file: Double(row.figures.fileBytes)
    case .ram: Double(row.figures.peakBytes)
    case .latency: -(row.predictedMicroseconds ?? .infinity)
    }
  }
}
