import Architectures

/// Tries variations, each once, and counts them.
struct SearchLedger {
  /// No more variations may be tried.
  struct Spent: Error {}

  let space: SearchSpace
  let evaluate: (Factors) throws -> SearchFigures
  let limit: Int
  private(set) var trials: [SearchTrial] = []
  private var places: [SearchSpot: Int] = [:]

  init(
    _ space: SearchSpace, limit: Int, evaluate: @escaping (Factors) throws -> SearchFigures
  ) {
    self.space = space
    self.limit = limit
    self.evaluate = evaluate
  }

  func known(_ spot: SearchSpot) -> SearchTrial? { places[spot].map { trials[$0] } }

  /// The trial of `spot`, and whether it is a new one.
  ///
  /// - Throws: ``Spent`` where it would be one too many, and what the evaluation throws besides
  ///   `FactorError`.
  mutating func trial(of spot: SearchSpot) throws -> (trial: SearchTrial, isNew: Bool) {
    if let known = known(spot) { return (known, false) }
    guard trials.count < limit else { throw Spent() }
    let factors = space.factors(at: spot)
    let outcome: SearchTrial.Outcome
    do {
      outcome = .figures(try evaluate(factors))
    } catch let error as FactorError {
      outcome = .impossible(error)
    }
    places[spot] = trials.count
    trials.append(
      SearchTrial(number: trials.count + 1, spot: spot, factors: factors, outcome: outcome))
    return (trials[trials.count - 1], true)
  }
}
