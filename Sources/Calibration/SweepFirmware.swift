package import Measurements

/// What a firmware of a calibration came to, as it is stored: from these alone follows what to measure
/// next.
package struct SweepFirmware: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case measured(MeasuredLayers)
    /// The board cannot hold so many of these layers; why.
    case tooLarge(String)
    /// It ran and its figures must not be used; why.
    case invalid(String)
  }

  /// The layers asked for, in the firmware's order.
  package let layers: [SweepLayer]
  package let outcome: Outcome
  /// What building, flashing and measuring took.
  package let duration: Duration

  package init(layers: [SweepLayer], outcome: Outcome, duration: Duration) {
    self.layers = layers
    self.outcome = outcome
    self.duration = duration
  }
}

/// Layers that were measured in one firmware.
package struct MeasuredLayers: Hashable, Sendable {
  /// A layer's figures.
  package struct Layer: Hashable, Sendable {
    package let sample: CalibrationSample
    /// Each run's cycles as the board counted them, the probe's share included.
    package let runs: [UInt64]

    package init(sample: CalibrationSample, runs: [UInt64]) {
      self.sample = sample
      self.runs = runs
    }
  }

  /// By the layers asked for; `nil` where no cycles of one came.
  package let layers: [Layer?]
  /// Cycles of the whole network beside those of its layers.
  package let overheadCycles: Double
  /// Layers that are called, those between the wanted ones included.
  package let calledCount: Int
  package let facts: SweepFacts

  package init(layers: [Layer?], overheadCycles: Double, calledCount: Int, facts: SweepFacts) {
    self.layers = layers
    self.overheadCycles = overheadCycles
    self.calledCount = calledCount
    self.facts = facts
  }
}

/// What every firmware of a calibration must have in common.
package struct SweepFacts: Hashable, Sendable, Codable {
  package let evidence: Evidence
  /// Without its claim, which is one for a network and not for a table.
  package let timingModel: TimingModel?
  package let compiler: String
  /// The chip's unique id where silicon counted: samples of two boards are two tables.
  package let boardID: String?

  package init(
    evidence: Evidence, timingModel: TimingModel?, compiler: String, boardID: String?
  ) {
    self.evidence = evidence
    self.timingModel = timingModel.map {
      TimingModel(name: $0.name, version: $0.version, parameterHash: $0.parameterHash)
    }
    self.compiler = compiler
    self.boardID = boardID
  }

  /// What was and is otherwise, one phrase each.
  package func differences(to now: SweepFacts) -> [String] {
    func model(_ facts: SweepFacts) -> String {
      guard let model = facts.timingModel else { return "none" }
      return ([model.name, model.version] + [model.parameterHash].compactMap(\.self))
        .joined(separator: "/")
    }
    return [
      ("evidence", evidence.rawValue, now.evidence.rawValue),
      ("timing model", model(self), model(now)), ("compiler", compiler, now.compiler),
      ("board's unique id", boardID ?? "none", now.boardID ?? "none"),
    ].compactMap { name, before, after in
      before == after ? nil : CalibrationError.difference(name, before, after)
    }
  }
}
