package import Measurements

/// One line of the history.
package struct RunSummary: Hashable, Sendable {
  package let runID: RunID
  package let created: Timestamp
  /// Untrusted text.
  package let modelName: String
  package let modelSHA256: String
  package let board: String
  package let evidence: Evidence
  package let timingModel: TimingModel?
  package let validity: Validity
  /// Median of the clean pass; `nil` when the run's figures must not be used.
  package let cleanMedianCycles: Double?
  package let clockHertz: Int?

  /// The clean median in microseconds.
  package var cleanMicroseconds: Double? {
    guard let cleanMedianCycles, let clockHertz, clockHertz > 0 else { return nil }
    return cleanMedianCycles / Double(clockHertz) * 1_000_000
  }
}

/// Which runs to list.
package struct RunFilter: Hashable, Sendable {
  /// Part of the model's name, or the start of its file's SHA-256.
  package var model: String?
  /// The board profile's name.
  package var board: String?
  package var evidence: Evidence?
  /// The most runs to give, newest first.
  package var limit: Int

  package init(
    model: String? = nil, board: String? = nil, evidence: Evidence? = nil, limit: Int = 20
  ) {
    self.model = model
    self.board = board
    self.evidence = evidence
    self.limit = limit
  }
}
