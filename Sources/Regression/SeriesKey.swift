package import Measurements

/// What makes runs points of one series; figures of different keys are never put into one.
package struct SeriesKey: Hashable, Sendable, Codable {
  /// SHA-256 of the model's file.
  package var modelSHA256: String
  /// The layer's place, or `nil` for the whole network's clean pass.
  package var layer: Int?
  /// The board profile's name.
  package var board: String
  /// The kernels' name, with the cores that share a layer, a placement that is not the profile's, and
  /// the mark of a pruned network.
  package var kernelSet: String
  package var evidence: Evidence
  /// Name, version and parameter hash of the timing model, or `nil` for silicon.
  package var timingModel: String?

  package init(
    modelSHA256: String, layer: Int?, board: String, kernelSet: String, evidence: Evidence,
    timingModel: String?
  ) {
    self.modelSHA256 = modelSHA256
    self.layer = layer
    self.board = board
    self.kernelSet = kernelSet
    self.evidence = evidence
    self.timingModel = timingModel
  }
}

/// One run's figure in a series.
package struct SeriesPoint: Hashable, Sendable, Codable {
  package var runID: RunID
  package var created: Timestamp
  package var medianCycles: Double
  /// The median absolute deviation, unscaled.
  package var deviationCycles: Double
  /// Samples behind it.
  package var count: Int
  /// The commit that was measured, where known.
  package var commit: String?
  /// The chip's unique id, hexadecimal.
  package var uniqueID: String?
  /// The rig's name of the board.
  package var boardName: String?
  package var clockHertz: Int?

  package init(
    runID: RunID, created: Timestamp, medianCycles: Double, deviationCycles: Double, count: Int,
    commit: String?, uniqueID: String?, boardName: String?, clockHertz: Int?
  ) {
    self.runID = runID
    self.created = created
    self.medianCycles = medianCycles
    self.deviationCycles = deviationCycles
    self.count = count
    self.commit = commit
    self.uniqueID = uniqueID
    self.boardName = boardName
    self.clockHertz = clockHertz
  }

  /// The figure as the pair test takes it.
  package var figure: ComparedFigure {
    ComparedFigure(
      medianCycles: medianCycles, deviationCycles: deviationCycles, count: count)
  }
}
