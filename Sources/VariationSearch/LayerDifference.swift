/// The layers in which two variations of one architecture differ.
enum LayerDifference {
  /// The layers of `old` that `new` has otherwise or not at all, and what `new` has in their stead.
  ///
  /// Layers that only moved, as behind a block that was taken out, count as the same: both networks are
  /// compared from their beginnings and from their ends.
  static func between(
    _ old: [SearchLayer], _ new: [SearchLayer]
  ) -> (old: [SearchLayer], new: [SearchLayer]) {
    let shorter = min(old.count, new.count)
    var head = 0
    while head < shorter, isSame(old[head], new[head]) { head += 1 }
    var tail = 0
    while tail < shorter - head, isSame(old[old.count - 1 - tail], new[new.count - 1 - tail]) {
      tail += 1
    }
    let (left, right) = (Array(old[head..<old.count - tail]), Array(new[head..<new.count - tail]))
    guard left.count == right.count else { return (left, right) }
    let pairs = zip(left, right).filter { !isSame($0, $1) }
    return (pairs.map(\.0), pairs.map(\.1))
  }

  private static func isSame(_ left: SearchLayer, _ right: SearchLayer) -> Bool {
    left.parameterCount == right.parameterCount && left.macCount == right.macCount
  }
}
