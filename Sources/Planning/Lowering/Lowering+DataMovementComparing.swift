import ModelGraph

/// Operators that compare elements: with zero, with a bound, with each other.
extension Lowering {
  /// RELU, RELU6 and RELU_N1_TO_1 that are layers of their own.
  static let relu: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let (input, output) = try context.elementwiseInt8Operands()
    let activation: FusedActivation =
      switch layer.kind {
      case .relu6: .relu6
      case .reluN1To1: .reluN1To1
      default: .relu
      }
    let range = try ActivationRange(activation, for: output)
    let multiplier = try bounded(Double(input.scale) / Double(output.scale))
    return .reference(
      "relu_s8",
      parameters: [
        KernelParameter("count", try LoweringRefusal.narrowed(input.elementCount, "elements")),
        KernelParameter("input_zero_point", input.zeroPoint),
        KernelParameter("output_zero_point", output.zeroPoint),
        KernelParameter("multiplier", multiplier.multiplier),
        KernelParameter("shift", multiplier.shift),
        KernelParameter("output_minimum", range.minimum),
        KernelParameter("output_maximum", range.maximum),
      ],
      arguments: [input.argument, output.argument], inPlaceInputs: [0])
  }

  static let leakyRelu: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .leakyRelu(let alpha) = layer.options else { throw context.wrongOptions }
    let (input, output) = try context.elementwiseInt8Operands()
    // Both factors are float32 in TensorFlow Lite, unlike those of other operators.
    let positive = try bounded(Double(input.scale / output.scale))
    let negative = try bounded(Double(input.scale * alpha / output.scale), "the scaled slope")
    return .reference(
      "leaky_relu_s8",
      parameters: [
        KernelParameter("count", try LoweringRefusal.narrowed(input.elementCount, "elements")),
        KernelParameter("input_zero_point", input.zeroPoint),
        KernelParameter("output_zero_point", output.zeroPoint),
        KernelParameter("positive_multiplier", positive.multiplier),
        KernelParameter("positive_shift", positive.shift),
        KernelParameter("negative_multiplier", negative.multiplier),
        KernelParameter("negative_shift", negative.shift),
      ],
      arguments: [input.argument, output.argument], inPlaceInputs: [0])
  }

  static let prelu: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let (input, output) = try context.elementwiseInt8Operands()
    let alpha = try context.int8Input(1, "alpha")
    let shape = try BroadcastShape(input.shape, alpha.shape, output: output.shape)
    let positive = try bounded(Double(input.scale) / Double(output.scale))
    let negative = try bounded(
      Double(input.scale) * Double(alpha.scale) / Double(output.scale), "the scaled slope",
      limit: 14)
    return .reference(
      "prelu_s8",
      parameters: [
        try .narrowed("extents", array: shape.extents),
        try .narrowed("alpha_strides", array: shape.strides2),
        KernelParameter("input_zero_point", input.zeroPoint),
        KernelParameter("alpha_zero_point", alpha.zeroPoint),
        KernelParameter("output_zero_point", output.zeroPoint),
        KernelParameter("positive_multiplier", positive.multiplier),
        KernelParameter("positive_shift", positive.shift),
        KernelParameter("negative_multiplier", negative.multiplier),
        KernelParameter("negative_shift", negative.shift),
      ],
      arguments: [input.argument, alpha.argument, output.argument], inPlaceInputs: [0])
  }

  static let maximum: LoweringRule = { layer, graph throws(LoweringRefusal) in
    try extremumCall("mcub_maximum_s8_ref", LoweringContext(layer, graph))
  }

  static let minimum: LoweringRule = { layer, graph throws(LoweringRefusal) in
    try extremumCall("mcub_minimum_s8_ref", LoweringContext(layer, graph))
  }

  static let argMax: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let input = try context.movableInput(0)
    let output = try context.movableOutput()
    guard input.type == .int8 else {
      throw LoweringRefusal("needs int8 activations, has \(input.type.name)")
    }
    guard output.type == .int32 else {
      throw LoweringRefusal("needs int32 output, has \(output.type.name)")
    }
    let axis = try context.dimension(
      context.constantInteger(1, "axis"), rank: input.shape.count)
    var shape = input.shape
    shape.remove(at: axis)
    try context.requireShape(shape, of: output.operand)
    return try .reference(
      "arg_max_s8",
      parameters: [
        "outer_count": input.outerCount(before: axis),
        "axis_extent": input.shape[axis],
        "inner_count": input.rowBytes(from: axis + 1),
      ],
      arguments: [input.argument, output.argument])
  }

  private static func extremumCall(
    _ symbol: String, _ context: LoweringContext
  ) throws(LoweringRefusal) -> KernelCall {
    let first = try context.movableInput(0, "first input")
    let second = try context.movableInput(1, "second input")
    let output = try context.movableOutput()
    guard output.type == .int8 else {
      throw LoweringRefusal("needs int8 activations, has \(output.type.name)")
    }
    try context.requireSameValues(first, output)
    try context.requireSameValues(second, output)
    let shape = try BroadcastShape(first.shape, second.shape, output: output.shape)
    let inputs = [first, second]
    return KernelCall(
      symbol: symbol, header: "mcub_extremum_s8.h", parameterType: "mcub_extremum_s8_params",
      parameters: try shape.parameters(),
      arguments: [first.argument, second.argument, output.argument],
      inPlaceInputs: inputs.indices.filter {
        inputs[$0].shape == output.shape && !inputs[$0].operand.tensor.isConstant
      })
  }

  /// The multiplier of a difference of two 8-bit values (`limit` 22) or of a product of two such
  /// (14): a left shift beyond would leave 32 bits.
  static func bounded(
    _ factor: Double, _ what: String = "the ratio of the scales", limit: Int32 = 22
  ) throws(LoweringRefusal) -> RequantizationMultiplier {
    let result = try LoweringRefusal.multiplier(factor, what)
    guard result.shift <= limit else {
      throw LoweringRefusal("needs \(what) below 2^\(limit), has \(factor)")
    }
    return result
  }
}

extension LoweringContext {
  /// The int8 input and output of an operator that works element by element, of one shape.
  func elementwiseInt8Operands() throws(LoweringRefusal) -> (
    input: Int8Operand, output: Int8Operand
  ) {
    let (input, output) = (try int8Input(0), try int8Output())
    guard input.shape == output.shape else {
      throw LoweringRefusal(
        "needs output of shape \(shapeText(input.shape)), has \(shapeText(output.shape))")
    }
    return (input, output)
  }
}
