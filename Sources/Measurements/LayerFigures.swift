/// A layer's figures as the store keeps them beside the samples.
package struct LayerFigures: Hashable, Sendable, Codable {
  package let runID: RunID
  package let pass: PassKind
  /// The layer's place.
  package let index: Int
  package let operatorName: String
  package let kernelSymbol: String?
  package let macCount: Int
  package let count: Int
  package let rejectedCount: Int
  package let medianCycles: Double
  package let minimumCycles: Int64
  package let maximumCycles: Int64
  /// The median absolute deviation, unscaled.
  package let deviationCycles: Double

  package init(
    runID: RunID, pass: PassKind, index: Int, operatorName: String, kernelSymbol: String?,
    macCount: Int, count: Int, rejectedCount: Int, medianCycles: Double, minimumCycles: Int64,
    maximumCycles: Int64, deviationCycles: Double
  ) {
    self.runID = runID
    self.pass = pass
    self.index = index
    self.operatorName = operatorName
    self.kernelSymbol = kernelSymbol
    self.macCount = macCount
    self.count = count
    self.rejectedCount = rejectedCount
    self.medianCycles = medianCycles
    self.minimumCycles = minimumCycles
    self.maximumCycles = maximumCycles
    self.deviationCycles = deviationCycles
  }
}
