/// Figures that several surfaces take from scores.
package enum Scoring {
  /// The place of the highest score, the first of equal ones; `nil` without scores.
  package static func best(_ scores: [some Comparable]) -> Int? {
    guard let highest = scores.max() else { return nil }
    return scores.firstIndex(of: highest)
  }

  /// The chance that a positive sample's score exceeds a negative one's; equal scores count half.
  ///
  /// By ranks: Hanley and McNeil, "The meaning and use of the area under a receiver operating
  /// characteristic (ROC) curve", Radiology 143, 1982. Not a number unless there are both.
  package static func areaUnderCurve(_ scored: [(score: Double, isPositive: Bool)]) -> Double {
    let sorted = scored.sorted { $0.score < $1.score }
    let positives = sorted.count { $0.isPositive }
    let negatives = sorted.count - positives
    var rankSum = 0.0
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].score == sorted[start].score { end += 1 }
      // Ranks count from 1; equal scores share the mean of theirs.
      let rank = Double(start + 1 + end) / 2
      rankSum += rank * Double(sorted[start..<end].count { $0.isPositive })
      start = end
    }
    let least = Double(positives) * Double(positives + 1) / 2
    return (rankSum - least) / (Double(positives) * Double(negatives))
  }
}
