/// What a kernel variant's parts take, fitted to layers that were measured.
package struct VariantFit: Hashable, Sendable {
  package let variant: String
  /// Cycles of each term, none below 0, by the term's name.
  package let cycles: [String: Double]
  /// Relative errors of the samples, each predicted from the others: `predicted / measured - 1`.
  package let residuals: [Double]
  /// Cycles of the samples, in the residuals' order.
  package let sampleCycles: [Double]
  /// The least and the most of each extent among the samples.
  package let hull: [String: ClosedRange<Double>]
  /// The places of the samples by their cycles.
  let order: [Int]

  package init(
    variant: String, cycles: [String: Double], residuals: [Double], sampleCycles: [Double],
    hull: [String: ClosedRange<Double>]
  ) {
    self.variant = variant
    self.cycles = cycles
    self.residuals = residuals
    self.sampleCycles = sampleCycles
    self.hull = hull
    order = sampleCycles.indices.sorted { sampleCycles[$0] < sampleCycles[$1] }
  }

  /// Fits the samples of one variant.
  ///
  /// Errors count relative to a layer's cycles, and those far off the others' count less (Huber's
  /// weights, at 1.5 times the median error), so that no single layer bends the rest. Terms that cost
  /// the same in every variant may be given: what they take is subtracted first.
  ///
  /// - Precondition: there is a sample, and all are of one variant.
  package init(fitting samples: [LatencySample], common: [String: Double] = [:]) {
    precondition(!samples.isEmpty, "a fit needs samples")
    let system = FitSystem(samples, common: common)
    self.init(
      variant: samples[0].cost.variant,
      cycles: Dictionary(uniqueKeysWithValues: zip(system.names, system.solved().cycles))
        .merging(common) { own, _ in own },
      residuals: Self.leaveOneOut(samples, system), sampleCycles: samples.map(\.cycles),
      hull: Self.hull(of: samples))
  }

  /// Cycles of a layer of this variant.
  package func predicted(_ cost: LayerCost) -> Double {
    cost.terms.reduce(0) { $0 + (cycles[$1.name] ?? 0) * $1.count }
  }

  /// The extents of `cost` that no sample reaches, and the terms that no sample has.
  package func outside(_ cost: LayerCost) -> [String] {
    let far = cost.extents.filter { extent in
      guard let range = hull[extent.name] else { return true }
      return !range.contains(extent.count)
    }
    let unseen = cost.terms.filter { $0.count > 0 && cycles[$0.name] == nil }
    return (far + unseen).map(\.name)
  }

  /// The size of a common relative error: the median residual, at least a ten-thousandth.
  package var typicalError: Double { max(median(residuals.map(abs)), 1e-4) }

  // MARK: Fitting

  /// The error of each sample when the samples of its shape are left out.
  private static func leaveOneOut(_ samples: [LatencySample], _ system: FitSystem) -> [Double] {
    let shapes = Dictionary(grouping: samples.indices) { samples[$0].cost }
    guard shapes.count > 1 else { return [] }
    var errors = samples.map { _ in 0.0 }
    for (_, left) in shapes {
      let kept = samples.indices.filter { !left.contains($0) }
      let cycles = system.solved(of: kept).cycles
      for index in left { errors[index] = system.error(of: index, by: cycles) }
    }
    return errors
  }

  private static func hull(of samples: [LatencySample]) -> [String: ClosedRange<Double>] {
    samples.flatMap(\.cost.extents).reduce(into: [:]) { hull, extent in
      let range = hull[extent.name] ?? extent.count...extent.count
      hull[extent.name] =
        min(range.lowerBound, extent.count)...max(range.upperBound, extent.count)
    }
  }
}

/// The middle value, 0 of none.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return 0 }
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
