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

  package init(
    variant: String, cycles: [String: Double], residuals: [Double], sampleCycles: [Double],
    hull: [String: ClosedRange<Double>]
  ) {
    self.variant = variant
    self.cycles = cycles
    self.residuals = residuals
    self.sampleCycles = sampleCycles
    self.hull = hull
  }

  /// Fits the samples of one variant.
  ///
  /// Errors count relative to a layer's cycles, and those far off the others' count less (Huber's
  /// weights, at 1.5 times the median error), so that no single layer bends the rest.
  ///
  /// - Parameters:
  ///   - samples: layers that were measured.
  ///   - known: cycles of terms that are not to be fitted, by the term's name.
  /// - Precondition: there is a sample, and all are of one variant.
  package init(fitting samples: [LatencySample], known: [String: Double] = [:]) {
    precondition(!samples.isEmpty, "a fit needs samples")
    let data = Data(samples, known: known)
    let cycles = Self.robust(data)
    self.init(
      variant: samples[0].cost.variant,
      cycles: Dictionary(uniqueKeysWithValues: zip(data.names, cycles))
        .merging(known) { fitted, _ in fitted },
      residuals: Self.leaveOneOut(samples, data), sampleCycles: data.values,
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

  private static func termNames(of samples: [LatencySample]) -> [String] {
    var names: [String] = []
    for term in samples.flatMap(\.cost.terms) where !names.contains(term.name) && term.count > 0 {
      names.append(term.name)
    }
    return names
  }

  /// Samples as a fit reads them: counts of the terms to fit, cycles, and what of these is known.
  struct Data {
    let names: [String]
    private(set) var rows: [[Double]]
    private(set) var values: [Double]
    private(set) var known: [Double]

    init(_ samples: [LatencySample], known: [String: Double]) {
      let names = VariantFit.termNames(of: samples).filter { known[$0] == nil }
      self.names = names
      rows = samples.map { sample in names.map(sample.cost.count(of:)) }
      values = samples.map(\.cycles)
      self.known = samples.map { sample in
        known.reduce(0) { $0 + $1.value * sample.cost.count(of: $1.key) }
      }
    }

    func kept(_ places: [Int]) -> Self {
      var kept = self
      kept.rows = places.map { rows[$0] }
      kept.values = places.map { values[$0] }
      kept.known = places.map { known[$0] }
      return kept
    }

    /// The relative error of a sample.
    func error(_ place: Int, _ cycles: [Double]) -> Double {
      zip(rows[place], cycles).reduce(known[place]) { $0 + $1.0 * $1.1 } / values[place] - 1
    }
  }

  static func robust(_ data: Data) -> [Double] {
    let places = data.values.indices
    var weights = data.values.map { _ in 1.0 }
    var cycles: [Double] = []
    for _ in 0..<12 {
      cycles = NonNegativeLeastSquares.solve(
        places.map { place in
          data.rows[place].map { $0 / data.values[place] * weights[place] }
        },
        places.map { (1 - data.known[$0] / data.values[$0]) * weights[$0] })
      let errors = places.map { abs(data.error($0, cycles)) }
      let limit = 1.5 * median(errors) + 1e-5
      weights = errors.map { $0 <= limit ? 1 : (limit / $0).squareRoot() }
    }
    return cycles
  }

  /// The error of each sample when the samples of its shape are left out.
  private static func leaveOneOut(_ samples: [LatencySample], _ data: Data) -> [Double] {
    let shapes = Dictionary(grouping: samples.indices) { samples[$0].cost }
    guard shapes.count > 1 else { return [] }
    var errors = data.values.map { _ in 0.0 }
    for (_, left) in shapes {
      let cycles = robust(data.kept(samples.indices.filter { !left.contains($0) }))
      for index in left { errors[index] = data.error(index, cycles) }
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
