package import Planning

/// Cycles that a table predicts, with the interval that nine of ten such predictions lie in.
package struct PredictedCycles: Hashable, Sendable {
  package let cycles: Double
  package let low: Double
  package let high: Double

  package init(cycles: Double, low: Double, high: Double) {
    self.cycles = cycles
    self.low = low
    self.high = high
  }

  static let nothing = PredictedCycles(cycles: 0, low: 0, high: 0)
}

/// What a table says of one layer.
package struct LayerPrediction: Hashable, Sendable {
  /// The kernel variant, or `nil` where the board makes no call.
  package let variant: String?
  package let cycles: PredictedCycles
  /// What of the layer no sample had: extents, or parts of the kernel; empty inside of what was
  /// measured.
  package let outside: [String]
  /// Whether the table has no sample of the layer's kernel at all.
  package let isUnknown: Bool
}

/// What a table says of a network.
package struct LatencyPrediction: Hashable, Sendable {
  /// By the plan's layers.
  package let layers: [LayerPrediction]
  /// Of the network, its overhead beside the layers included.
  package let total: PredictedCycles
}

extension LatencyTable {
  /// The cycles of `plan` on the table's board.
  package func prediction(of plan: ExecutionPlan) -> LatencyPrediction {
    let flashLines = FlashLines(plan)
    let layers = plan.layers.map {
      prediction(of: LayerCost($0, of: plan, flashLines: flashLines))
    }
    let called = layers.filter { $0.variant != nil }
    let overhead = layerOverheadCycles * Double(called.count)
    let sum = called.reduce(overhead) { $0 + $1.cycles.cycles }
    return LatencyPrediction(layers: layers, total: layers.total(of: sum))
  }

  func prediction(of cost: LayerCost?) -> LayerPrediction {
    guard let cost else {
      return LayerPrediction(variant: nil, cycles: .nothing, outside: [], isUnknown: false)
    }
    guard let fit = fits[cost.variant] else {
      return LayerPrediction(
        variant: cost.variant, cycles: .nothing, outside: [], isUnknown: true)
    }
    let outside = fit.outside(cost)
    let cycles = fit.predicted(cost)
    let band = fit.band(at: cycles, isOutside: !outside.isEmpty)
    return LayerPrediction(
      variant: cost.variant,
      cycles: PredictedCycles(
        cycles: cycles, low: cycles * band.lowerBound, high: cycles * band.upperBound),
      outside: outside, isUnknown: false)
  }
}

extension [LayerPrediction] {
  /// `cycles` of a network of these layers, with an interval by theirs: layers of one variant err
  /// together, variants apart from each other.
  func total(of cycles: Double) -> PredictedCycles {
    let groups = Dictionary(grouping: filter { $0.variant != nil }) { $0.variant ?? "" }
      .sorted { $0.key < $1.key }.map(\.value)
    func width(_ side: (PredictedCycles) -> Double) -> Double {
      groups.reduce(0) { squares, group in
        let together = group.reduce(0) { $0 + side($1.cycles) }
        return squares + together * together
      }.squareRoot()
    }
    return PredictedCycles(
      cycles: cycles, low: Swift.max(0, cycles - width { $0.cycles - $0.low }),
      high: cycles + width { $0.high - $0.cycles })
  }
}

extension VariantFit {
  /// The share of predictions that the interval is to hold.
  private static let coverage = 0.9
  /// How much wider the interval is where nothing like the layer was measured.
  private static let outsideWidth = 3.0

  /// As many samples say how far a prediction may be off; more of them than are like the layer would
  /// give large layers the width that small ones need.
  private static let neighbours = 19

  /// What a prediction of `predicted` cycles is multiplied with for the ends of its interval.
  ///
  /// The residuals of layers left out of the fit are what those of new layers are like: the interval
  /// holds nine of ten of them (split conformal prediction: Vovk, Gammerman and Shafer, Algorithmic
  /// Learning in a Random World, 2005), one more for the layer to come. Those count whose layers take
  /// about as long.
  package func band(at predicted: Double, isOutside: Bool) -> ClosedRange<Double> {
    let errors = residuals(nearest: predicted, count: max(Self.neighbours, residuals.count / 3))
      .map(abs).sorted()
    let rank = Int((Double(errors.count + 1) * Self.coverage).rounded(.up))
    var width = rank <= errors.count && rank > 0 ? errors[rank - 1] : 2 * (errors.last ?? 0.5)
    if isOutside { width *= Self.outsideWidth }
    width = min(max(width, 1e-4), 0.9)
    return (1 / (1 + width))...(1 / (1 - width))
  }

  /// The band of a layer that takes as long as the samples do in the middle.
  package var middleBand: ClosedRange<Double> { band(at: median(sampleCycles), isOutside: false) }

  /// The residuals of the samples whose cycles are the most like `cycles`, at most `count`.
  private func residuals(nearest cycles: Double, count: Int) -> [Double] {
    guard residuals.count > count else { return residuals }
    // All that are like it lie side by side in the order of cycles.
    var below = 0
    while below < order.count, sampleCycles[order[below]] < cycles { below += 1 }
    var above = below
    while above - below < count {
      let hasBelow = below > 0
      let hasAbove = above < order.count
      let takesBelow =
        hasBelow
        && (!hasAbove
          || Self.distance(sampleCycles[order[below - 1]], cycles)
            <= Self.distance(sampleCycles[order[above]], cycles))
      if takesBelow { below -= 1 } else { above += 1 }
    }
    return order[below..<above].map { residuals[$0] }
  }

  /// How unlike two durations are: the larger in units of the smaller.
  private static func distance(_ first: Double, _ second: Double) -> Double {
    max(first, second) / max(min(first, second), 1)
  }
}
