extension VariationSearch {
  /// Raises alpha by halves of the way between what is known to do and what is known not to.
  mutating func raise(from start: SearchTrial) throws {
    var reached = best?.spot.places[0] ?? start.spot.places[0]
    var ceiling = knownCeiling() ?? -1
    while ceiling + 1 < reached, let base = best {
      let place = (ceiling + reached) / 2
      let trial = try attempt(base.spot.moving(0, to: place), .raise, from: base) { search, trial in
        guard search.fits(trial) else { return .misses }
        return search.isBetter(trial, than: base) ? .kept : .worse
      }
      learn(0, from: trial, to: base)
      // Without figures there is nothing to repair, and what fits needs none.
      if trial.figures != nil, !fits(trial), !isMemoryBeyondRepair(trial) {
        _ = try repaired(trial)
      }
      if let best, best.spot.places[0] == place {
        reached = place
      } else {
        ceiling = place
      }
    }
  }

  /// The smallest alpha at which the memory was missed, and no other factor seems to mend it.
  private func knownCeiling() -> Int? {
    ledger.trials.filter { isMemoryBeyondRepair($0) }.map(\.spot.places[0]).max()
  }

  /// Bisects for the largest smaller alpha at which the network, with the factors reduced as far as
  /// they were, fits; then repairs from the standards there.
  mutating func lower() throws {
    guard let stuck else { return }
    var range = stuck.spot.places[0] + 1..<space.axes[0].values.count
    var base = stuck
    while !range.isEmpty {
      let place = range.lowerBound + range.count / 2
      let cause = missed(base).max { $0.relativeExcess < $1.relativeExcess }
      let trial = try attempt(
        stuck.spot.moving(0, to: place), .lower, from: base, cause: cause
      ) { search, trial in search.fits(trial) ? .kept : .misses }
      guard trial.figures != nil else {
        range = range.lowerBound..<place
        continue
      }
      learn(0, from: stuck, to: trial)
      if try fits(trial) || repaired(trial) != nil {
        range = range.lowerBound..<place
      } else {
        range = place + 1..<range.upperBound
        base = trial
      }
    }
  }
}
