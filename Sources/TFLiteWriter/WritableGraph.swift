import ModelGraph

/// What a graph must be so that its file can be read.
enum WritableGraph {
  /// Operators whose options in the schema have no field.
  private static let kindsWithoutOptions: Set<OperatorKind> = [
    .relu, .reluN1To1, .relu6, .logistic, .tanh, .quantize, .dequantize, .pad, .padV2, .transpose,
    .hardSwish, .maximum, .minimum, .slice, .exp, .abs, .prelu, .elu, .expandDims, .round,
  ]

  static func check(_ graph: ModelGraph) throws(ModelWriteError) {
    guard !graph.layers.isEmpty else { throw invalid("the model", "has no operator") }
    guard !graph.inputs.isEmpty else { throw invalid("the model", "has no input") }
    guard !graph.outputs.isEmpty else { throw invalid("the model", "has no output") }
    for (index, tensor) in graph.tensors.enumerated() { try check(tensor, "tensor \(index)") }
    var isMade = graph.tensors.map(\.isConstant)
    for input in graph.inputs {
      try checkIndex(input, in: graph, "an input of the model")
      guard !isMade[input] else {
        throw invalid("tensor \(input)", "is an input and a constant, or an input twice")
      }
      isMade[input] = true
    }
    for (index, layer) in graph.layers.enumerated() {
      try check(layer, "operator \(index) (\(layer.kind))", in: graph, isMade: &isMade)
    }
    for output in graph.outputs {
      try checkIndex(output, in: graph, "an output of the model")
      guard isMade[output] else { throw invalid("output \(output)", "is never made") }
    }
  }

  private static func check(
    _ layer: Layer, _ what: String, in graph: ModelGraph, isMade: inout [Bool]
  ) throws(ModelWriteError) {
    let hasOptions = TFLiteOptions.table(of: layer).map { $0.kind != 0 } ?? false
    guard hasOptions || kindsWithoutOptions.contains(layer.kind) else {
      throw ModelWriteError(
        .unsupported(what: what, problem: "has options that are not kept in a graph"))
    }
    for input in layer.inputs {
      guard let input else { continue }
      try checkIndex(input, in: graph, what)
      guard isMade[input] else { throw invalid(what, "reads tensor \(input) before it is made") }
    }
    for output in layer.outputs {
      try checkIndex(output, in: graph, what)
      guard !isMade[output] else { throw invalid(what, "makes tensor \(output) a second time") }
      isMade[output] = true
    }
  }

  private static func check(_ tensor: Tensor, _ what: String) throws(ModelWriteError) {
    guard tensor.type.bitsPerElement != nil else {
      throw ModelWriteError(
        .unsupported(what: what, problem: "has type \(tensor.type.name)"))
    }
    guard tensor.shape.count <= 8 else {
      throw ModelWriteError(
        .unsupported(what: what, problem: "has \(tensor.shape.count) dimensions, more than 8"))
    }
    var elements = 1
    for extent in tensor.shape {
      let (product, overflows) = elements.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflows, product <= Int(Int32.max) else {
        throw invalid(what, "has the shape \(tensor.shape)")
      }
      elements = product
    }
    if let data = tensor.data, data.count != tensor.byteCount {
      throw invalid(what, "needs \(tensor.byteCount) B and has \(data.count) B")
    }
    guard let quantization = tensor.quantization else { return }
    guard !quantization.scales.isEmpty,
      quantization.scales.count == quantization.zeroPoints.count,
      quantization.scales.allSatisfy({ $0.isFinite && $0 > 0 })
    else { throw invalid(what, "has scales that are none, or more or fewer than zero points") }
    if quantization.isPerChannel {
      guard tensor.shape.indices.contains(quantization.dimension),
        tensor.shape[quantization.dimension] == quantization.scales.count
      else {
        throw invalid(
          what,
          "of shape \(tensor.shape) has \(quantization.scales.count) scales along dimension "
            + "\(quantization.dimension)")
      }
    }
  }

  private static func checkIndex(
    _ index: Int, in graph: ModelGraph, _ what: String
  ) throws(ModelWriteError) {
    guard graph.tensors.indices.contains(index) else {
      throw invalid(what, "is or names tensor \(index) of \(graph.tensors.count)")
    }
  }

  private static func invalid(_ what: String, _ problem: String) -> ModelWriteError {
    ModelWriteError(.invalid(what: what, problem: problem))
  }
}
