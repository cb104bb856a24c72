package import Measurements

/// Finds the change points of a series, point by point, without chance.
///
/// Points are taken in their order. After each, the points since the last change point are held against
/// every split into an earlier and a later part; the best one has the largest gain in the sum of squares,
/// `n1 * n2 / (n1 + n2) * (mean2 - mean1)^2`, as divisive methods after E. S. Scott and M. Knott
/// (Biometrics 30, 1974) take it. Values are clipped to three units around the segment's median first, so
/// that one outlier is not a level of its own. The split is a change point when
///
/// - both parts have at least ``minimumSegment`` points that lie nearer to their own part's median;
/// - their medians differ by more than the share and the cycles of the thresholds;
/// - and by more than ``significance`` standard errors of that difference, where the standard deviation
///   is taken from the steps between neighbours, so that neither levels nor a slow drift widen it.
///
/// A change point stays once it is found: what was reported of a night is not taken back by a later one,
/// and the change points of a series' start are those of the series that end within it.
package struct ChangeDetector: Sendable {
  /// Points that a level must hold for to be one.
  package static let minimumSegment = 5
  /// Standard errors that a difference must exceed; so many because each point tries all splits.
  package static let significance = 5.0
  /// A median's standard error against a mean's, for normal data: the root of pi / 2.
  private static let medianError = 1.2533
  /// Units that a value may lie from the segment's median and count in full.
  private static let clippedUnits = 3.0

  private let thresholds: Thresholds
  /// Points taken so far.
  package private(set) var count = 0
  package private(set) var changePoints: [ChangePoint] = []

  /// The points since the last change point, in their order and sorted.
  private var segment: [Double] = []
  private var sorted: [Double] = []
  /// The sizes of the steps between them, sorted.
  private var steps: [Double] = []

  package init(thresholds: Thresholds = .standard) {
    self.thresholds = thresholds
  }

  /// The change points of `values`, oldest first.
  package static func changePoints(
    in values: some Sequence<Double>, thresholds: Thresholds = .standard
  ) -> [ChangePoint] {
    var detector = ChangeDetector(thresholds: thresholds)
    for value in values { detector.take(value) }
    return detector.changePoints
  }

  /// Takes the next point; gives the change point that it made certain, if it did.
  @discardableResult
  package mutating func take(_ value: Double) -> ChangePoint? {
    count += 1
    if let last = segment.last { steps.insertSorted(abs(value - last)) }
    segment.append(value)
    sorted.insertSorted(value)
    guard let found = change else { return nil }
    changePoints.append(found)
    restart(at: found.index - (count - segment.count))
    return found
  }

  /// Begins a new segment with the points from `place` on.
  private mutating func restart(at place: Int) {
    segment = Array(segment[place...])
    sorted = segment.sorted()
    steps = zip(segment.dropFirst(), segment).map { abs($0 - $1) }.sorted()
  }

  /// The standard deviation of a point about its level.
  private var deviation: Double {
    (RobustScale.median(ofSorted: steps) ?? 0) * RobustScale.successiveScale
  }

  /// The change point that the segment has, if it has one.
  private var change: ChangePoint? {
    guard segment.count >= 2 * Self.minimumSegment,
      let middle = RobustScale.median(ofSorted: sorted)
    else { return nil }
    let relevant = max(thresholds.percent / 100 * sorted[0], thresholds.cycles)
    // No two medians differ by more than the extremes do.
    guard sorted[sorted.count - 1] - sorted[0] > relevant else { return nil }
    let split = bestSplit(around: middle, unit: max(deviation, relevant / Self.clippedUnits))
    guard segment.count - split >= Self.minimumSegment,
      let before = RobustScale.median(segment[..<split]),
      let after = RobustScale.median(segment[split...])
    else { return nil }
    let counts = (Double(split), Double(segment.count - split))
    let error = Self.medianError * deviation * (1 / counts.0 + 1 / counts.1).squareRoot()
    let limit = max(
      Self.significance * error, thresholds.percent / 100 * before, thresholds.cycles)
    guard abs(after - before) > limit else { return nil }
    let edge = (before + after) / 2
    let isEarlierLower = before < after
    func own(_ part: ArraySlice<Double>, isLower: Bool) -> Int {
      part.count { isLower ? $0 < edge : $0 > edge }
    }
    guard own(segment[..<split], isLower: isEarlierLower) >= Self.minimumSegment,
      own(segment[split...], isLower: !isEarlierLower) >= Self.minimumSegment
    else { return nil }
    return ChangePoint(
      index: count - segment.count + split, before: before, after: after, limit: limit,
      foundAfter: count)
  }

  /// The place of the first point of the later part, of the split with the largest gain.
  ///
  /// The later part may be as short as one point: where that is the best split, what began there has
  /// not held for long enough to be placed.
  private func bestSplit(around middle: Double, unit: Double) -> Int {
    let reach = Self.clippedUnits * unit
    let clipped = segment.map { min(max($0 - middle, -reach), reach) }
    let total = clipped.reduce(0, +)
    var sum = clipped[..<Self.minimumSegment].reduce(0, +)
    var best = (split: Self.minimumSegment, gain: -Double.infinity)
    for split in Self.minimumSegment..<clipped.count {
      let counts = (Double(split), Double(clipped.count - split))
      let difference = (total - sum) / counts.1 - sum / counts.0
      let gain = counts.0 * counts.1 / (counts.0 + counts.1) * difference * difference
      if gain > best.gain { best = (split, gain) }
      sum += clipped[split]
    }
    return best.split
  }
}

extension [Double] {
  /// Inserts `value` into an ascending series.
  fileprivate mutating func insertSorted(_ value: Double) {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    insert(value, at: low)
  }
}
