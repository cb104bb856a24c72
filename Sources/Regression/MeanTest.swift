/// Whether two groups of runs differ by more than runs of one group do, by Student's t-test.
///
/// The pair test takes the scatter of a series from its points. Where the baseline has few of them, runs
/// that confirm a difference say more about the scatter than it does.
struct MeanTest: Hashable, Sendable {
  private let difference: Double
  private let error: Double
  private let freedom: Int

  init(_ baseline: [Double], _ candidate: [Double]) {
    let groups = [baseline, candidate].map { values -> (mean: Double, squares: Double) in
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
    }
    difference = groups[1].mean - groups[0].mean
    freedom = baseline.count + candidate.count - 2
    let variance = (groups[0].squares + groups[1].squares) / Double(max(1, freedom))
    error =
      (variance * (1 / Double(baseline.count) + 1 / Double(candidate.count))).squareRoot()
  }

  /// Whether the means differ at the level of 0.1 % of both sides; always so of groups that do not scatter.
  ///
  /// Two single runs say nothing about scatter, and are taken as they are.
  var isDifferent: Bool {
    freedom < 1 || abs(difference) > Self.quantile(freedom) * error
  }

  /// Student's t at 99.95 %, by degrees of freedom; from a table up to ten, and beyond by the first term of
  /// the expansion about the normal quantile (Fisher and Cornish, Technometrics 2, 1960).
  private static func quantile(_ freedom: Int) -> Double {
    let table = [636.62, 31.60, 12.92, 8.610, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587]
    guard freedom > table.count else { return table[freedom - 1] }
    let normal = 3.2905
    return normal + (normal * normal * normal + normal) / (4 * Double(freedom))
  }
}
