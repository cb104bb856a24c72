import ModelGraph

extension Lowering {
  static let fullyConnectedRules: [OperatorKind: LoweringRule] = [
    .fullyConnected: fullyConnected
  ]

  private static func fullyConnected(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .fullyConnected(let activation, let isShuffled, _, _) = layer.options else {
      throw LoweringRefusal("has no fully connected options")
    }
    let input = try context.int8Input(0)
    let output = try context.int8Output()
    guard !isShuffled else { throw LoweringRefusal("has shuffled weights, which cannot run") }
    let weights = try ChannelWeights(context.input(1, "weights"), dimension: 0, rank: 2)
    let depth = weights.shape[1]
    guard depth > 0, input.elementCount % depth == 0 else {
      throw LoweringRefusal(
        "needs rows of \(depth) inputs, has \(shapeText(input.shape))")
    }
    let batches = input.elementCount / depth
    guard output.elementCount == batches * weights.channels else {
      throw LoweringRefusal(
        "needs \(batches * weights.channels) outputs, has \(shapeText(output.shape))")
    }
    let range = try ActivationRange(activation, for: output)
    let scaling = try weights.requantization(input: input, output: output)
    return try .reference(
      "fully_connected_s8",
      parameters: [
        "batches": batches,
        "depth": depth,
        "units": weights.channels,
        "input_zero_point": Int(input.zeroPoint),
        "output_zero_point": Int(output.zeroPoint),
        "activation_min": Int(range.minimum),
        "activation_max": Int(range.maximum),
      ],
      arguments: [
        input.argument, .tensor(weights.id), context.bias(2, channels: weights.channels),
        scaling.multipliers, scaling.shifts, output.argument,
      ])
  }
}
