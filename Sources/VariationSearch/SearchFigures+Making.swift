import Architectures
import GraphPreparation
package import ModelGraph
import Planning
package import VariationFactory

extension SearchFigures {
  /// What a made variation costs, as `mcubench analyze` counts it, and the graph that says so.
  ///
  /// - Throws: `PreparationError`, or `UnsupportedLayers` for a layer that no kernel runs: faults of the
  ///   architecture.
  package static func of(_ made: MadeVariation) throws -> (
    figures: SearchFigures, graph: ModelGraph
  ) {
    var graph = try GraphPreparation.prepare(made.int8Graph)
    graph.source.fileBytes = made.int8Bytes.count
    let figures = SearchFigures(
      of: graph, parameterCount: made.parameters.count,
      constantBytes: try Lowering.lower(graph).constantBytes)
    return (figures, graph)
  }

  /// Of a prepared int8 network that knows its file's size.
  package init(of graph: ModelGraph, parameterCount: Int, constantBytes: Int) {
    let facts = ModelFacts(of: graph)
    self.init(
      parameterCount: parameterCount, fileParameterCount: facts.parameterCount,
      macCount: facts.macCount, peakBytes: facts.peakBytes,
      constantBytes: constantBytes, fileBytes: graph.source.fileBytes,
      layers: zip(graph.layers, facts.layers).map { layer, facts in
        SearchLayer(
          name: layer.outputs.first.map { graph.tensors[$0].name } ?? "",
          parameterCount: facts.parameterCount, macCount: facts.macCount,
          liveBytes: facts.liveBytes)
      })
  }

  /// The same with what was predicted for a board.
  package func adding(
    _ latency: PredictedLatency, of board: String, layers microseconds: [Double]
  ) -> SearchFigures {
    var latencies = latencies
    latencies[board] = latency
    let layers = layers.enumerated().map { index, layer in
      var times = layer.microseconds
      times[board] = microseconds.indices.contains(index) ? microseconds[index] : 0
      return SearchLayer(
        name: layer.name, parameterCount: layer.parameterCount, macCount: layer.macCount,
        liveBytes: layer.liveBytes, microseconds: times)
    }
    return SearchFigures(
      parameterCount: parameterCount, fileParameterCount: fileParameterCount, macCount: macCount,
      peakBytes: peakBytes,
      constantBytes: constantBytes, fileBytes: fileBytes, latencies: latencies, layers: layers)
  }
}
