import ModelGraph

extension Lowering {
  static let softmaxRules: [OperatorKind: LoweringRule] = [.softmax: softmax]

  private static func softmax(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .softmax(let beta) = layer.options else {
      throw LoweringRefusal("has no softmax options")
    }
    let input = try context.int8Input(0)
    let output = try context.int8Output()
    try LoweringRefusal.requireShape(output.shape, equals: input.shape)
    guard output.scale == 1 / 256, output.zeroPoint == -128 else {
      throw LoweringRefusal(
        "needs an output of scale 1/256 and zero point -128, has \(output.scale) and "
          + "\(output.zeroPoint)")
    }
    // Differences become Q5.26 exponents.
    let factor = min(Double(beta) * Double(input.scale) * 0x1p26, 0x1p31 - 1)
    guard let scaling = RequantizationMultiplier(factor), factor >= 1 else {
      throw LoweringRefusal(
        "needs beta times the input scale to be 2^-26 and more, has "
          + "\(Double(beta) * Double(input.scale))")
    }
    let depth = input.shape.last ?? 1
    let reach = (31 * 0x1p26 / Double(1 << Int(scaling.shift))).rounded(.down)
    return try .reference(
      "softmax_s8",
      parameters: [
        "rows": input.elementCount / max(depth, 1),
        "depth": depth,
        "input_multiplier": Int(scaling.multiplier),
        "input_shift": Int(scaling.shift),
        "smallest_difference": -Int(reach),
      ],
      arguments: [input.argument, output.argument], inPlaceInputs: [0])
  }
}
