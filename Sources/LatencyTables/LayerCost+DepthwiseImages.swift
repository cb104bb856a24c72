import Planning

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
        + lines(call, pixels: 9),
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
      ] + clamped(call)
        + lines(call, pixels: Int(call.outputElements / max(channels, 1))),
      [CostTerm("channels", call["channels"]), CostTerm("output_rows", call["height"])]
    )
  }

  /// What channels made one after the other, of so many pixels each, read and write.
  private static func lines(_ call: PlannedCall, pixels: Int) -> [CostTerm] {
    let channels = Int(call["channels"])
    let inputPixels = Int(call.inputElements / max(call["batches"], 1)) / max(channels, 1)
    return call.memory(
      passes: call["batches"], read: call.inputElements, written: call.outputElements
    ) { cache, places in
      let wordBytes = (places.constants.first?.count ?? 0) / max(channels, 1)
      for channel in 0..<channels {
        if let words = places.constants.first {
          cache.read(words.lowerBound + channel * wordBytes, bytes: wordBytes, isFlash: true)
        }
        if let input = places.input {
          for pixel in 0..<inputPixels { cache.read(input + pixel * channels + channel, bytes: 1) }
        }
        if let scratch = places.scratch {
          cache.write(scratch, bytes: call.step.scratch?.byteCount ?? 0)
        }
        if let output = places.output {
          for pixel in 0..<pixels { cache.write(output + pixel * channels + channel, bytes: 1) }
        }
      }
    }
  }

  private static func clamped(_ call: PlannedCall) -> [CostTerm] {
    call["activation_min"] > -128 || call["activation_max"] < 127
      ? [CostTerm("clamped output", call.outputElements)] : []
  }
}
