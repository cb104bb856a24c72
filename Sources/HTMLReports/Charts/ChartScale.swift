import Reports

/// Where values lie along an axis, and its labels.
enum ChartScale: Hashable, Sendable {
  case linear(AxisTicks)
  /// Powers of ten from one to another; all values are above 0.
  case logarithmic(from: Int, to: Int)

  /// A linear scale from 0 that holds `values`.
  static func linear(holding values: [Double]) -> ChartScale {
    .linear(AxisTicks(over: 0...max(values.filter(\.isFinite).max() ?? 0, 1e-9), count: 6))
  }

  /// A logarithmic scale that holds the `values` above 0.
  static func logarithmic(holding values: [Double]) -> ChartScale {
    let kept = values.filter { $0 > 1e-12 && $0 < 1e15 }
    guard let low = kept.min(), let high = kept.max() else { return .logarithmic(from: 0, to: 1) }
    let from = power(below: low)
    var to = from
    while ten(to) < high { to += 1 }
    return .logarithmic(from: from, to: max(to, from + 1))
  }

  /// Where `value` lies, 0 at the beginning and 1 at the end; what is beyond is at the edge.
  func place(of value: Double) -> Double {
    switch self {
    case .linear(let ticks): return ticks.place(of: value)
    case .logarithmic(let from, let to):
      guard value > 0, value.isFinite else { return 0 }
      return min(max((Self.log10(value) - Double(from)) / Double(to - from), 0), 1)
    }
  }

  /// The values that are marked, with their labels.
  var ticks: [(value: Double, label: String)] {
    switch self {
    case .linear(let ticks): return ticks.values.map { ($0, ticks.label($0)) }
    case .logarithmic(let from, let to):
      return (from...to).map { (Self.ten($0), Self.label($0)) }
    }
  }

  /// Values between those marked, of which only lines are drawn.
  var minorTicks: [Double] {
    guard case .logarithmic(let from, let to) = self else { return [] }
    return (from..<to).flatMap { power in [2.0, 5].map { $0 * Self.ten(power) } }
  }

  private static func label(_ power: Int) -> String {
    power >= 0 ? CompactNumber.text(ten(power)) : NumberText.fixed(ten(power), digits: -power)
  }

  static func ten(_ power: Int) -> Double {
    (0..<abs(power)).reduce(1.0) { value, _ in power > 0 ? value * 10 : value / 10 }
  }

  private static func power(below value: Double) -> Int {
    var power = 0
    while ten(power) > value { power -= 1 }
    while ten(power + 1) <= value { power += 1 }
    return power
  }

  /// The decadic logarithm, by halving the rest: the room has no mathematics library.
  private static func log10(_ value: Double) -> Double {
    let whole = power(below: value)
    var rest = value / ten(whole)
    var (sum, bit) = (Double(whole), 0.5)
    for _ in 0..<30 {
      // Of a rest in [1, 10): squared it tells the next binary digit.
      rest *= rest
      if rest >= 10 {
        rest /= 10
        sum += bit
      }
      bit /= 2
    }
    return sum
  }
}
