import Architectures
import BoardProfiles
import Measurements
import ModelGraph
import Planning
import VariationFactory
import VariationSearch
import Workbench

/// Makes variations and says what they cost.
struct SearchEvaluation {
  let architecture: Architecture
  let seed: UInt64
  /// The boards whose latency is asked for.
  let boards: [(profile: BoardProfile, predictor: Predictor)]

  /// - Throws: `FactorError` for factors that give no network, and `CancellationError`.
  func figures(_ factors: Factors) throws -> SearchFigures {
    try Task.checkCancellation()
    let variation = try Variation(architecture, factors, seed: seed)
    let (made, graph) = try SearchFigures.of(VariationFactory.make(variation))
    var figures = made
    for (board, predictor) in boards {
      // What does not fit on the board, or has a layer that its table knows nothing of, has no figure.
      guard let plan = try? Planner.plan(graph, for: board) else { continue }
      let run = predictor.measurement(of: plan, named: variation.name.text)
      guard let record = run.prediction, let total = record.total,
        let microseconds = run.microseconds(total.cycles), let low = run.microseconds(total.low),
        let high = run.microseconds(total.high)
      else { continue }
      let layers = graph.layers.map { layer in
        run.layers.first { $0.identity.name == layer.outputs.first.map { graph.tensors[$0].name } }
          .flatMap { record.cycles(ofLayer: $0.index) }
          .flatMap { run.microseconds($0.cycles) } ?? 0
      }
      figures = figures.adding(
        PredictedLatency(microseconds: microseconds, low: low, high: high), of: board.name,
        layers: layers)
    }
    return figures
  }
}
