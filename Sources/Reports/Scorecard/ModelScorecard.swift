package import Measurements
import ModelGraph

/// What a scorecard says of a model: its figures, its layers, and what their cycles rest on.
package struct ModelScorecard {
  package let analysis: Analysis
  /// The run or prediction that the cycles are from, or `nil` where there is none.
  package let run: Measurement?
  /// Why there is none, or what to know of it.
  package let note: String?
  package let budget: RunBudget?
  /// What the board's kernels reach at best, or `nil` where that is not known.
  package let ceilings: RooflineCeilings?
  /// Correct answers on a test set in percent, where they are known.
  package let accuracyPercent: Double?
  /// Who says so, and where the answers came from.
  package let accuracyOrigin: String
  /// Who says how many parameters were trained, or `nil` for the user.
  package let trainingOrigin: String?

  package init(
    analysis: Analysis, run: Measurement?, note: String? = nil, budget: RunBudget? = nil,
    ceilings: RooflineCeilings? = nil, accuracyPercent: Double? = nil,
    accuracyOrigin: String = "as told", trainingOrigin: String? = nil
  ) {
    self.analysis = analysis
    self.run = run
    self.note = note
    self.budget = budget
    self.ceilings = ceilings
    self.accuracyPercent = accuracyPercent
    self.accuracyOrigin = accuracyOrigin
    self.trainingOrigin = trainingOrigin
  }

  /// The layers in the order of the file, each with its row of the run where it has one.
  package var layers: [ScorecardLayer] {
    let rows = run.map { LayerRow.rows(of: $0).filter { $0.pass == .layer } } ?? []
    let byNode = Dictionary(
      rows.map { ($0.layer.identity.nodeIndex, $0) }, uniquingKeysWith: { first, _ in first })
    return analysis.layers.map { layer in
      ScorecardLayer(
        index: layer.index, identity: layer.identity, shapes: layer.shapes, facts: layer.facts,
        isPeak: layer.isPeak, row: byNode[layer.identity.nodeIndex], ceilings: ceilings)
    }
  }

  /// Whether any layer has cycles that may be shown.
  package var isTimed: Bool { run != nil && layers.contains { $0.cycles != nil } }

  /// How the model stands to each limit, in the limits' order.
  package var verdicts: [RunBudgetVerdict] {
    (budget?.limits ?? []).map { RunBudgetVerdict(limit: $0, actual: value(of: $0.quantity)) }
  }

  private func value(of quantity: RunBudget.Quantity) -> Double? {
    switch quantity {
    case .latency:
      guard let run, run.validity.isUsable else { return nil }
      return run.clean.flatMap { run.microseconds($0.median) }
    case .bytesPerParameter: return analysis.facts.bytesPerParameter
    case .model(.ram): return Double(analysis.facts.peakBytes)
    case .model(.rom): return Double(analysis.romBytes)
    case .model(.macs): return Double(analysis.facts.macCount)
    case .model(.params): return Double(analysis.facts.parameterCount)
    case .model(.file): return Double(analysis.fileBytes)
    }
  }

  private func verdict(_ quantity: RunBudget.Quantity) -> RunBudgetVerdict? {
    verdicts.first { $0.limit.quantity == quantity }
  }

  /// The headline figures in the order of the scorecard.
  package var figures: [ScorecardFigure] {
    [
      trainedParameters, parameters, file, bytesPerParameter, ram, rom, macs, latency, cyclesPerMAC,
      accuracy,
    ]
  }

  private var trainedParameters: ScorecardFigure {
    guard let count = analysis.trainingParameterCount else {
      return ScorecardFigure(
        "Parameters, training", "–",
        notes: ["not known: the file holds them with batch norm folded in"])
    }
    return ScorecardFigure(
      "Parameters, training", CompactNumber.text(Double(count)),
      notes: [NumberText.grouped(count) + ", batch norm included", trainingOrigin]
        .compactMap(\.self))
  }

  private var parameters: ScorecardFigure {
    let count = analysis.facts.parameterCount
    return ScorecardFigure(
      "Parameters, inference", CompactNumber.text(Double(count)),
      notes: [NumberText.grouped(count) + " weights and biases in the file"],
      verdict: verdict(.model(.params)))
  }

  private var file: ScorecardFigure {
    ScorecardFigure(
      "Model file", AmountText.kilobytes(analysis.fileBytes) + " KB",
      notes: [NumberText.grouped(analysis.fileBytes) + " B of .tflite"],
      verdict: verdict(.model(.file)))
  }

  private var bytesPerParameter: ScorecardFigure {
    let trained = analysis.trainingParameterCount.flatMap { count in
      count > 0
        ? NumberText.fixed(Double(analysis.fileBytes) / Double(count), digits: 3)
          + " a training parameter" : nil
    }
    return ScorecardFigure(
      "Bytes / parameter",
      analysis.facts.bytesPerParameter.map { NumberText.fixed($0, digits: 3) } ?? "–",
      notes: ["model file by inference parameters", trained].compactMap(\.self),
      verdict: verdict(.bytesPerParameter))
  }

  private var ram: ScorecardFigure {
    let facts = analysis.facts
    let peak = facts.peakLayer.map { " at layer \($0)" } ?? ""
    let arena = run.flatMap { run in
      run.memory.arenaBytes > 0
        ? "arena on \(run.board.profile) \(NumberText.grouped(run.memory.arenaBytes)) B" : nil
    }
    return ScorecardFigure(
      "Peak RAM", AmountText.kilobytes(facts.peakBytes) + " KB",
      notes: ["\(NumberText.grouped(facts.peakBytes)) B of live activations\(peak)", arena]
        .compactMap(\.self), verdict: verdict(.model(.ram)))
  }

  private var rom: ScorecardFigure {
    ScorecardFigure(
      "ROM, constants", AmountText.kilobytes(analysis.romBytes) + " KB",
      notes: [
        "\(NumberText.grouped(analysis.romBytes)) B "
          + (analysis.imageConstantBytes == nil
            ? "in the file; the model cannot run" : "in an image; code comes on top")
      ], verdict: verdict(.model(.rom)))
  }

  private var macs: ScorecardFigure {
    let count = analysis.facts.macCount
    return ScorecardFigure(
      "MACs", CompactNumber.text(Double(count)),
      notes: [NumberText.grouped(count) + " an inference"], verdict: verdict(.model(.macs)))
  }

  private var accuracy: ScorecardFigure {
    guard let accuracyPercent else {
      return ScorecardFigure("Accuracy", "–", notes: ["not known: tell it with --accuracy"])
    }
    return ScorecardFigure(
      "Accuracy", NumberText.fixed(accuracyPercent, digits: 1) + " %", notes: [accuracyOrigin])
  }
}
