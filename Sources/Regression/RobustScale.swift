/// Middles and scatters that single outliers do not move.
enum RobustScale {
  /// The median of `values`, or `nil` of none.
  static func median(_ values: some Collection<Double>) -> Double? {
    median(ofSorted: values.sorted())
  }

  /// The median of an ascending series, or `nil` of none.
  static func median(ofSorted values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let middle = values.count / 2
    return values.count.isMultiple(of: 2)
      ? (values[middle - 1] + values[middle]) / 2 : values[middle]
  }

  /// The median absolute deviation, unscaled, without the bias that it has for few values.
  ///
  /// The factors by C. Croux and P. J. Rousseeuw, "Time-efficient algorithms for two highly robust
  /// estimators of scale", Computational Statistics 1 (1992), 411-428.
  static func deviation(_ values: some Collection<Double>) -> Double {
    guard values.count > 1, let middle = median(values),
      let deviation = median(values.map { abs($0 - middle) })
    else { return 0 }
    let few = [1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107]
    let count = Double(values.count)
    return deviation * (values.count < 10 ? few[values.count - 2] : count / (count - 0.8))
  }

  /// The standard deviation of normal data whose median of absolute successive differences is one:
  /// such a difference has the root of two as its deviation, and 0.6745 of that as its median.
  static let successiveScale = 1 / (0.6745 * 2.0.squareRoot())

  /// The standard deviation by the steps from each value to the next, which levels that change now
  /// and then do not widen.
  static func successiveDeviation(_ values: some Sequence<Double>) -> Double {
    let values = Array(values)
    let steps = zip(values.dropFirst(), values).map { abs($0 - $1) }
    return (median(steps) ?? 0) * successiveScale
  }

  /// The same by how far each value lies from between its neighbours, which a drift does not widen,
  /// either: such a second difference has the root of six as its deviation.
  static func bendingDeviation(_ values: [Double]) -> Double {
    let bends = values.indices.dropFirst().dropLast().map {
      abs(values[$0 + 1] - 2 * values[$0] + values[$0 - 1])
    }
    return (median(bends) ?? 0) / (0.6745 * 6.0.squareRoot())
  }
}
