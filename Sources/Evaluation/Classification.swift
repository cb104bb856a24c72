/// How a model's answers fit the classes that samples belong to.
package struct Classification: Hashable, Sendable {
  /// Samples by class, then by answer.
  package let confusion: [[Int]]

  /// A class's share in it.
  package struct PerClass: Hashable, Sendable {
    /// Samples of the class.
    package let count: Int
    /// Samples answered with the class.
    package let answerCount: Int
    package let correctCount: Int

    /// The share of right ones among the answers with the class, or `nil` where there are none.
    package var precision: Double? {
      answerCount > 0 ? Double(correctCount) / Double(answerCount) : nil
    }
    /// The share of the class's samples that were answered right, or `nil` where there are none.
    package var recall: Double? { count > 0 ? Double(correctCount) / Double(count) : nil }
  }

  /// - Precondition: labels and answers are equally many and from 0 up to `classCount`.
  package init(labels: [Int], answers: [Int], classCount: Int) {
    var confusion = [[Int]](repeating: Array(repeating: 0, count: classCount), count: classCount)
    for (label, answer) in zip(labels, answers) { confusion[label][answer] += 1 }
    self.confusion = confusion
  }

  package var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }
  package var correctCount: Int { confusion.indices.reduce(0) { $0 + confusion[$1][$1] } }
  /// The share answered right, from 0 to 1.
  package var top1: Double { Double(correctCount) / Double(count) }

  package var classes: [PerClass] {
    confusion.indices.map { place in
      PerClass(
        count: confusion[place].reduce(0, +),
        answerCount: confusion.reduce(0) { $0 + $1[place] },
        correctCount: confusion[place][place])
    }
  }
}

/// How reconstruction errors tell anomalies (label 1) from what is normal (label 0).
package struct AnomalyDetection: Hashable, Sendable {
  /// The area under the ROC curve, from 0 to 1.
  package let areaUnderCurve: Double
  package let normalCount: Int
  package let anomalyCount: Int
  /// The mean of the scores: mean squared errors of real values.
  package let normalMeanError: Double
  package let anomalyMeanError: Double

  /// - Precondition: labels and scores are equally many, and both labels are there.
  package init(labels: [Int], scores: [Double]) {
    let pairs = zip(scores, labels).map { (score: $0, isPositive: $1 == 1) }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let (anomalies, normals) = (pairs.filter(\.isPositive), pairs.filter { !$0.isPositive })
    areaUnderCurve = Scoring.areaUnderCurve(pairs)
    normalCount = normals.count
    anomalyCount = anomalies.count
    normalMeanError = mean(normals.map(\.score))
    anomalyMeanError = mean(anomalies.map(\.score))
  }
}
