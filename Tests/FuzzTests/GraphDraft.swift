import ModelGraph

/// A graph that a test puts together layer by layer.
struct GraphDraft {
  private var graph = ModelGraph(
    tensors: [], layers: [], inputs: [], outputs: [],
    source: ModelSource(fileBytes: 4096, sha256: ""))

  mutating func constant(_ tensor: Tensor) -> TensorID {
    graph.tensors.append(tensor)
    return graph.tensors.count - 1
  }

  mutating func input(_ tensor: Tensor) -> TensorID {
    graph.inputs.append(constant(tensor))
    return graph.tensors.count - 1
  }

  /// Adds a layer that makes `tensor`.
  mutating func layer(
    _ kind: OperatorKind, _ options: OperatorOptions, _ inputs: [TensorID], makes tensor: Tensor
  ) -> TensorID {
    let output = constant(tensor)
    graph.layers.append(
      Layer(
        nodeIndex: graph.layers.count, kind: kind, inputs: inputs, outputs: [output],
        options: options))
    return output
  }

  /// Adds a layer without options.
  mutating func layer(
    _ kind: OperatorKind, _ inputs: [TensorID], makes tensor: Tensor
  ) -> TensorID {
    layer(kind, .none, inputs, makes: tensor)
  }

  /// The graph with these outputs.
  func graph(outputs: [TensorID]) -> ModelGraph {
    var graph = graph
    graph.outputs = outputs
    return graph
  }
}
