/// What a layer costs, as far as the graph alone tells.
package struct LayerFacts: Hashable, Sendable {
  /// Multiply-accumulates of CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED and TRANSPOSE_CONV, biases
  /// and padding not subtracted or added; 0 for every other operator.
  package let macCount: Int
  /// Elements of the constant weights and bias of those operators, in the first layer that uses them.
  package let parameterCount: Int
  /// Bytes of the constant weights, and of the constant inputs of other operators.
  package let weightBytes: Int
  /// Bytes of the constant bias.
  package let biasBytes: Int
  /// Bytes of the activations read, each once.
  package let inputBytes: Int
  /// Bytes of the activations made.
  package let outputBytes: Int
  /// Activation bytes live while the layer runs, no memory shared.
  package let liveBytes: Int
}

/// What a network costs, as far as the graph alone tells; made for a graph with final shapes.
package struct ModelFacts: Hashable, Sendable {
  package let graph: ModelGraph
  /// One a layer, in the graph's order.
  package let layers: [LayerFacts]
  package let macCount: Int
  /// Elements of constant weights and biases, each tensor once.
  package let parameterCount: Int
  /// Bytes of every constant that some layer reads, each tensor once.
  package let constantBytes: Int
  /// The largest ``LayerFacts/liveBytes``, in the graph's order.
  package let peakBytes: Int
  /// The first layer where it is reached, or `nil` in a graph without layers.
  package let peakLayer: Int?

  /// File bytes a parameter, or `nil` for a network without parameters.
  package var bytesPerParameter: Double? {
    parameterCount > 0 ? Double(graph.source.fileBytes) / Double(parameterCount) : nil
  }

  package init(of graph: ModelGraph) {
    let live = Self.liveBytes(in: graph)
    var counted: Set<TensorID> = []
    layers = zip(graph.layers, live).map { layer, liveBytes in
      Self.facts(of: layer, in: graph, liveBytes: liveBytes, counted: &counted)
    }
    self.graph = graph
    macCount = layers.reduce(0) { $0.addingSaturated($1.macCount) }
    parameterCount = layers.reduce(0) { $0 + $1.parameterCount }
    constantBytes = Set(graph.layers.flatMap { $0.inputs.compactMap(\.self) })
      .reduce(0) { $0 + (graph.tensors[$1].data?.count ?? 0) }
    peakBytes = live.max() ?? 0
    peakLayer = live.firstIndex(of: peakBytes)
  }

  private static func facts(
    of layer: Layer, in graph: ModelGraph, liveBytes: Int, counted: inout Set<TensorID>
  ) -> LayerFacts {
    let places = layer.parameterPlaces
    var parameters = 0
    for id in [places?.weights, places?.bias].compactMap({ $0.flatMap(layer.input) })
    where graph.tensors[id].isConstant && counted.insert(id).inserted {
      parameters += graph.tensors[id].elementCount
    }
    let inputs = Set(layer.inputs.compactMap(\.self))
    let bias = places.flatMap { layer.input($0.bias) }
    let constants = inputs.filter { graph.tensors[$0].isConstant }
    let biasBytes = bias.flatMap { graph.tensors[$0].data?.count } ?? 0
    return LayerFacts(
      macCount: layer.macCount(in: graph),
      parameterCount: parameters,
      weightBytes: constants.subtracting([bias].compactMap(\.self))
        .reduce(0) { $0 + graph.tensors[$1].byteCount },
      biasBytes: biasBytes,
      inputBytes: inputs.subtracting(constants).reduce(0) { $0 + graph.tensors[$1].byteCount },
      outputBytes: layer.outputs.reduce(0) { $0 + graph.tensors[$1].byteCount },
      liveBytes: liveBytes)
  }

  /// Activation bytes live at each layer; as ``ModelGraph/lifetimes`` has them.
  private static func liveBytes(in graph: ModelGraph) -> [Int] {
    guard !graph.layers.isEmpty else { return [] }
    // Bytes that come to life and end, so that many tensors over many layers stay cheap.
    var changes = [Int](repeating: 0, count: graph.layers.count + 1)
    for (tensor, life) in graph.lifetimes {
      changes[life.lowerBound] += graph.tensors[tensor].byteCount
      changes[life.upperBound + 1] -= graph.tensors[tensor].byteCount
    }
    var bytes = 0
    return changes.dropLast().map { change in
      bytes += change
      return bytes
    }
  }
}
