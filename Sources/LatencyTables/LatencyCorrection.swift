import Measurements
package import Planning

/// Corrects what a timing model counted by what silicon took of layers that both were calibrated on.
package struct LatencyCorrection: Hashable, Sendable {
  package let measured: LatencyTable
  package let simulated: LatencyTable

  /// - Precondition: silicon gave the one table and a timing model the other, of the same board and
  ///   kernels.
  package init(measured: LatencyTable, simulated: LatencyTable) {
    precondition(measured.origin.evidence == .measured, "silicon gives what is right")
    precondition(simulated.origin.evidence == .simulated, "a timing model's figures are corrected")
    precondition(
      measured.origin.kernelHash == simulated.origin.kernelHash, "both tables are of one code")
    self.measured = measured
    self.simulated = simulated
  }

  /// The corrected cycles of `plan`, of whose layers a virtual board counted `cycles`, `nil` where it
  /// counted none, and `total` in all.
  ///
  /// A layer's are its simulated ones times the ratio of the measured to the simulated table's. The
  /// interval is that of the measured table's residuals; the error that is left of the simulation is
  /// not in it. What either table did not know counts as outside. The total is the simulated one with
  /// the layers' corrections and that of the overhead added.
  package func corrected(
    _ plan: ExecutionPlan, cycles: [Double?], total: Double
  ) -> LatencyPrediction {
    let flashLines = FlashLines(plan)
    let layers = plan.layers.enumerated().map { index, step in
      layer(
        LayerCost(step, of: plan, flashLines: flashLines),
        cycles: cycles.indices.contains(index) ? cycles[index] : nil)
    }
    let called = layers.filter { $0.variant != nil }
    let overhead =
      (measured.layerOverheadCycles - simulated.layerOverheadCycles) * Double(called.count)
    let added = zip(layers, cycles).reduce(overhead) { sum, pair in
      pair.0.isUnknown ? sum : sum + pair.0.cycles.cycles - (pair.1 ?? 0)
    }
    return LatencyPrediction(layers: layers, total: layers.total(of: max(0, total + added)))
  }

  private func layer(_ cost: LayerCost?, cycles: Double?) -> LayerPrediction {
    let (right, said) = (measured.prediction(of: cost), simulated.prediction(of: cost))
    guard let cost else { return right }
    guard let cycles, !right.isUnknown, !said.isUnknown, said.cycles.cycles > 0 else {
      return LayerPrediction(
        variant: cost.variant, cycles: .nothing, outside: [], isUnknown: true)
    }
    let factor = cycles / said.cycles.cycles
    var outside = right.outside
    for name in said.outside where !outside.contains(name) { outside.append(name) }
    let band = measured.fits[cost.variant]?.band(
      at: right.cycles.cycles, isOutside: !outside.isEmpty)
    let middle = right.cycles.cycles * factor
    return LayerPrediction(
      variant: cost.variant,
      cycles: PredictedCycles(
        cycles: middle, low: middle * (band?.lowerBound ?? 1),
        high: middle * (band?.upperBound ?? 1)),
      outside: outside, isUnknown: false)
  }
}
