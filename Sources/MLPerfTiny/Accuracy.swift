import Evaluation

/// How well a device's answers fit the labels of a data set.
package struct Accuracy: Hashable, Sendable {
  package let target: QualityTarget
  /// From 0 to 1.
  package let value: Double
  package let sampleCount: Int
  package let inferenceCount: Int

  package var isMet: Bool { value >= target.value }

  /// An answer: the label, and the network's output, the mean over a sample's windows.
  package struct Scored: Hashable, Sendable {
    package let label: Int
    package let scores: [Double]

    package init(label: Int, scores: [Double]) {
      self.label = label
      self.scores = scores
    }
  }

  package init(_ target: QualityTarget, scored: [Scored], inferenceCount: Int) {
    self.target = target
    sampleCount = scored.count
    self.inferenceCount = inferenceCount
    value =
      switch target.metric {
      case .top1: Self.top1(scored)
      case .auc: Self.areaUnderCurve(scored)
      }
  }

  /// The share whose highest score, the first of equal ones, is the label's.
  private static func top1(_ scored: [Scored]) -> Double {
    Double(scored.count { Scoring.best($0.scores) == $0.label }) / Double(scored.count)
  }

  /// The area under the curve of the first scores; label 1 is an anomaly's.
  private static func areaUnderCurve(_ scored: [Scored]) -> Double {
    Scoring.areaUnderCurve(
      scored.map { (score: $0.scores.first ?? 0, isPositive: $0.label == 1) })
  }
}
