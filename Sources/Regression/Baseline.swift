import Measurements

/// What a figure is held against: the points of its present level as one.
struct Baseline: Hashable, Sendable {
  let points: [SeriesPoint]
  let figure: ComparedFigure

  /// Points of one board from which on it has a level of its own.
  private static let ownPoints = ChangeDetector.minimumSegment

  /// The baseline of a layer, or of the clean pass, for a run of the board of that name.
  ///
  /// - Returns: `nil` where there is no point to hold anything against.
  init?(
    of layer: Int?, in history: History, boardName: String?, thresholds: Thresholds
  ) {
    let level = history.level(of: layer, thresholds: thresholds)
    let own = level.filter { $0.boardName == boardName }
    let points = own.count >= Self.ownPoints ? own : Array(level)
    guard let median = RobustScale.median(points.map(\.medianCycles)) else { return nil }
    self.points = points
    let count = points.reduce(0) { $0 + $1.count }
    let squares = points.reduce(0.0) {
      $0 + Double($1.count) * $1.deviationCycles * $1.deviationCycles
    }
    let within = count > 0 ? (squares / Double(count)).squareRoot() : 0
    figure = ComparedFigure(
      medianCycles: median,
      deviationCycles: max(within, Self.scatter(points, among: history.points(of: layer))),
      count: count)
  }

  /// How far the medians of runs lie apart, as an unscaled median absolute deviation.
  ///
  /// It is what lies about the middle, unless what bends from run to run is less than half of that: then the
  /// level drifts, and would be taken for scatter. Fewer points than a level needs say too little: then it is the steps of all the
  /// series. What few points say is widened as Student's t is against the normal distribution.
  private static func scatter(_ points: [SeriesPoint], among all: [SeriesPoint]) -> Double {
    guard points.count >= ChangeDetector.minimumSegment else {
      let latest = all.suffix(30)
      return RobustScale.successiveDeviation(latest.map(\.medianCycles))
        / Thresholds.deviationScale * widening(latest.count)
    }
    let values = points.map(\.medianCycles)
    let (about, bending) = (
      RobustScale.deviation(values),
      RobustScale.bendingDeviation(values) / Thresholds.deviationScale
    )
    return widening(values.count) * (bending < about / 2 ? bending : about)
  }

  /// Student's t over the normal quantile at three standard deviations, within a tenth.
  private static func widening(_ count: Int) -> Double {
    1 + 4 / Double(max(1, count - 1))
  }
}
