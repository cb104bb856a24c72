import ModelGraph

extension Lowering {
  static let reductionRules: [OperatorKind: LoweringRule] = [
    .mean: { (layer, graph) throws(LoweringRefusal) in
      try reduction("mean_s8", layer, graph) { $0.divided(by: $1) }
    },
    .sum: { (layer, graph) throws(LoweringRefusal) in
      try reduction("sum_s8", layer, graph) { scaling, _ in scaling }
    },
  ]

  /// MEAN and SUM; `adjusted` brings the element count into the multiplier.
  private static func reduction(
    _ kernel: String, _ layer: Layer, _ graph: ModelGraph,
    adjusted: (RequantizationMultiplier, Int) -> RequantizationMultiplier
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .reduction = layer.options else {
      throw LoweringRefusal("has no reduction options")
    }
    let input = try context.int8Input(0)
    let output = try context.int8Output()
    let axes = try context.input(1, "axes").int32Values()
    let shape = try ReductionShape(input.shape, axes: axes)
    guard output.elementCount == shape.outputCount else {
      throw LoweringRefusal(
        "needs \(shape.outputCount) outputs, has \(shapeText(output.shape))")
    }
    let scaling = adjusted(
      try LoweringRefusal.multiplier(Double(input.scale) / Double(output.scale)), shape.count)
    return .reference(
      kernel,
      parameters: try shape.parameters() + [
        KernelParameter("input_zero_point", input.zeroPoint),
        KernelParameter("output_zero_point", output.zeroPoint),
        KernelParameter("multiplier", scaling.multiplier),
        KernelParameter("shift", scaling.shift),
      ],
      arguments: [input.argument, output.argument])
  }
}

extension RequantizationMultiplier {
  /// The multiplier over `count`, at least 1, truncated as TensorFlow Lite's reduction does it.
  func divided(by count: Int) -> RequantizationMultiplier {
    let bits = Int.bitWidth - 1 - count.leadingZeroBitCount
    let headroom = min(bits, 32, 31 + Int(shift))
    return RequantizationMultiplier(
      multiplier: Int32((Int(multiplier) << headroom) / count),
      shift: shift - Int32(headroom))
  }
}
