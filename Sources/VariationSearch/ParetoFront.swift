/// The trials that no other one beats.
enum ParetoFront {
  /// Those of `trials` of which no other has as much of the objective for as little of everything that
  /// is limited, and is better in one; in the objective's order, the largest first.
  static func front(
    of trials: [SearchTrial], objective: SearchObjective, limits: [SearchLimit],
    in space: SearchSpace
  ) -> [SearchTrial] {
    // Of the quantity that is to be large, a limit is no price.
    let prices = limits.map(\.quantity).filter { quantity in
      !(objective == .macs && quantity == .macs)
        && !(objective == .params && [.parameters, .fileParameters].contains(quantity))
    }
    let points = trials.compactMap { trial -> (trial: SearchTrial, gains: [Double])? in
      guard let figures = trial.figures else { return nil }
      let score = objective.score(figures, alpha: space.alpha(at: trial.spot))
      return (trial, [score[0]] + prices.map { -$0.value(of: figures) })
    }
    let front = points.filter { point in
      !points.contains { other in
        other.gains != point.gains && zip(other.gains, point.gains).allSatisfy { $0 >= $1 }
      }
    }
    // Of equals the first that was tried stands for all.
    var seen: Set<[Double]> = []
    return front.filter { seen.insert($0.gains).inserted }
      .sorted { $0.gains[0] > $1.gains[0] }.map(\.trial)
  }
}
