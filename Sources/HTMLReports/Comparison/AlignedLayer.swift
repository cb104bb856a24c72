import Measurements

/// A place along the axis of a comparison: a pair of layers, or one that has no partner.
struct AlignedLayer: Hashable, Sendable {
  let baseline: ComparedLayer?
  let candidate: ComparedLayer?
  let pair: LayerPair?

  /// `3` for the same place in both, `3→4` for a pair that moved, `−3` and `+4` for layers that are
  /// in one run only.
  var label: String {
    switch (baseline, candidate) {
    case (let before?, let after?):
      before.index == after.index ? "\(before.index)" : "\(before.index)→\(after.index)"
    case (let before?, nil): "−\(before.index)"
    case (nil, let after?): "+\(after.index)"
    case (nil, nil): ""
    }
  }

  /// The layers of both runs in the baseline's order; one that only the candidate has follows the
  /// layer that it follows there.
  static func all(of comparison: RunComparison) -> [AlignedLayer] {
    var rows =
      comparison.layers.map {
        AlignedLayer(baseline: $0.baseline, candidate: $0.candidate, pair: $0)
      }
      + comparison.onlyInBaseline.map { AlignedLayer(baseline: $0, candidate: nil, pair: nil) }
    rows.sort { ($0.baseline?.index ?? 0) < ($1.baseline?.index ?? 0) }
    for layer in comparison.onlyInCandidate.sorted(by: { $0.index < $1.index }) {
      let place = rows.lastIndex { $0.candidate.map { $0.index < layer.index } ?? false }
      rows.insert(
        AlignedLayer(baseline: nil, candidate: layer, pair: nil), at: place.map { $0 + 1 } ?? 0)
    }
    return rows
  }
}
