import ModelGraph

extension Lowering {
  static let transposeConvolutionRules: [OperatorKind: LoweringRule] = [
    .transposeConv: transposeConvolution
  ]

  private static func transposeConvolution(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .transposeConvolution(let padding, let stride, let activation) = layer.options else {
      throw LoweringRefusal("has no transposed convolution options")
    }
    let input = try context.int8Input(2)
    let output = try context.int8Output()
    let stated = try context.input(0, "output shape").int32Values().map { Int($0) }
    try LoweringRefusal.requireShape(output.shape, equals: stated)
    let weights = try ChannelWeights(context.input(1, "weights"), dimension: 0, rank: 4)
    let source = try ImageShape(input.shape, "input")
    let target = try ImageShape(output.shape, "output")
    guard weights.channels == target.channels, weights.shape[3] == source.channels else {
      throw LoweringRefusal(
        "needs weights from \(source.channels) to \(target.channels) channels, has "
          + shapeText(weights.shape))
    }
    // The operator runs a convolution from its output to its input backwards.
    let window = try ImageWindow(
      target, kernel: HeightWidth(height: weights.shape[1], width: weights.shape[2]),
      stride: stride, padding: padding)
    guard
      window.outputShape(batches: target.batches, channels: source.channels) == source.extents
    else {
      throw LoweringRefusal(
        "needs an output that a convolution takes back to \(shapeText(input.shape)), has "
          + shapeText(output.shape))
    }
    let range = try ActivationRange(activation, for: output)
    let scaling = try weights.requantization(input: input, output: output)
    return try .reference(
      "transpose_conv_s8",
      parameters: [
        "batches": source.batches,
        "input_height": source.height,
        "input_width": source.width,
        "input_channels": source.channels,
        "output_height": target.height,
        "output_width": target.width,
        "output_channels": target.channels,
        "kernel_height": weights.shape[1],
        "kernel_width": weights.shape[2],
        "stride_height": stride.height,
        "stride_width": stride.width,
        "pad_top": window.rows.padBefore,
        "pad_left": window.columns.padBefore,
        "input_zero_point": Int(input.zeroPoint),
        "output_zero_point": Int(output.zeroPoint),
        "activation_min": Int(range.minimum),
        "activation_max": Int(range.maximum),
      ],
      arguments: [
        input.argument, .tensor(weights.id), context.bias(3, channels: weights.channels),
        scaling.multipliers, scaling.shifts, output.argument,
      ])
  }
}
