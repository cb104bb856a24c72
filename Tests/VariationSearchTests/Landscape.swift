import Architectures
import VariationSearch

/// Figures of MobileNet v1's factors that follow from a formula: three groups of layers whose weights go
/// with alpha, with alpha and beta for every block of the loop, and with the tail's channels.
final class Landscape {
  let space = SearchSpace(.named("mobilenetv1") ?? Architecture.catalog[0])
  private(set) var asked: [Factors] = []
  /// Where this says so, the network cannot be.
  var isImpossible: (Factors) -> Bool = { _ in false }

  func figures(_ factors: Factors) throws -> SearchFigures {
    asked.append(factors)
    let alpha = factors[.alpha] ?? 0.25
    if isImpossible(factors) {
      throw FactorError("mobilenetv1", .noChannels([], base: 32))
    }
    let inner = 512 * alpha * (factors[.beta] ?? 1)
    let penultimate = factors[.penultimate] ?? 1024 * alpha
    let last = factors[.last] ?? 1024 * alpha
    var layers = [
      layer("early", 60_000 * alpha * alpha, macsPerWeight: 500, live: 221_184 * alpha),
      layer("enter", 256 * alpha * inner, macsPerWeight: 36, live: 40_000 * alpha),
    ]
    for block in 0..<Int(factors[.loop] ?? 5) {
      layers.append(layer("loop_\(block)", inner * inner, macsPerWeight: 36, live: 72 * inner))
    }
    layers += [
      layer("penultimate", inner * penultimate, macsPerWeight: 9, live: 18 * penultimate),
      layer("last", penultimate * last, macsPerWeight: 9, live: 18 * last),
    ]
    let parameters = layers.reduce(0) { $0 + $1.parameterCount }
    return SearchFigures(
      parameterCount: parameters, fileParameterCount: parameters,
      macCount: layers.reduce(0) { $0 + $1.macCount },
      peakBytes: layers.map(\.liveBytes).max() ?? 0,
      constantBytes: parameters + 1_000 * layers.count,
      fileBytes: parameters + 2_000 * layers.count, layers: layers)
  }

  private func layer(
    _ name: String, _ weights: Double, macsPerWeight: Double, live: Double
  ) -> SearchLayer {
    SearchLayer(
      name: name, parameterCount: Int(weights), macCount: Int(weights * macsPerWeight),
      liveBytes: Int(live))
  }

  func search(
    _ limits: [SearchLimit], _ objective: SearchObjective = .macs, tries: Int = 60
  ) throws -> SearchResult {
    var search = VariationSearch(
      space, limits: limits, objective: objective, tries: tries, evaluate: figures)
    return try search.run()
  }
}
