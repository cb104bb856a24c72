/// What a measured latency table makes of a simulated run's figures.
///
/// A layer's simulated cycles are multiplied with the ratio of what two tables of the same kernels say
/// of it: one that silicon gave, and one that the run's timing model gave.
package struct CorrectionRecord: Hashable, Sendable, Codable {
  /// Of every figure here; the run's own are simulated.
  package let evidence: DerivedEvidence
  package let measured: PredictionRecord.Table
  package let simulated: PredictionRecord.Table
  /// Of the whole network, or `nil` where a layer's cycles are not known.
  package let total: CycleInterval?
  /// By the layer's place; `nil` where the board makes no call.
  package let layers: [PredictionRecord.Layer?]

  package init(
    measured: PredictionRecord.Table, simulated: PredictionRecord.Table, total: CycleInterval?,
    layers: [PredictionRecord.Layer?]
  ) {
    evidence = .corrected
    self.measured = measured
    self.simulated = simulated
    self.total = total
    self.layers = layers
  }

  /// The corrected cycles of the layer at `index`, or `nil` where there are none.
  package func cycles(ofLayer index: Int) -> CycleInterval? { layers.cycles(at: index) }

  /// A word on why a layer's correction is not to be trusted as others are, or `nil`.
  package func flag(ofLayer index: Int) -> String? { layers.flag(at: index) }
}
