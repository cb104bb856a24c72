package import Measurements

/// What was known of a model on a board profile before a run: its series, and what nights made of them.
package struct History: Hashable, Sendable {
  /// The clean pass, oldest first.
  let total: [SeriesPoint]
  /// The layers by their place, oldest first.
  let layers: [Int: [SeriesPoint]]
  /// The runs that a new level began with.
  let starts: Set<RunID>
  /// Whether a night has judged the model on the board profile before.
  let isJudged: Bool

  /// The history of what `key` names, whichever its layer.
  ///
  /// - Parameters:
  ///   - key: The model, board profile, kernels and evidence that the series are of.
  ///   - total: The clean pass's series, oldest first.
  ///   - layers: The layers' series by their place, oldest first.
  ///   - nights: Every night that is kept, in any order.
  ///   - start: When tonight began: what is younger is no history.
  ///   - clockHertz: The clock of the run that is to be judged; points at another one are left out.
  package init(
    of key: SeriesKey, total: [SeriesPoint], layers: [Int: [SeriesPoint]], nights: [NightReport],
    before start: Timestamp, clockHertz: Int?
  ) {
    let entries = nights.filter { $0.started < start }.flatMap(\.entries).filter {
      $0.modelSHA256 == key.modelSHA256 && $0.board == key.board && $0.evidence == key.evidence
        && ($0.kernelSet ?? key.kernelSet) == key.kernelSet
    }
    let blamed = Set(entries.flatMap(\.blamedRuns))
    func usable(_ points: [SeriesPoint]) -> [SeriesPoint] {
      points.filter { point in
        point.created < start && !blamed.contains(point.runID)
          && (point.clockHertz == nil || clockHertz == nil || point.clockHertz == clockHertz)
      }
    }
    self.total = usable(total)
    self.layers = layers.mapValues(usable)
    starts = Set(entries.compactMap(\.levelStartRunID))
    isJudged = !entries.isEmpty
  }

  /// A history without anything in it.
  package static let none = History(total: [], layers: [:], starts: [], isJudged: false)

  private init(
    total: [SeriesPoint], layers: [Int: [SeriesPoint]], starts: Set<RunID>, isJudged: Bool
  ) {
    self.total = total
    self.layers = layers
    self.starts = starts
    self.isJudged = isJudged
  }

  /// The newest run of the baseline, or `nil` where there is none.
  package func baselineRunID(thresholds: Thresholds = .standard) -> RunID? {
    level(of: nil, thresholds: thresholds).last?.runID
  }

  /// The points of a layer, or of the clean pass.
  func points(of layer: Int?) -> [SeriesPoint] {
    layer.map { layers[$0] ?? [] } ?? total
  }

  /// The points since the last accepted change point: never yesterday's alone, never frozen.
  ///
  /// A change is accepted when a night has told of it. Where no night has judged yet, nobody is to be
  /// told of what happened before, and the change points found are accepted as they are.
  func level(of layer: Int?, thresholds: Thresholds) -> ArraySlice<SeriesPoint> {
    let points = points(of: layer)
    if let start = points.lastIndex(where: { starts.contains($0.runID) }) {
      return points[start...]
    }
    guard !isJudged else { return points[...] }
    let found = ChangeDetector.changePoints(
      in: points.map(\.medianCycles), thresholds: thresholds)
    return points[(found.last?.index ?? 0)...]
  }
}

extension NightEntry {
  /// Runs that tell of a sick board and not of what was measured.
  var blamedRuns: [RunID] {
    guard outcome == .boardSuspect else { return [] }
    return [runID].compactMap(\.self)
      + confirmations.filter { !$0.isTwin && $0.codePaddingBytes == nil }.compactMap(\.runID)
  }
}
