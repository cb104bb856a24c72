/// A layer of the baseline and the layer of the candidate that stands for it.
package struct LayerPair: Hashable, Sendable {
  package let baseline: ComparedLayer
  package let candidate: ComparedLayer
  package let basis: Basis
  package let thresholds: Thresholds

  /// What makes the two a pair.
  package enum Basis: String, Hashable, Sendable, CaseIterable {
    /// Both networks are the same, layer by layer.
    case place
    /// One name, and the same operator over the same shapes.
    case nameAndShape = "name_and_shape"
    /// The same operator over the same shapes, in the order of both networks.
    case shape
    /// One name and operator; the shapes differ, and so does the work.
    case name
  }

  /// The cycles of both, or `nil` where one was not timed.
  package var test: PairTest? {
    guard let before = baseline.figure, let after = candidate.figure else { return nil }
    return PairTest(before, after, thresholds: thresholds)
  }

  /// What became of the layer, or `nil` where that cannot be said: untimed, or other work.
  package var verdict: PairTest.Verdict? { basis == .name ? nil : test?.verdict }
}

/// The layers of two networks, paired.
struct LayerMatching {
  /// In the baseline's order.
  let pairs: [LayerPair]
  let onlyInBaseline: [ComparedLayer]
  let onlyInCandidate: [ComparedLayer]

  /// Layers in a network beyond which shapes alone pair nothing: that takes the square of them.
  private static let longestAligned = 2000

  init(
    _ baseline: [ComparedLayer], _ candidate: [ComparedLayer],
    thresholds: Thresholds = .standard
  ) {
    if baseline.count == candidate.count,
      zip(baseline, candidate).allSatisfy({ $0.doesTheWork(of: $1) })
    {
      pairs = zip(baseline, candidate).map {
        LayerPair(baseline: $0, candidate: $1, basis: .place, thresholds: thresholds)
      }
      (onlyInBaseline, onlyInCandidate) = ([], [])
      return
    }
    var rest = Rest(baseline: baseline, candidate: candidate, thresholds: thresholds)
    rest.pairByName(basis: .nameAndShape) { $0.doesTheWork(of: $1) }
    rest.pairByShape()
    rest.pairByName(basis: .name) {
      $0.operatorName == $1.operatorName && $0.customName == $1.customName
    }
    pairs = rest.pairs.sorted { $0.baseline.index < $1.baseline.index }
    onlyInBaseline = rest.baseline
    onlyInCandidate = rest.candidate
  }

  /// What has no partner yet.
  private struct Rest {
    var baseline: [ComparedLayer]
    var candidate: [ComparedLayer]
    let thresholds: Thresholds
    var pairs: [LayerPair] = []

    /// Pairs layers whose name stands once on each side.
    mutating func pairByName(
      basis: LayerPair.Basis, where fits: (ComparedLayer, ComparedLayer) -> Bool
    ) {
      let before = Dictionary(grouping: baseline.indices) { baseline[$0].name }
      let after = Dictionary(grouping: candidate.indices) { candidate[$0].name }
      take(
        basis: basis,
        before.compactMap { name, places in
          guard !name.isEmpty, places.count == 1, let partners = after[name], partners.count == 1,
            fits(baseline[places[0]], candidate[partners[0]])
          else { return nil }
          return (places[0], partners[0])
        })
    }

    /// Pairs a longest common subsequence of equal work.
    mutating func pairByShape() {
      guard max(baseline.count, candidate.count) <= LayerMatching.longestAligned else { return }
      let change = candidate.difference(from: baseline) { $0.doesTheWork(of: $1) }
      var removed: Set<Int> = []
      var inserted: Set<Int> = []
      for step in change {
        switch step {
        case .remove(let offset, _, _): removed.insert(offset)
        case .insert(let offset, _, _): inserted.insert(offset)
        }
      }
      take(
        basis: .shape,
        Array(
          zip(
            baseline.indices.filter { !removed.contains($0) },
            candidate.indices.filter { !inserted.contains($0) })))
    }

    private mutating func take(basis: LayerPair.Basis, _ places: [(Int, Int)]) {
      pairs += places.map {
        LayerPair(
          baseline: baseline[$0], candidate: candidate[$1], basis: basis, thresholds: thresholds)
      }
      let (before, after) = (Set(places.map(\.0)), Set(places.map(\.1)))
      baseline = baseline.indices.filter { !before.contains($0) }.map { baseline[$0] }
      candidate = candidate.indices.filter { !after.contains($0) }.map { candidate[$0] }
    }
  }
}
