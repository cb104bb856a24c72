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
  /// Fewer points than a level needs say too little: then the steps of all the series say it.
  private static func scatter(_ points: [SeriesPoint], among all: [SeriesPoint]) -> Double {
    points.count >= ChangeDetector.minimumSegment
      ? RobustScale.deviation(points.map(\.medianCycles))
      : RobustScale.successiveDeviation(all.suffix(30).map(\.medianCycles))
        / Thresholds.deviationScale
  }
}
