import ModelGraph

extension KernelSelection {
  static let depthwiseRules: [String: SelectionRule] = [
    "mcub_depthwise_conv_2d_s8_ref": depthwise
  ]

  private static func depthwise(_ context: SelectionContext) -> KernelChoice {
    let window = DepthwiseWindow(context)
    if let refusal = window.refusal { return .fallback(context.reference, refusal) }
    let count = context["input_channels"] * context["depth_multiplier"]
    guard let weights = context.int8(argument: 1), weights.count == window.taps * count,
      let biases = context.int32(argument: 2, count: count),
      let multipliers = context.int32(argument: 3, count: count),
      let shifts = context.int32(argument: 4, count: count)
    else { return .fallback(context.reference, "the weights are no constant") }

    var channels: [DepthwiseChannel] = []
    channels.reserveCapacity(count)
    for channel in 0..<count {
      let filter = (0..<window.taps).map { Int(weights[$0 * count + channel]) }
      guard
        let packed = DepthwiseChannel(
          filter, bias: Int(biases[channel]), inputZeroPoint: context["input_zero_point"],
          multiplier: multipliers[channel], shift: shifts[channel],
          outputZeroPoint: context["output_zero_point"])
      else {
        return .fallback(
          context.reference, "sums of channel \(channel) can leave 32 bits once doubled")
      }
      channels.append(packed)
    }
    if let choice = smallImage(context, window, channels) { return choice }
    return .simd(
      call(context, window, channels),
      "\(window.size)x\(window.size) from int16 planes, four outputs at a time, "
        + "in strips of \(window.stripRows) rows")
  }

  private static func call(
    _ context: SelectionContext, _ window: DepthwiseWindow, _ channels: [DepthwiseChannel]
  ) -> KernelCall {
    KernelCall(
      symbol: "mcub_depthwise_conv_2d_s8_dsp_\(window.size)x\(window.size)",
      header: "mcub_depthwise_conv_2d_s8_dsp.h",
      parameterType: "mcub_depthwise_conv_2d_s8_dsp_params",
      parameters: context.parameters([
        "batches", "input_height", "input_width", "input_channels", "output_height",
        "output_width", "depth_multiplier",
      ]) + [KernelParameter("stride", Int32(window.stride))]
        + context.parameters([
          "pad_top", "pad_left", "input_zero_point", "activation_min", "activation_max",
        ]) + [
          KernelParameter("strip_rows", Int32(window.stripRows)),
          KernelParameter("planes", Int32(window.planes)),
          KernelParameter("rounds_negatives", roundsNegatives(context, channels)),
        ],
      arguments: [
        context.reference.arguments[0],
        .constant(
          KernelConstant(
            role: "channels",
            int32: channels.flatMap { $0.words(window) })),
        context.reference.arguments[5],
        .scratch(byteCount: window.scratchBytes),
      ])
  }

  /// Whether sums below zero round half away from it: 0 for no, 1 for yes, 2 for those of channels
  /// that are rounded by a shift.
  static func roundsNegatives(
    _ context: SelectionContext, _ channels: [DepthwiseChannel]
  ) -> Int32 {
    let scales = channels.map(\.requantization).filter { !$0.isConstant }
    guard context.showsNegatives, scales.contains(where: \.roundsTwice) else { return 0 }
    return scales.allSatisfy(\.roundsTwice) ? 1 : 2
  }
}
