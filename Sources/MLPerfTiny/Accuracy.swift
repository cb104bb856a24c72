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
    let hits = scored.count { answer in
      guard let highest = answer.scores.max() else { return false }
      return answer.scores.firstIndex(of: highest) == answer.label
    }
    return Double(hits) / Double(scored.count)
  }

  /// The chance that an anomaly's score exceeds a normal sample's; equal scores count half.
  ///
  /// By ranks: Hanley and McNeil, "The meaning and use of the area under a receiver operating
  /// characteristic (ROC) curve", Radiology 143, 1982.
  private static func areaUnderCurve(_ scored: [Scored]) -> Double {
    let sorted = scored.sorted { ($0.scores.first ?? 0) < ($1.scores.first ?? 0) }
    let anomalies = sorted.count { $0.label == 1 }
    let normals = sorted.count - anomalies
    var rankSum = 0.0
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].scores.first == sorted[start].scores.first { end += 1 }
      // Ranks count from 1; equal scores share the mean of theirs.
      let rank = Double(start + 1 + end) / 2
      rankSum += rank * Double(sorted[start..<end].count { $0.label == 1 })
      start = end
    }
    let least = Double(anomalies) * Double(anomalies + 1) / 2
    return (rankSum - least) / (Double(anomalies) * Double(normals))
  }
}
