package import Measurements
package import Regression

/// A series with what was found in it, as pages show it.
package struct SeriesContents: Hashable, Sendable {
  /// Untrusted text.
  package let modelName: String
  package let key: SeriesKey
  /// The layer's operator and name, where it is a layer's; untrusted text.
  package let layerName: String?
  /// Oldest first.
  package let points: [SeriesPoint]
  package let changePoints: [ChangePoint]

  package init(
    modelName: String, key: SeriesKey, layerName: String? = nil, points: [SeriesPoint],
    changePoints: [ChangePoint]
  ) {
    self.modelName = modelName
    self.key = key
    self.layerName = layerName
    self.points = points
    self.changePoints = changePoints.filter { points.indices.contains($0.index) }
  }

  /// The series with the change points that the detector finds in it.
  package init(
    modelName: String, key: SeriesKey, layerName: String? = nil, points: [SeriesPoint],
    thresholds: Thresholds = .standard
  ) {
    self.init(
      modelName: modelName, key: key, layerName: layerName, points: points,
      changePoints: ChangeDetector.changePoints(
        in: points.map(\.medianCycles), thresholds: thresholds))
  }

  /// The median of the points of each level.
  var levels: [(range: Range<Int>, median: Double)] {
    changePoints.segments(of: points.count).map { range in
      let sorted = points[range].map(\.medianCycles).sorted()
      let middle = sorted.count / 2
      return (
        range,
        sorted.count.isMultiple(of: 2)
          ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
      )
    }
  }

  var worth: Worth { Worth(key.evidence, series: key.timingModel) }

  /// `layer 3, CONV_2D` or `clean pass`.
  var subject: String {
    guard let layer = key.layer else { return "clean pass, whole network" }
    return "layer \(layer)" + (layerName.map { ", " + Name.cut($0, width: 60) } ?? "")
  }
}

extension Worth {
  /// What a series' figures are worth; its key has the timing model as one word.
  init(_ evidence: Evidence, series timingModel: String?) {
    text = evidence.rawValue + (timingModel.map { " (\($0))" } ?? "")
    watermark = evidence.rawValue.uppercased()
  }
}
