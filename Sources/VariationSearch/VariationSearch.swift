package import Architectures

/// Finds the variation of an architecture with most of something inside a budget, as the CNN Analyzer
/// paper does by hand (sections 4 and 6.5.5).
///
/// 1. Bisects alpha, everything else at its standard, for the largest that misses at most one limit.
/// 2. Reduces the factor that frees most of what is missed for the least of what is wanted, again and
///    again, until every limit is kept; a factor's worth is tried again only where it seems the best.
/// 3. Raises alpha by halves of the way to the first that cannot be, repairing each.
/// 4. Gives reduced factors back what still fits, then exchanges one factor's for another's.
///
/// Deterministic: the same figures give the same search.
package struct VariationSearch {
  let space: SearchSpace
  let limits: [SearchLimit]
  let objective: SearchObjective
  let note: (SearchStep) -> Void
  var ledger: SearchLedger
  var steps: [SearchStep] = []
  /// What each axis' reduction did when it was last seen.
  var effects: [Int: FactorEffect] = [:]
  var best: SearchTrial?
  /// Where the last repair ended that found nothing.
  var stuck: SearchTrial?

  /// A search of at most `tries` variations, which tells `note` every step as it is made.
  ///
  /// `evaluate` gives the figures of a variation; a `FactorError` of it says that it cannot be.
  package init(
    _ space: SearchSpace, limits: [SearchLimit], objective: SearchObjective, tries: Int,
    note: @escaping (SearchStep) -> Void = { _ in },
    evaluate: @escaping (Factors) throws -> SearchFigures
  ) {
    self.space = space
    self.limits = limits
    self.objective = objective
    self.note = note
    ledger = SearchLedger(space, limit: tries, evaluate: evaluate)
  }

  /// Searches.
  ///
  /// - Throws: What the evaluation throws besides `FactorError`.
  package mutating func run() throws -> SearchResult {
    var ending = SearchResult.Ending.noImprovement
    do {
      try search()
    } catch is SearchLedger.Spent {
      ending = .triesSpent
    }
    let fitting = ledger.trials.filter { fits($0) }
    let nearest =
      fitting.isEmpty
      ? ledger.trials.filter { $0.figures != nil }.min { violation($0) < violation($1) } : nil
    return SearchResult(
      space: space, limits: limits, objective: objective, steps: steps, ending: ending,
      best: best, nearest: nearest,
      front: ParetoFront.front(of: fitting, objective: objective, limits: limits, in: space))
  }

  private mutating func search() throws {
    guard let start = try start() else { return }
    if let repaired = try repaired(start) {
      try raise(from: repaired)
    } else {
      try lower()
    }
    while let here = best {
      try fill(from: here)
      try exchange()
      if best == here { break }
    }
  }

  // MARK: Judging

  func verdicts(_ trial: SearchTrial) -> [SearchVerdict] {
    trial.figures.map { figures in limits.map { $0.verdict(on: figures) } } ?? []
  }

  func missed(_ trial: SearchTrial) -> [SearchVerdict] { verdicts(trial).filter { !$0.passes } }

  func fits(_ trial: SearchTrial) -> Bool { trial.figures != nil && missed(trial).isEmpty }

  /// How far off a trial is, all limits together.
  func violation(_ trial: SearchTrial) -> Double {
    trial.figures == nil ? .infinity : missed(trial).reduce(0) { $0 + $1.relativeExcess }
  }

  func score(_ trial: SearchTrial) -> [Double] {
    trial.figures.map { objective.score($0, alpha: space.alpha(at: trial.spot)) } ?? []
  }

  func isBetter(_ trial: SearchTrial, than other: SearchTrial?) -> Bool {
    other.map { score($0).lexicographicallyPrecedes(score(trial)) } ?? (trial.figures != nil)
  }

  /// What reducing factors other than alpha costs: never alpha itself.
  var priced: SearchQuantity { objective == .params ? .parameters : .macs }

  // MARK: Trying

  /// Tries `spot`, notes the step and takes it for the best where it is.
  mutating func attempt(
    _ spot: SearchSpot, _ phase: SearchStep.Phase, from base: SearchTrial? = nil,
    cause: SearchVerdict? = nil, decision: ((VariationSearch, SearchTrial) -> SearchStep.Decision)
  ) throws -> SearchTrial {
    let (trial, isNew) = try ledger.trial(of: spot)
    let reached = decision(self, trial)
    if fits(trial), isBetter(trial, than: best) { best = trial }
    guard isNew else { return trial }
    let step = SearchStep(
      phase: phase, trial: trial, base: base?.number,
      changes: base.map { changes($0, trial) } ?? [],
      cause: cause, carriers: carriers(of: cause, at: base),
      touched: touched(from: base, to: trial), verdicts: verdicts(trial),
      decision: trial.figures == nil ? .impossible : reached)
    steps.append(step)
    note(step)
    return trial
  }

  private func changes(_ old: SearchTrial, _ new: SearchTrial) -> [SearchStep.Change] {
    space.axes.indices.filter { old.spot.places[$0] != new.spot.places[$0] }.map { axis in
      SearchStep.Change(
        factor: space.axes[axis].factor, old: space.effectiveValue(axis, at: old.spot),
        new: space.effectiveValue(axis, at: new.spot))
    }
  }

  private func touched(from old: SearchTrial?, to new: SearchTrial) -> [String] {
    guard let old = old?.figures, let new = new.figures else { return [] }
    return LayerDifference.between(old.layers, new.layers).old.map(\.name)
  }

  /// The three layers with most of what is missed.
  private func carriers(of cause: SearchVerdict?, at trial: SearchTrial?) -> [SearchStep.Carrier] {
    guard let quantity = cause?.limit.quantity, let layers = trial?.figures?.layers else {
      return []
    }
    let amounts = layers.map { quantity.value(of: $0) }
    let whole = quantity == .ram ? amounts.max() ?? 0 : amounts.reduce(0, +)
    guard whole > 0 else { return [] }
    return zip(layers, amounts).enumerated()
      .sorted { $0.element.1 == $1.element.1 ? $0.offset < $1.offset : $0.element.1 > $1.element.1 }
      .prefix(3).map {
        SearchStep.Carrier(
          layer: $0.element.0.name, amount: $0.element.1, share: $0.element.1 / whole)
      }
  }

  // MARK: Learning

  /// Takes in what the axis did between two trials that differ in nothing else.
  mutating func learn(_ axis: Int, from old: SearchTrial, to new: SearchTrial) {
    guard let larger = old.figures, let smaller = new.figures else { return }
    effects[axis] =
      FactorEffect(
        from: larger, at: space.effectiveValue(axis, at: old.spot), to: smaller,
        at: space.effectiveValue(axis, at: new.spot), isLinear: space.axes[axis].isLinear,
        quantities: Set(limits.map(\.quantity) + [.macs, .parameters, .rom, .file]).sorted {
          "\($0)" < "\($1)"
        }) ?? effects[axis]
  }

  /// What `quantity` of `trial` would be with the axis at `place`, or `nil` where nobody knows.
  func predicted(_ quantity: SearchQuantity, of trial: SearchTrial, _ axis: Int, at place: Int)
    -> Double?
  {
    guard let figures = trial.figures, let effect = effects[axis] else { return nil }
    guard quantity != .ram else { return predictedPeak(of: trial, [(axis, place)]) }
    return effect.predicted(
      quantity, of: figures, from: space.effectiveValue(axis, at: trial.spot),
      to: space.effectiveValue(axis, at: trial.spot.moving(axis, to: place)))
  }

  /// The peak of memory after several changes: of each layer what all of them make of it.
  func predictedPeak(
    of trial: SearchTrial, _ moves: [(axis: Int, place: Int)]
  ) -> Double {
    guard let layers = trial.figures?.layers else { return .infinity }
    let known = moves.compactMap { move in
      effects[move.axis].map { effect in
        (
          effect, space.effectiveValue(move.axis, at: trial.spot),
          space.effectiveValue(move.axis, at: trial.spot.moving(move.axis, to: move.place))
        )
      }
    }
    return layers.map { layer in
      known.reduce(Double(layer.liveBytes)) { bytes, move in
        bytes * move.0.liveScale(ofLayer: layer.name, from: move.1, to: move.2)
      }
    }.max() ?? 0
  }

  /// Whether memory would be missed with every factor but alpha reduced as far as it goes.
  ///
  /// `false` as long as a factor's effect is not known.
  func isMemoryBeyondRepair(_ trial: SearchTrial) -> Bool {
    guard let limit = limits.first(where: { $0.quantity == .ram }),
      space.axes.indices.dropFirst().allSatisfy({ effects[$0] != nil })
    else { return false }
    let moves = space.axes.indices.dropFirst().map { ($0, space.axes[$0].values.count - 1) }
    // A power of the factor is not quite what a layer follows.
    return predictedPeak(of: trial, moves) > limit.value * Self.margin
  }

  private static let margin = 1.02
}
