import ModelGraph

extension KernelSelection {
  static let poolingRules: [String: SelectionRule] = [
    "mcub_average_pool_2d_s8_ref": { pool($0, "average_pool_2d_s8", channels: 4) },
    "mcub_max_pool_2d_s8_ref": { pool($0, "max_pool_2d_s8", channels: 4) },
    "mcub_mean_s8_ref": mean,
  ]

  private static func pool(
    _ context: SelectionContext, _ kernel: String, channels: Int
  ) -> KernelChoice {
    let call = KernelCall(
      symbol: "mcub_\(kernel)_dsp", header: "mcub_\(kernel).h",
      parameterType: "mcub_\(kernel)_params", parameters: context.reference.parameters,
      arguments: context.reference.arguments)
    return .simd(call, "\(channels) channels at a time")
  }

  /// MEAN over the pixels of images.
  private static func mean(_ context: SelectionContext) -> KernelChoice {
    let (kept, keptStrides) = (context.array("kept_extents"), context.array("kept_strides"))
    let reduced = context.array("reduced_extents")
    let reducedStrides = context.array("reduced_strides")
    guard let channels = kept.last, let pixels = reduced.last, keptStrides.last == 1,
      reducedStrides.last == channels, reduced.dropLast().allSatisfy({ $0 == 1 }),
      kept.dropLast(2).allSatisfy({ $0 == 1 }),
      kept[kept.count - 2] == 1 || keptStrides[kept.count - 2] == channels * pixels
    else { return .fallback(context.reference, "made for means over all pixels of an image") }
    let call = KernelCall(
      symbol: "mcub_mean_s8_dsp", header: "mcub_mean_s8_dsp.h",
      parameterType: "mcub_mean_s8_dsp_params",
      parameters: [
        KernelParameter("batches", Int32(kept[kept.count - 2])),
        KernelParameter("pixels", Int32(pixels)),
        KernelParameter("channels", Int32(channels)),
      ]
        + context.parameters([
          "input_zero_point", "output_zero_point", "multiplier", "shift",
        ]), arguments: context.reference.arguments)
    return .simd(call, "eight channels at a time over \(pixels) pixels")
  }
}
