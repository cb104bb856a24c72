import Measurements

/// A figure out of line, before anything has confirmed it.
struct Suspicion: Hashable, Sendable {
  /// The layer's place, or `nil` for the clean pass.
  let layer: Int?
  let figure: NightEntry.ChangedFigure
  let ground: Ground
  /// The points that it was held against, and the run itself at their end.
  let points: [SeriesPoint]

  /// Why it is out of line.
  enum Ground: Hashable, Sendable {
    /// The run lies beyond the pair test's limit.
    case run
    /// The series keeps another level, which no single run shows.
    case series
  }

  var verdict: PairTest.Verdict { figure.verdict }

  /// Whether `other`, the same figure of another run, shows the same.
  ///
  /// It has to lie nearer to the new level than to the old, and a pair test has to come to the same verdict;
  /// a level that no single run shows cannot be asked of one.
  func isShown(by other: ComparedFigure, against baseline: ComparedFigure, _ thresholds: Thresholds)
    -> Bool
  {
    guard isNewLevel(other.medianCycles) else { return false }
    return ground == .series
      || PairTest(baseline, other, thresholds: thresholds).verdict == verdict
  }

  /// Whether the run and those that agree with it lie further off than runs lie apart, where the
  /// baseline is too short to have told the pair test.
  func isBeyondScatter(with others: [ComparedRun]) -> Bool {
    guard ground == .run, points.count <= ChangeDetector.minimumSegment else { return true }
    return MeanTest(
      points.dropLast().map(\.medianCycles),
      [figure.cycles] + others.compactMap { $0.figure(of: layer)?.medianCycles }
    ).isDifferent
  }

  func isNewLevel(_ cycles: Double) -> Bool {
    abs(cycles - figure.cycles) < abs(cycles - figure.baselineCycles)
  }

  /// The place of the first point that is at the new level and stays there.
  var firstChanged: Int {
    let stays = points.reversed().prefix { isNewLevel($0.medianCycles) }.count
    return points.count - max(1, stays)
  }

  /// Whether it came by small steps: the one past the middle is less than two thirds of the way.
  var hasCrept: Bool {
    let place = firstChanged
    guard place > 0 else { return false }
    let step = points[place].medianCycles - points[place - 1].medianCycles
    return abs(step) * 3 < abs(figure.cycles - figure.baselineCycles) * 2
  }
}
