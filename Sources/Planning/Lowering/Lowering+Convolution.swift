import ModelGraph

extension Lowering {
  static let convolutionRules: [OperatorKind: LoweringRule] = [
    .conv2D: convolution,
    .depthwiseConv2D: depthwiseConvolution,
  ]

  private static func convolution(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .convolution(let options) = layer.options else {
      throw LoweringRefusal("has no convolution options")
    }
    let input = try context.int8Input(0)
    let output = try context.int8Output()
    let weights = try ChannelWeights(context.input(1, "weights"), dimension: 0, rank: 4)
    let image = try ImageShape(input.shape, "input")
    let filterChannels = weights.shape[3]
    guard filterChannels > 0, image.channels % filterChannels == 0,
      weights.channels % (image.channels / filterChannels) == 0
    else {
      throw LoweringRefusal(
        "needs weights that split \(image.channels) input channels into whole groups, has "
          + shapeText(weights.shape))
    }
    let window = try ImageWindow(
      image, kernel: HeightWidth(height: weights.shape[1], width: weights.shape[2]),
      stride: options.stride, dilation: options.dilation, padding: options.padding)
    try LoweringRefusal.requireShape(
      output.shape, equals: window.outputShape(batches: image.batches, channels: weights.channels))
    let range = try ActivationRange(options.fusedActivation, for: output)
    let scaling = try weights.requantization(input: input, output: output)
    return try .reference(
      "conv_2d_s8",
      parameters: [
        "batches": image.batches,
        "input_height": image.height,
        "input_width": image.width,
        "input_channels": image.channels,
        "output_height": window.rows.outputExtent,
        "output_width": window.columns.outputExtent,
        "output_channels": weights.channels,
        "kernel_height": weights.shape[1],
        "kernel_width": weights.shape[2],
        "filter_channels": filterChannels,
        "stride_height": options.stride.height,
        "stride_width": options.stride.width,
        "dilation_height": options.dilation.height,
        "dilation_width": options.dilation.width,
        "pad_top": window.rows.padBefore,
        "pad_left": window.columns.padBefore,
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

  private static func depthwiseConvolution(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .depthwiseConvolution(let options, _) = layer.options else {
      throw LoweringRefusal("has no depthwise convolution options")
    }
    let input = try context.int8Input(0)
    let output = try context.int8Output()
    let weights = try ChannelWeights(context.input(1, "weights"), dimension: 3, rank: 4)
    let image = try ImageShape(input.shape, "input")
    // The multiplier follows from the shapes; old files leave the option at 0.
    guard weights.shape[0] == 1, image.channels > 0, weights.channels % image.channels == 0 else {
      throw LoweringRefusal(
        "needs weights of 1 filter a multiple of \(image.channels) channels, has "
          + shapeText(weights.shape))
    }
    let window = try ImageWindow(
      image, kernel: HeightWidth(height: weights.shape[1], width: weights.shape[2]),
      stride: options.stride, dilation: options.dilation, padding: options.padding)
    try LoweringRefusal.requireShape(
      output.shape, equals: window.outputShape(batches: image.batches, channels: weights.channels))
    let range = try ActivationRange(options.fusedActivation, for: output)
    let scaling = try weights.requantization(input: input, output: output)
    return try .reference(
      "depthwise_conv_2d_s8",
      parameters: [
        "batches": image.batches,
        "input_height": image.height,
        "input_width": image.width,
        "input_channels": image.channels,
        "output_height": window.rows.outputExtent,
        "output_width": window.columns.outputExtent,
        "depth_multiplier": weights.channels / image.channels,
        "kernel_height": weights.shape[1],
        "kernel_width": weights.shape[2],
        "stride_height": options.stride.height,
        "stride_width": options.stride.width,
        "dilation_height": options.dilation.height,
        "dilation_width": options.dilation.width,
        "pad_top": window.rows.padBefore,
        "pad_left": window.columns.padBefore,
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

/// Where a sliding window lies on an image, along height and width.
struct ImageWindow: Hashable {
  let rows: WindowGeometry
  let columns: WindowGeometry

  init(
    _ image: ImageShape, kernel: HeightWidth, stride: HeightWidth,
    dilation: HeightWidth = HeightWidth(height: 1, width: 1), padding: Padding
  ) throws(LoweringRefusal) {
    rows = try WindowGeometry(
      input: image.height, kernel: kernel.height, stride: stride.height,
      dilation: dilation.height, padding: padding)
    columns = try WindowGeometry(
      input: image.width, kernel: kernel.width, stride: stride.width,
      dilation: dilation.width, padding: padding)
  }

  func outputShape(batches: Int, channels: Int) -> [Int] {
    [batches, rows.outputExtent, columns.outputExtent, channels]
  }
}
