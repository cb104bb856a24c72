extension VariationSearch {
  /// A spot that should fit and be better.
  private struct Prospect {
    let spot: SearchSpot
    let score: [Double]
    let axis: Int
  }

  /// The most failures in a row before exchanges are given up.
  private static let patience = 8
  /// How far over a limit a prediction may lie and still be tried.
  private static let tolerance = 0.001

  /// Gives reduced factors back as much as should fit, the one first that brings most.
  mutating func fill(from start: SearchTrial) throws {
    var current = start
    // Places that were tried and did not fit; what lies above them does not either.
    var ceilings: [Int: Int] = [:]
    while true {
      let prospects = space.axes.indices.dropFirst().compactMap { axis in
        prospect(of: axis, from: current, below: ceilings[axis] ?? -1)
      }
      guard let first = prospects.max(by: { $0.score.lexicographicallyPrecedes($1.score) }) else {
        return
      }
      let trial = try attempt(first.spot, .fill, from: current) { search, trial in
        guard search.fits(trial) else { return .misses }
        return search.isBetter(trial, than: current) ? .kept : .worse
      }
      learn(first.axis, from: trial, to: current)
      if fits(trial), isBetter(trial, than: current) {
        current = trial
      } else {
        ceilings[first.axis] = first.spot.places[first.axis]
      }
    }
  }

  /// The largest value of an axis, below a ceiling, that should fit and be better.
  private func prospect(of axis: Int, from current: SearchTrial, below ceiling: Int) -> Prospect? {
    let places = space.placesAbove(axis, of: current.spot).filter { $0 > ceiling }
    let fitting = places.prefix { place in
      limits.allSatisfy {
        (predicted($0.quantity, of: current, axis, at: place) ?? .infinity)
          <= $0.value * (1 + Self.tolerance)
      }
    }
    guard let place = fitting.last else { return nil }
    let spot = current.spot.moving(axis, to: place)
    let score = predictedScore(current, [(axis, place)])
    guard score[0] > self.score(current)[0] || score[1] > self.score(current)[1] else { return nil }
    return Prospect(spot: spot, score: score, axis: axis)
  }

  /// Reduces one factor so that another, alpha among them, may grow, where that should be better.
  mutating func exchange() throws {
    var failures = 0
    while let base = best, failures < Self.patience {
      guard let prospect = exchanges(from: base).first(where: { ledger.known($0.spot) == nil })
      else { return }
      let trial = try attempt(prospect.spot, .exchange, from: base) { search, trial in
        guard search.fits(trial) else { return .misses }
        return search.isBetter(trial, than: base) ? .kept : .worse
      }
      if best == trial { failures = 0 } else { failures += 1 }
    }
  }

  /// Every pair of a factor that grows and one that shrinks which should fit and be better than `base`,
  /// the best first.
  private func exchanges(from base: SearchTrial) -> [Prospect] {
    let now = score(base)
    var found: [Prospect] = []
    for up in space.axes.indices {
      for place in space.placesAbove(up, of: base.spot) {
        for down in space.axes.indices where down != up {
          let places = space.placesBelow(down, of: base.spot)
          let moves = places.map { [(up, place), (down, $0)] }
          guard let move = moves.first(where: { fitsPredicted(base, $0) }) else { continue }
          let score = predictedScore(base, move)
          guard now.lexicographicallyPrecedes(score) else { continue }
          let spot = base.spot.moving(up, to: place).moving(down, to: move[1].1)
          found.append(Prospect(spot: spot, score: score, axis: up))
        }
      }
    }
    return found.sorted { $1.score.lexicographicallyPrecedes($0.score) }
  }

  private func fitsPredicted(_ base: SearchTrial, _ moves: [(axis: Int, place: Int)]) -> Bool {
    limits.allSatisfy { predicted($0.quantity, base, moves) <= $0.value }
  }

  /// A quantity after several changes, each as it would be alone.
  private func predicted(
    _ quantity: SearchQuantity, _ base: SearchTrial, _ moves: [(axis: Int, place: Int)]
  ) -> Double {
    guard let figures = base.figures else { return .infinity }
    if quantity == .ram { return predictedPeak(of: base, moves) }
    let now = quantity.value(of: figures)
    return moves.reduce(now) { sum, move in
      sum + (predicted(quantity, of: base, move.axis, at: move.place) ?? .infinity) - now
    }
  }

  private func predictedScore(
    _ base: SearchTrial, _ moves: [(axis: Int, place: Int)]
  ) -> [Double] {
    let macs = predicted(.macs, base, moves)
    let parameters = predicted(.parameters, base, moves)
    let alpha = moves.first { $0.axis == 0 }.map { space.axes[0].values[$0.place] }
    return switch objective {
    case .macs: [macs, parameters]
    case .params: [parameters, macs]
    case .alpha: [alpha ?? space.alpha(at: base.spot), macs]
    }
  }
}
