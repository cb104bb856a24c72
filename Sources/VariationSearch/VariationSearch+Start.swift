extension VariationSearch {
  /// Bisects alpha, everything else at its standard, for the largest at which at most one limit is
  /// missed, and not the memory's, which only a smaller alpha surely mends.
  ///
  /// - Returns: The trial there, or the one that misses least; `nil` where none can be built.
  mutating func start() throws -> SearchTrial? {
    var found: SearchTrial?
    var previous: SearchTrial?
    var range = 0..<space.axes[0].values.count
    while !range.isEmpty {
      let place = range.lowerBound + range.count / 2
      let spot = SearchSpot([place] + Array(repeating: 0, count: space.axes.count - 1))
      let trial = try attempt(spot, .start, from: previous) { search, trial in
        search.isRepairable(trial) ? .kept : .misses
      }
      if trial.figures == nil {
        // What cannot be built has too few channels: it takes a larger alpha.
        range = range.lowerBound..<place
        continue
      }
      previous = trial
      if isRepairable(trial) {
        found = trial
        range = range.lowerBound..<place
      } else {
        range = place + 1..<range.upperBound
      }
    }
    return found
      ?? ledger.trials.filter { $0.figures != nil }.min { violation($0) < violation($1) }
  }

  private func isRepairable(_ trial: SearchTrial) -> Bool {
    let missed = missed(trial)
    return missed.count <= 1 && !missed.contains { $0.limit.quantity == .ram }
  }
}
