package import Measurements

/// A calibration as the store keeps it.
package struct CalibrationRecord: Hashable, Sendable {
  /// The way to the board: not whether silicon counted, which its firmwares say.
  package enum Link: String, Hashable, Sendable {
    case virtual, probe
  }

  package enum State: String, Hashable, Sendable {
    case open, done, abandoned
  }

  package let board: String
  package let clockHertz: Int
  package let kernelSet: String
  package let kernelHash: String
  package let link: Link
  package let seed: UInt64
  /// All that must be the same for it to go on, by name, the above included.
  package let plan: [String: String]
  package let started: Timestamp

  package init(
    board: String, clockHertz: Int, kernelSet: String, kernelHash: String, link: Link,
    seed: UInt64, plan: [String: String], started: Timestamp
  ) {
    self.board = board
    self.clockHertz = clockHertz
    self.kernelSet = kernelSet
    self.kernelHash = kernelHash
    self.link = link
    self.seed = seed
    self.plan = plan
    self.started = started
  }
}

/// What a firmware of a calibration came to, as the store keeps it; layers, samples and facts are
/// texts of the calibration's own.
package struct CalibrationFirmwareRecord: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case measured(Measured)
    case tooLarge(String)
    case invalid(String)
  }

  package struct Measured: Hashable, Sendable {
    package let evidence: Evidence
    package let facts: String
    package let overheadCycles: Double
    package let calledCount: Int
    /// By the firmware's layers.
    package let samples: [Sample?]

    package init(
      evidence: Evidence, facts: String, overheadCycles: Double, calledCount: Int,
      samples: [Sample?]
    ) {
      self.evidence = evidence
      self.facts = facts
      self.overheadCycles = overheadCycles
      self.calledCount = calledCount
      self.samples = samples
    }
  }

  package struct Sample: Hashable, Sendable {
    package let variant: String
    package let text: String
    package let cycles: Double
    /// Cycles of each run as counted.
    package let runs: [UInt64]

    package init(variant: String, text: String, cycles: Double, runs: [UInt64]) {
      self.variant = variant
      self.text = text
      self.cycles = cycles
      self.runs = runs
    }
  }

  package let layers: [String]
  package let outcome: Outcome
  package let microseconds: Int64

  package init(layers: [String], outcome: Outcome, microseconds: Int64) {
    self.layers = layers
    self.outcome = outcome
    self.microseconds = microseconds
  }
}
