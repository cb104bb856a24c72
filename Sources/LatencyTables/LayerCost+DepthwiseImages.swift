/// Forms of the depthwise kernels that are made for one size of image.
extension LayerCost {
  static let depthwiseImageForms: [String: CostForm] = [
    "mcub_depthwise_conv_2d_s8_dsp_nine": wholeImage,
    "mcub_depthwise_conv_2d_s8_dsp_nine_s2": wholeImage,
    "mcub_depthwise_conv_2d_s8_dsp_nine_5x5": wholeImage,
    "mcub_depthwise_conv_2d_s8_dsp_five": narrowImage,
    "mcub_depthwise_conv_2d_s8_dsp_six": narrowImage,
  ]

  /// A channel's image in registers.
  private static func wholeImage(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let channels = call["batches"] * call["channels"]
    return (
      [CostTerm("call", 1), CostTerm("channel", channels)] + clamped(call)
        + call.weights(passes: call["batches"])
        + call.traffic(read: call.inputElements, written: call.outputElements),
      [CostTerm("channels", call["channels"])]
    )
  }

  /// A channel at a time, a row of outputs at a time.
  private static func narrowImage(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let channels = call["batches"] * call["channels"]
    return (
      [
        CostTerm("call", 1), CostTerm("channel", channels),
        CostTerm("row", channels * call["height"]),
      ] + clamped(call) + call.weights(passes: call["batches"])
        + call.traffic(read: call.inputElements, written: call.outputElements),
      [CostTerm("channels", call["channels"]), CostTerm("output_rows", call["height"])]
    )
  }

  private static func clamped(_ call: PlannedCall) -> [CostTerm] {
    call["activation_min"] > -128 || call["activation_max"] < 127
      ? [CostTerm("clamped output", call.outputElements)] : []
  }
}
