import Measurements
import Reports

/// The layers of two variations side by side, like with like.
///
/// A global alignment after S. Needleman and C. Wunsch, J. Mol. Biol. 48 (1970), 443-453: only layers of
/// one operator stand beside each other, those of one window, stride, image and name rather.
struct OverlaidLayers {
  struct Row {
    let first: ScorecardLayer?
    let second: ScorecardLayer?

    /// `3` for the same place in both, `3→4` for a pair that moved, `−3` and `+4` for layers that are
    /// in one network only.
    var label: String {
      switch (first?.index, second?.index) {
      case (let before?, let after?): before == after ? "\(before)" : "\(before)→\(after)"
      case (let before?, nil): "−\(before)"
      case (nil, let after?): "+\(after)"
      case (nil, nil): ""
      }
    }
  }

  let rows: [Row]

  /// Layers of a network beyond which they stand side by side by their places: alignment takes the
  /// square of them.
  private static let longestAligned = 2_000

  init(_ first: [ScorecardLayer], _ second: [ScorecardLayer]) {
    guard max(first.count, second.count) <= Self.longestAligned else {
      rows = (0..<max(first.count, second.count)).map { place in
        Row(
          first: first.indices.contains(place) ? first[place] : nil,
          second: second.indices.contains(place) ? second[place] : nil)
      }
      return
    }
    rows = Self.aligned(first, second)
  }

  private static func aligned(_ first: [ScorecardLayer], _ second: [ScorecardLayer]) -> [Row] {
    let width = second.count + 1
    // The best score of what is left from a place in both on.
    var scores = [Int](repeating: 0, count: (first.count + 1) * width)
    for one in first.indices.reversed() {
      for other in second.indices.reversed() {
        let skipped = max(scores[(one + 1) * width + other], scores[one * width + other + 1])
        let paired = likeness(first[one], second[other]).map {
          $0 + scores[(one + 1) * width + other + 1]
        }
        scores[one * width + other] = max(skipped, paired ?? 0)
      }
    }
    var rows: [Row] = []
    var (one, other) = (0, 0)
    while one < first.count || other < second.count {
      let here = scores[one * width + other]
      if one < first.count, other < second.count,
        let likeness = likeness(first[one], second[other]),
        likeness + scores[(one + 1) * width + other + 1] == here
      {
        rows.append(Row(first: first[one], second: second[other]))
        (one, other) = (one + 1, other + 1)
      } else if one < first.count,
        other == second.count || scores[(one + 1) * width + other] == here
      {
        rows.append(Row(first: first[one], second: nil))
        one += 1
      } else {
        rows.append(Row(first: nil, second: second[other]))
        other += 1
      }
    }
    return rows
  }

  /// How much the layers are alike, or `nil` of different operators.
  private static func likeness(_ first: ScorecardLayer, _ second: ScorecardLayer) -> Int? {
    guard first.kind == second.kind else { return nil }
    let (before, after) = (first.shapes, second.shapes)
    var likeness = 4
    if before.kernelHeight == after.kernelHeight, before.kernelWidth == after.kernelWidth {
      likeness += 1
    }
    if before.strideHeight == after.strideHeight { likeness += 1 }
    if first.inputHeight == second.inputHeight { likeness += 2 }
    if first.identity.name == second.identity.name, !first.identity.name.isEmpty { likeness += 1 }
    return likeness
  }
}
