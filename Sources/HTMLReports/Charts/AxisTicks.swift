import Reports

/// Round numbers along an axis.
///
/// After P. S. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990): steps are 1, 2 or 5
/// times a power of ten.
struct AxisTicks: Hashable, Sendable {
  /// Ascending, the first at or below the least value, the last at or above the greatest.
  let values: [Double]
  let step: Double

  var lowest: Double { values[0] }
  var highest: Double { values[values.count - 1] }

  /// Ticks over `range`, about `count` of them; a range of no width is made wider.
  init(over range: ClosedRange<Double>, count: Int = 5) {
    let (low, high) = Self.widened(range)
    let step = Self.nice((high - low) / Double(max(1, count - 1)))
    let first = (low / step).rounded(.down)
    let last = (high / step).rounded(.up)
    let steps = min(max(1, Int((last - first).rounded())), 100)
    self.step = step
    // Multiplied, not added up: no error gathers.
    values = (0...steps).map { (first + Double($0)) * step }
  }

  private static func widened(_ range: ClosedRange<Double>) -> (Double, Double) {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low.isFinite, high.isFinite, abs(low) < 1e100, abs(high) < 1e100 else { return (0, 1) }
    // Narrower than doubles tell apart, ticks would fall together.
    let least = max(abs(low), abs(high)) * 1e-9
    if high - low > least { return (low, high) }
    let half = max(abs(low) * 0.01, 0.5)
    return (low - half, high + half)
  }

  /// 1, 2 or 5 times a power of ten, at or above `value`.
  private static func nice(_ value: Double) -> Double {
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value { power /= 10 }
    let factor = [1.0, 2, 5, 10].first { power * $0 >= value * (1 - 1e-9) } ?? 10
    return factor * power
  }

  /// Where `value` lies on the axis, 0 at its first tick and 1 at its last.
  func place(of value: Double) -> Double {
    guard value.isFinite, highest > lowest else { return 0 }
    return min(max((value - lowest) / (highest - lowest), 0), 1)
  }

  /// A tick's value in few characters, as exact as the step asks: `1.2M`, `250k`, `0.05`.
  func label(_ value: Double) -> String {
    let (factor, unit) = CompactNumber.unit(for: max(abs(lowest), abs(highest)))
    var digits = 0
    var rest = step / factor
    while digits < 6, abs(rest - rest.rounded()) > 1e-6 * max(1, abs(rest)) {
      rest *= 10
      digits += 1
    }
    return value == 0 ? "0" : NumberText.fixed(value / factor, digits: digits) + unit
  }
}
