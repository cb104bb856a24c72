import ModelGraph

extension Lowering {
  /// Operators that give the same bytes another shape.
  static let reshapeRules: [OperatorKind: LoweringRule] = [
    .reshape: reshape,
    .squeeze: reshape,
    .expandDims: reshape,
  ]

  private static func reshape(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    let input = try context.input(0)
    let output = try context.output()
    guard input.tensor.type == output.tensor.type, input.tensor.type.bitsPerElement != nil else {
      throw LoweringRefusal(
        "needs one element type of fixed size, has \(input.tensor.type.name) and "
          + output.tensor.type.name)
    }
    guard input.elementCount == output.elementCount else {
      throw LoweringRefusal(
        "needs as many outputs as inputs, has \(shapeText(output.shape)) from "
          + shapeText(input.shape))
    }
    let byteCount = try LoweringRefusal.narrowed(input.tensor.byteCount, "tensor bytes")
    return KernelCall(
      symbol: "mcub_copy_ref", header: "mcub_copy.h", parameterType: "mcub_copy_params",
      parameters: [KernelParameter("byte_count", byteCount)],
      arguments: [.tensor(input.id), .tensor(output.id)], inPlaceInputs: [0], isPlainCopy: true)
  }
}
