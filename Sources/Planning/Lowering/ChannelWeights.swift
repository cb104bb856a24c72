import ModelGraph

/// The constant int8 weights of a layer, with one requantization multiplier an output channel.
struct ChannelWeights {
  let id: TensorID
  let shape: [Int]
  let channels: Int
  /// One, or one a channel; finite and not negative.
  let scales: [Float]

  /// Weights of `rank` dimensions whose output channels run along `dimension`, checked.
  init(_ operand: OperandTensor, dimension: Int, rank: Int) throws(LoweringRefusal) {
    let tensor = operand.tensor
    guard tensor.type == .int8 else {
      throw LoweringRefusal("needs int8 weights, has \(tensor.type.name)")
    }
    guard tensor.isConstant else { throw LoweringRefusal("needs constant weights") }
    guard tensor.shape.count == rank else {
      throw LoweringRefusal(
        "needs weights of rank \(rank), has \(shapeText(tensor.shape))")
    }
    let channels = tensor.shape[dimension]
    guard let quantization = tensor.quantization, !quantization.scales.isEmpty else {
      throw LoweringRefusal("needs quantized weights, has no scale")
    }
    let scales = quantization.scales
    guard scales.count == 1 || scales.count == channels else {
      throw LoweringRefusal(
        "needs 1 or \(channels) weight scales, has \(scales.count)")
    }
    guard scales.count == 1 || quantization.dimension == dimension else {
      throw LoweringRefusal(
        "needs weight scales along dimension \(dimension), has dimension "
          + "\(quantization.dimension)")
    }
    if let scale = scales.first(where: { !($0.isFinite && $0 >= 0) }) {
      throw LoweringRefusal("needs weight scales that are finite and not negative, has \(scale)")
    }
    if let zeroPoint = quantization.zeroPoints.first(where: { $0 != 0 }) {
      throw LoweringRefusal("needs weights with zero point 0, has \(zeroPoint)")
    }
    id = operand.id
    shape = tensor.shape
    self.channels = channels
    self.scales = scales
  }

  /// The multipliers and shifts that bring each channel's sums to the output's scale.
  ///
  /// The scales are widened to double before they are multiplied, for every operator. Sources of
  /// TensorFlow Lite that multiply them in float32 for FULLY_CONNECTED and BATCH_MATMUL exist; the
  /// interpreter that made the golden vectors (tflite-micro 0.dev20261023182759) does not.
  func requantization(
    input: Int8Operand, output: Int8Operand
  ) throws(LoweringRefusal) -> (multipliers: KernelArgument, shifts: KernelArgument) {
    var multipliers: [RequantizationMultiplier] = []
    for scale in scales {
      multipliers.append(
        try LoweringRefusal.multiplier(
          Double(input.scale) * Double(scale) / Double(output.scale)))
    }
    if multipliers.count == 1 {
      multipliers = Array(repeating: multipliers[0], count: channels)
    }
    return (
      .constant(KernelConstant(role: "multipliers", int32: multipliers.map(\.multiplier))),
      .constant(KernelConstant(role: "shifts", int32: multipliers.map(\.shift)))
    )
  }
}

extension LoweringContext {
  /// The argument for the bias at input `position`: constant int32, one value a channel, or `NULL`.
  func bias(_ position: Int, channels: Int) throws(LoweringRefusal) -> KernelArgument {
    guard let bias = try optionalInput(position, "bias") else { return .null }
    guard bias.tensor.type == .int32 else {
      throw LoweringRefusal("needs an int32 bias, has \(bias.tensor.type.name)")
    }
    guard bias.tensor.isConstant else { throw LoweringRefusal("needs a constant bias") }
    guard bias.elementCount == channels else {
      throw LoweringRefusal("needs \(channels) bias values, has \(bias.elementCount)")
    }
    return .tensor(bias.id)
  }
}
