import Architectures
import ModelGraph
import VariationSearch

/// What a plain grid over a space's values would have found.
struct GridCensus {
  let size: Int
  /// Combinations that give no network.
  let impossibleCount: Int
  /// Variations that fit and have at least as much of what is wanted as the search's best.
  let asGoodCount: Int
  /// How many a grid tries in order, small values first and the architecture's last factor the fastest,
  /// up to the first as good; `nil` where none is.
  let triesInOrder: Int?
  /// The best of the grid by what is wanted, where one fits.
  let best: (name: String, value: Double)?

  /// How many a grid in random order tries on average up to the first as good: the mean place of the
  /// first of k among N is (N + 1) / (k + 1).
  var meanTriesAtRandom: Double? {
    asGoodCount == 0 ? nil : Double(size + 1) / Double(asGoodCount + 1)
  }

  /// Counts a grid against the best that a search found.
  ///
  /// Every combination is outlined, which gives its MACs, parameters and memory; the file is only made
  /// of those that could be as good, or the best.
  init(
    of space: SearchSpace, limits: [SearchLimit], objective: SearchObjective, target: SearchResult,
    evaluate: (Factors) throws -> SearchFigures
  ) throws {
    let spots = Array(space.grid.reversed())
    var impossible = 0
    var hopeful: [(place: Int, spot: SearchSpot, score: [Double])] = []
    for (place, spot) in spots.enumerated() {
      guard let outline = try? Self.outline(space, spot) else {
        impossible += 1
        continue
      }
      // Constants and a file have at least a byte a weight, and of a float network memory is four times as much.
      let misses = limits.contains { limit in
        switch limit.quantity {
        case .macs: Double(outline.facts.macCount) > limit.value
        case .parameters: Double(outline.parameters) > limit.value
        case .rom, .file, .fileParameters: Double(outline.facts.parameterCount) > limit.value
        case .ram: Double(outline.facts.peakBytes / 4) > limit.value
        case .latency: false
        }
      }
      guard !misses else { continue }
      let alpha = space.alpha(at: spot)
      let (macs, parameters) = (Double(outline.facts.macCount), Double(outline.parameters))
      let score: [Double] =
        switch objective {
        case .macs: [macs, parameters]
        case .params: [parameters, macs]
        case .alpha: [alpha, macs]
        }
      hopeful.append((place, spot, score))
    }
    size = spots.count
    impossibleCount = impossible
    let wanted = target.best?.figures.map {
      objective.score($0, alpha: space.alpha(at: target.best?.spot ?? spots[0]))
    }
    var asGood: [Int] = []
    var best: (name: String, value: Double)?
    hopeful.sort { $1.score.lexicographicallyPrecedes($0.score) }
    for candidate in hopeful {
      let isAsGood = wanted.map { !candidate.score.lexicographicallyPrecedes($0) } ?? true
      guard isAsGood || best == nil else { break }
      let factors = space.factors(at: candidate.spot)
      guard let figures = try? evaluate(factors),
        limits.allSatisfy({ $0.verdict(on: figures).passes })
      else { continue }
      if isAsGood { asGood.append(candidate.place) }
      if best == nil {
        best = (VariationName(space.architecture, factors).text, candidate.score[0])
      }
    }
    asGoodCount = asGood.count
    triesInOrder = asGood.min().map { $0 + 1 }
    self.best = best
  }

  private static func outline(
    _ space: SearchSpace, _ spot: SearchSpot
  ) throws(FactorError) -> (facts: ModelFacts, parameters: Int) {
    let network = try Variation(space.architecture, space.factors(at: spot)).outline()
    return (ModelFacts(of: network.graph), network.parameters.count)
  }
}
