import ModelGraph

extension Lowering {
  static let poolingRules: [OperatorKind: LoweringRule] = [
    .averagePool2D: { (layer, graph) throws(LoweringRefusal) in
      try pooling("average_pool_2d_s8", layer, graph)
    },
    .maxPool2D: { (layer, graph) throws(LoweringRefusal) in
      try pooling("max_pool_2d_s8", layer, graph)
    },
  ]

  private static func pooling(
    _ kernel: String, _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .pooling(let padding, let stride, let filter, let activation) = layer.options else {
      throw LoweringRefusal("has no pooling options")
    }
    let input = try context.int8Input(0)
    let output = try context.int8Output()
    // The reference's own tolerance for scales that went through different arithmetic.
    guard input.zeroPoint == output.zeroPoint, abs(input.scale - output.scale) <= 1e-6 else {
      throw LoweringRefusal(
        "needs one quantization for input and output, has scales \(input.scale) and "
          + "\(output.scale), zero points \(input.zeroPoint) and \(output.zeroPoint)")
    }
    let image = try ImageShape(input.shape, "input")
    let window = try ImageWindow(image, kernel: filter, stride: stride, padding: padding)
    try LoweringRefusal.requireShape(
      output.shape, equals: window.outputShape(batches: image.batches, channels: image.channels))
    let taps = min(filter.height, image.height) * min(filter.width, image.width)
    guard taps < 1 << 24 else {
      throw LoweringRefusal("needs windows of less than 2^24 taps, has \(taps)")
    }
    let range = try ActivationRange(activation, for: output)
    return try .reference(
      kernel,
      parameters: [
        "batches": image.batches,
        "input_height": image.height,
        "input_width": image.width,
        "channels": image.channels,
        "output_height": window.rows.outputExtent,
        "output_width": window.columns.outputExtent,
        "kernel_height": filter.height,
        "kernel_width": filter.width,
        "stride_height": stride.height,
        "stride_width": stride.width,
        "pad_top": window.rows.padBefore,
        "pad_left": window.columns.padBefore,
        "activation_min": Int(range.minimum),
        "activation_max": Int(range.maximum),
      ],
      arguments: [input.argument, output.argument])
  }
}
