import ModelGraph

extension Lowering {
  /// Operators that combine two tensors element by element.
  static let elementwiseRules: [OperatorKind: LoweringRule] = [
    .add: { (layer, graph) throws(LoweringRefusal) in try sum("add_s8", layer, graph) },
    .sub: { (layer, graph) throws(LoweringRefusal) in try sum("sub_s8", layer, graph) },
    .mul: product,
  ]

  /// ADD and SUB.
  private static func sum(
    _ kernel: String, _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let operands = try BinaryOperands(layer, graph)
    let (input1, input2, output) = (operands.input1, operands.input2, operands.output)
    let twiceLarger = 2 * Double(max(input1.scale, input2.scale))
    let scaling1 = try LoweringRefusal.multiplier(Double(input1.scale) / twiceLarger)
    let scaling2 = try LoweringRefusal.multiplier(Double(input2.scale) / twiceLarger)
    let scaling = try LoweringRefusal.multiplier(twiceLarger / (0x1p20 * Double(output.scale)))
    return .reference(
      kernel,
      parameters: try operands.shape.parameters() + [
        KernelParameter("input1_zero_point", input1.zeroPoint),
        KernelParameter("input1_multiplier", scaling1.multiplier),
        KernelParameter("input1_shift", scaling1.shift),
        KernelParameter("input2_zero_point", input2.zeroPoint),
        KernelParameter("input2_multiplier", scaling2.multiplier),
        KernelParameter("input2_shift", scaling2.shift),
        KernelParameter("output_multiplier", scaling.multiplier),
        KernelParameter("output_shift", scaling.shift),
        KernelParameter("output_zero_point", output.zeroPoint),
        KernelParameter("activation_min", operands.range.minimum),
        KernelParameter("activation_max", operands.range.maximum),
      ],
      arguments: [input1.argument, input2.argument, output.argument],
      inPlaceInputs: operands.inPlaceInputs)
  }

  /// MUL.
  private static func product(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let operands = try BinaryOperands(layer, graph)
    let (input1, input2, output) = (operands.input1, operands.input2, operands.output)
    let scaling = try LoweringRefusal.multiplier(
      Double(input1.scale) * Double(input2.scale) / Double(output.scale))
    return .reference(
      "mul_s8",
      parameters: try operands.shape.parameters() + [
        KernelParameter("input1_zero_point", input1.zeroPoint),
        KernelParameter("input2_zero_point", input2.zeroPoint),
        KernelParameter("multiplier", scaling.multiplier),
        KernelParameter("shift", scaling.shift),
        KernelParameter("output_zero_point", output.zeroPoint),
        KernelParameter("activation_min", operands.range.minimum),
        KernelParameter("activation_max", operands.range.maximum),
      ],
      arguments: [input1.argument, input2.argument, output.argument],
      inPlaceInputs: operands.inPlaceInputs)
  }
}

/// The tensors of an elementwise layer with two inputs.
private struct BinaryOperands {
  let input1: Int8Operand
  let input2: Int8Operand
  let output: Int8Operand
  let shape: BroadcastShape
  let range: ActivationRange
  /// The inputs that the output may lie on: activations that are not repeated.
  let inPlaceInputs: [Int]

  init(_ layer: Layer, _ graph: ModelGraph) throws(LoweringRefusal) {
    let context = LoweringContext(layer, graph)
    guard case .arithmetic(let activation) = layer.options else {
      throw LoweringRefusal("has no arithmetic options")
    }
    let inputs = [try context.int8Input(0, "input 1"), try context.int8Input(1, "input 2")]
    let output = try context.int8Output()
    shape = try BroadcastShape(inputs[0].shape, inputs[1].shape, output: output.shape)
    range = try ActivationRange(activation, for: output)
    inPlaceInputs = inputs.indices.filter {
      inputs[$0].elementCount == output.elementCount && !graph.tensors[inputs[$0].id].isConstant
    }
    (input1, input2, self.output) = (inputs[0], inputs[1], output)
  }
}
