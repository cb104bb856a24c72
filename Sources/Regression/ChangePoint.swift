package import Measurements

/// A place in a series from which on its figures keep another level.
package struct ChangePoint: Hashable, Sendable {
  /// The place of the first point of the new level.
  package let index: Int
  /// The medians before and after, as they were when it was found.
  package let before: Double
  package let after: Double
  /// What the difference had to exceed.
  package let limit: Double
  /// The number of points after which it was found.
  package let foundAfter: Int

  package init(index: Int, before: Double, after: Double, limit: Double, foundAfter: Int) {
    self.index = index
    self.before = before
    self.after = after
    self.limit = limit
    self.foundAfter = foundAfter
  }

  package var verdict: PairTest.Verdict { after > before ? .slower : .faster }

  package var deltaPercent: Double? { before > 0 ? (after - before) / before * 100 : nil }
}

extension [ChangePoint] {
  /// The segments between the change points of a series of `count` points.
  package func segments(of count: Int) -> [Range<Int>] {
    let edges = [0] + map(\.index) + [count]
    return zip(edges, edges.dropFirst()).compactMap { $0 < $1 ? $0..<$1 : nil }
  }
}
