package import ModelGraph

/// Brings a graph as read into the form that is planned: every shape known, constants folded.
///
/// - The batch is fixed at 1 where the file leaves it open, and every shape behind it is inferred.
/// - Integer chains that compute shapes (SHAPE, STRIDED_SLICE, PACK and the like) become constants,
///   as do QUANTIZE and DEQUANTIZE of constants.
/// - Elementwise float operators between DEQUANTIZE and QUANTIZE become one table of 256 entries.
/// - Layers that no graph output needs are removed.
///
/// Tensors keep their places and layers that stay keep their ``Layer/nodeIndex``.
package enum GraphPreparation {
  /// The prepared form of `graph`.
  ///
  /// - Throws: `PreparationError` when an operator's tensors contradict each other or the file's
  ///   shapes. Operators without a shape rule keep the shapes that the file gives.
  package static func prepare(_ graph: ModelGraph) throws(PreparationError) -> ModelGraph {
    var preparer = Preparer(graph)
    try preparer.foldAndInfer()
    LookupTableFusion.fuse(&preparer.graph)
    DeadLayers.remove(from: &preparer.graph)
    try preparer.checkResult()
    return preparer.graph
  }
}

/// Walks the layers once, in order.
struct Preparer {
  var graph: ModelGraph
  /// Tensors whose shape in the file is a placeholder: behind an open extent or a folded value.
  var hasPlaceholderShape: [Bool]
  var folding: ConstantFolding

  init(_ graph: ModelGraph) {
    self.graph = graph
    hasPlaceholderShape = graph.tensors.map(\.hasOpenShape)
    folding = ConstantFolding(fileBytes: graph.source.fileBytes)
  }

  mutating func foldAndInfer() throws(PreparationError) {
    var kept: [Layer] = []
    for layer in graph.layers {
      let isBehindPlaceholder = layer.inputs.contains { input in
        input.map { hasPlaceholderShape[$0] } ?? false
      }
      let shapes = try inferredShapes(of: layer, isBehindPlaceholder: isBehindPlaceholder)
      try setShapes(shapes, of: layer, isBehindPlaceholder: isBehindPlaceholder)
      if let data = try folding.folded(layer, tensors: graph.tensors),
        let output = layer.outputs.first
      {
        graph.tensors[output].data = data
        // Shapes that come of a folded integer could not stand in the file.
        if graph.tensors[output].integerValues != nil { hasPlaceholderShape[output] = true }
      } else {
        kept.append(layer)
      }
    }
    graph.layers = kept
    for index in graph.tensors.indices { graph.tensors[index].hasOpenShape = false }
  }

  /// The shapes that the operator gives its outputs, or `nil` where there is no rule.
  private func inferredShapes(
    of layer: Layer, isBehindPlaceholder: Bool
  ) throws(PreparationError) -> [[Int]]? {
    do throws(ShapeProblem) {
      return try ShapeInference(layer: layer, tensors: graph.tensors).outputShapes()
    } catch {
      // Only the board will know the value; the file's shape has to do, if it is one.
      if error.isValueUnknown, !isBehindPlaceholder { return nil }
      throw PreparationError(
        .impossibleLayer(nodeIndex: layer.nodeIndex, kind: layer.kind, problem: error.text))
    }
  }

  private mutating func setShapes(
    _ shapes: [[Int]]?, of layer: Layer, isBehindPlaceholder: Bool
  ) throws(PreparationError) {
    for (position, output) in layer.outputs.enumerated() {
      let isPlaceholder = isBehindPlaceholder || hasPlaceholderShape[output]
      hasPlaceholderShape[output] = isPlaceholder
      guard let inferred = shapes?[position] else { continue }
      let declared = graph.tensors[output].shape
      guard isPlaceholder || declared == inferred else {
        throw PreparationError(
          .shapeMismatch(
            nodeIndex: layer.nodeIndex, kind: layer.kind, tensor: output, declared: declared,
            inferred: inferred))
      }
      graph.tensors[output].shape = inferred
    }
  }

  /// What planning relies on: outputs are computed, and no activation is empty.
  func checkResult() throws(PreparationError) {
    for (position, output) in graph.outputs.enumerated() where graph.tensors[output].isConstant {
      throw PreparationError(.constantOutput(position: position))
    }
    for layer in graph.layers {
      for tensor in layer.inputs.compactMap(\.self) + layer.outputs
      where graph.tensors[tensor].elementCount == 0 && !graph.tensors[tensor].isConstant {
        throw PreparationError(
          .impossibleLayer(
            nodeIndex: layer.nodeIndex, kind: layer.kind,
            problem: "tensor \(tensor) of shape \(graph.tensors[tensor].shape) has no elements"))
      }
    }
  }
}
