import ModelGraph

/// Depthwise layers over images so small or narrow that what `mcub_depthwise_strips` does around its
/// blocks, or makes of them for nothing, is a large part of the work.
extension KernelSelection {
  /// Bytes of a row of a narrow image's plane: `mcub_depthwise_narrow_s8.h`.
  private static let narrowRowBytes = 12

  /// A kernel for the layer's size and rounding, or `nil`.
  ///
  /// By the issue rules a channel of 3x3 takes 76 cycles, one from 6x6 to 3x3 takes 111, where planes
  /// take about 345; with 5x5 taps one of 3x3 takes 123 for 510. A row of six takes 59, one of five 54, where planes take about 90 with their
  /// share of the set-up.
  static func smallImage(
    _ context: SelectionContext, _ window: DepthwiseWindow, _ channels: [DepthwiseChannel]
  ) -> KernelChoice? {
    guard window.rows == window.columns, window.rowDilation == 1, window.columnDilation == 1,
      context["depth_multiplier"] == 1
    else { return nil }
    let input = (context["input_height"], context["input_width"])
    let output = (context["output_height"], context["output_width"])
    let padding = (context["pad_top"], context["pad_left"])
    if window.rows == 5, window.stride == 1, input == (3, 3), output == (3, 3), padding == (2, 2),
      channels.map(\.requantization).allSatisfy({ $0.roundsTwice || $0.isConstant })
    {
      return ninePixels(context, "nine_5x5", channels, columns: 5)
    }
    guard window.rows == 3, roundsNegatives(context, channels) == 0 else { return nil }
    if window.stride == 2 {
      guard input == (6, 6), output == (3, 3), padding == (0, 0) else { return nil }
      return ninePixels(context, "nine_s2", channels)
    }
    guard window.stride == 1, input == output, padding == (1, 1) else { return nil }
    switch (input.0, input.1) {
    case (3, 3): return ninePixels(context, "nine", channels)
    case (_, 5): return narrow(context, "five", channels)
    case (_, 6): return narrow(context, "six", channels)
    default: return nil
    }
  }

  private static func ninePixels(
    _ context: SelectionContext, _ kernel: String, _ channels: [DepthwiseChannel],
    columns: Int = 3
  ) -> KernelChoice {
    let call = KernelCall(
      symbol: "mcub_depthwise_conv_2d_s8_dsp_\(kernel)",
      header: "mcub_depthwise_conv_2d_s8_dsp_nine.h",
      parameterType: "mcub_depthwise_conv_2d_s8_dsp_nine_params",
      parameters: context.parameters(["batches"]) + common(context, channels),
      arguments: [
        context.reference.arguments[0], words(channels, columns: columns),
        context.reference.arguments[5],
      ])
    return .simd(
      call, "\(columns)x\(columns) to images of nine pixels, a channel's inputs in registers")
  }

  private static func narrow(
    _ context: SelectionContext, _ kernel: String, _ channels: [DepthwiseChannel]
  ) -> KernelChoice {
    let height = context["input_height"]
    let call = KernelCall(
      symbol: "mcub_depthwise_conv_2d_s8_dsp_\(kernel)",
      header: "mcub_depthwise_conv_2d_s8_dsp_narrow.h",
      parameterType: "mcub_depthwise_conv_2d_s8_dsp_narrow_params",
      parameters: context.parameters(["batches"]) + [KernelParameter("height", Int32(height))]
        + common(context, channels),
      arguments: [
        context.reference.arguments[0], words(channels, columns: 3),
        context.reference.arguments[5],
        .scratch(byteCount: (height + 2) * narrowRowBytes),
      ])
    return .simd(call, "3x3 over rows of \(kernel) pixels, a row of outputs at a time")
  }

  private static func common(
    _ context: SelectionContext, _ channels: [DepthwiseChannel]
  ) -> [KernelParameter] {
    [KernelParameter("channels", Int32(channels.count))]
      + context.parameters(["input_zero_point", "activation_min", "activation_max"])
  }

  private static func words(_ channels: [DepthwiseChannel], columns: Int) -> KernelArgument {
    .constant(
      KernelConstant(
        role: "channels", int32: channels.flatMap { $0.plainWords(columns: columns) }))
  }
}
