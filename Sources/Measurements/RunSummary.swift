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
  /// From what it was imported, or `nil` where it was measured for its store.
  package let imported: ImportRecord.Kind?
  /// Whether its network ran without its dead channels.
  package let isPruned: Bool
  /// Cores that shared the layers, or `nil` where it is not known.
  package let cores: Int?
  /// Where code and weights lay, or `nil` on a board that leaves no choice.
  package let placement: PlacementRecord?

  package init(
    runID: RunID, created: Timestamp, modelName: String, modelSHA256: String, board: String,
    evidence: Evidence, timingModel: TimingModel?, validity: Validity, cleanMedianCycles: Double?,
    clockHertz: Int?, imported: ImportRecord.Kind? = nil, isPruned: Bool = false,
    cores: Int? = nil, placement: PlacementRecord? = nil
  ) {
    self.runID = runID
    self.created = created
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.board = board
    self.evidence = evidence
    self.timingModel = timingModel
    self.validity = validity
    self.cleanMedianCycles = validity.isUsable ? cleanMedianCycles : nil
    self.clockHertz = clockHertz
    self.imported = imported
    self.isPruned = isPruned
    self.cores = cores
    self.placement = placement
  }

  /// Whether more than one core shared the layers.
  package var isShared: Bool { (cores ?? 1) > 1 }

  /// Whether code or weights lay elsewhere than the board's profile has them.
  package var isPlaced: Bool { placement.map { !$0.isDefault } ?? false }

  /// The clean median in microseconds.
  package var cleanMicroseconds: Double? {
    guard let cleanMedianCycles, let clockHertz, clockHertz > 0 else { return nil }
    return cleanMedianCycles / Double(clockHertz) * 1_000_000
  }
}
