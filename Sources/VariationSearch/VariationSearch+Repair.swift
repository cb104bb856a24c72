extension VariationSearch {
  /// A factor to reduce, how far, and what that would bring.
  private struct Reduction {
    let axis: Int
    let place: Int
    /// What it mends of everything missed, in parts of the limits, for what it costs.
    let rate: Double
  }

  /// Reduces factors other than alpha until every limit is kept.
  ///
  /// - Returns: The trial that fits, or `nil` where no factor helps any more, or where what is left is
  ///   no better than what is already known; ``stuck`` is then where it ended.
  mutating func repaired(_ start: SearchTrial) throws -> SearchTrial? {
    var current = start
    var useless: Set<Int> = []
    var doubted: Set<Int> = []
    while let cause = missed(current).max(by: { $0.relativeExcess < $1.relativeExcess }) {
      stuck = current
      // Reducing never makes more of what is wanted.
      if best != nil, !isBetter(current, than: best) { return nil }
      try probeUnknown(from: current, cause: cause, useless: &useless)
      let ranked = reductions(of: current, without: useless)
      guard let first = ranked.first ?? lastResort(of: current, without: useless) else {
        return nil
      }
      let trial = try attempt(
        current.spot.moving(first.axis, to: first.place), .repair, from: current, cause: cause
      ) { search, trial in
        search.fits(trial) || search.violation(trial) < search.violation(current)
          ? .kept : .useless
      }
      learn(first.axis, from: current, to: trial)
      guard violation(trial) < violation(current) else {
        useless.insert(first.axis)
        continue
      }
      // Lazily greedy: what looked best is taken if it still is, now that it was tried.
      if ranked.count > 1, !doubted.contains(first.axis),
        rate(from: current, to: trial) < ranked[1].rate * 0.8
      {
        doubted.insert(first.axis)
        continue
      }
      current = trial
    }
    return current.figures == nil ? nil : current
  }

  /// Halves each factor of which nothing is known yet, to see what it does.
  private mutating func probeUnknown(
    from current: SearchTrial, cause: SearchVerdict, useless: inout Set<Int>
  ) throws {
    for axis in space.axes.indices.dropFirst() where effects[axis] == nil {
      guard !useless.contains(axis), let place = probePlace(axis, from: current.spot) else {
        continue
      }
      let trial = try attempt(
        current.spot.moving(axis, to: place), .probe, from: current, cause: cause
      ) { search, trial in search.fits(trial) ? .kept : .noted }
      learn(axis, from: current, to: trial)
      if effects[axis] == nil { useless.insert(axis) }
    }
  }

  /// Half the value, or twice it where larger values make smaller networks; one less of a row.
  private func probePlace(_ axis: Int, from spot: SearchSpot) -> Int? {
    let places = space.placesBelow(axis, of: spot)
    if space.axes[axis].isLinear { return places.first }
    let now = space.effectiveValue(axis, at: spot)
    return places.first { place in
      let value = space.axes[axis].values[place]
      return value <= now / 2 || value >= now * 2
    } ?? places.last
  }

  /// What each known factor could be reduced to, the one with the best rate first: as little as mends
  /// everything, or as far as it goes.
  private func reductions(of current: SearchTrial, without useless: Set<Int>) -> [Reduction] {
    space.axes.indices.dropFirst().compactMap { axis -> Reduction? in
      guard !useless.contains(axis), effects[axis] != nil else { return nil }
      let places = space.placesBelow(axis, of: current.spot)
      let enough = places.first { place in
        limits.allSatisfy {
          (predicted($0.quantity, of: current, axis, at: place) ?? .infinity) <= $0.value
        }
      }
      guard let place = enough ?? places.last else { return nil }
      let rate = self.rate(from: current) {
        predicted($0, of: current, axis, at: place) ?? .infinity
      }
      return rate > 0 ? Reduction(axis: axis, place: place, rate: rate) : nil
    }.sorted { $0.rate == $1.rate ? $0.axis < $1.axis : $0.rate > $1.rate }
  }

  /// A factor that seems to mend nothing, reduced as far as it goes: what was seen elsewhere need not
  /// hold here.
  private func lastResort(of current: SearchTrial, without useless: Set<Int>) -> Reduction? {
    for axis in space.axes.indices.dropFirst() where !useless.contains(axis) {
      if let place = space.placesBelow(axis, of: current.spot).last {
        return Reduction(axis: axis, place: place, rate: 0)
      }
    }
    return nil
  }

  private func rate(from old: SearchTrial, to new: SearchTrial) -> Double {
    guard let figures = new.figures else { return 0 }
    return rate(from: old) { $0.value(of: figures) }
  }

  /// What is mended of everything missed for what it costs of what is wanted, both in parts.
  private func rate(from old: SearchTrial, to quantity: (SearchQuantity) -> Double) -> Double {
    guard let figures = old.figures else { return 0 }
    let mended = missed(old).reduce(0.0) { sum, verdict in
      let left = max(0, quantity(verdict.limit.quantity) - verdict.limit.value)
      return sum + (verdict.excess - left) / max(verdict.limit.value, 1)
    }
    let whole = max(priced.value(of: figures), 1)
    let cost = (whole - quantity(priced)) / whole
    // What costs nothing is as good as it mends.
    return mended / max(cost, 1e-4)
  }
}
