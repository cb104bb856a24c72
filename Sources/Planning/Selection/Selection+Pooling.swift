import ModelGraph

extension KernelSelection {
  static let poolingRules: [String: SelectionRule] = [
    "mcub_average_pool_2d_s8_ref": { pool($0, "average_pool_2d_s8", channels: 4) },
    "mcub_max_pool_2d_s8_ref": { pool($0, "max_pool_2d_s8", channels: 4) },
    "mcub_mean_s8_ref": mean,
  ]

  /// Pools of the LX6.
  static let lx6PoolingRules = wordPoolingRules("lx6")
  /// Pools of Armv6-M.
  static let armv6PoolingRules = wordPoolingRules("words")

  /// Pools of cores without vector instructions, by a variant of the kernels.
  private static func wordPoolingRules(_ variant: String) -> [String: SelectionRule] {
    [
      "mcub_average_pool_2d_s8_ref": {
        wordPool($0, "average_pool_2d_s8", variant, divides: true)
      },
      "mcub_max_pool_2d_s8_ref": { wordPool($0, "max_pool_2d_s8", variant, divides: false) },
    ]
  }

  private static func wordPool(
    _ context: SelectionContext, _ kernel: String, _ variant: String, divides: Bool
  ) -> KernelChoice {
    let (wordChannels, mostMultiplied) = (4, 256)
    let channels = context["channels"]
    let taps =
      min(context["kernel_height"], context["input_height"])
      * min(context["kernel_width"], context["input_width"])
    var reason =
      channels % wordChannels == 0
      ? "four channels a word"
      : "a channel at a time: \(channels) channels fill no whole words"
    if divides {
      reason += taps > mostMultiplied ? ", a division an output" : ", no division an output"
    }
    return .generic(variantCall(context, kernel, variant), reason)
  }

  private static func pool(
    _ context: SelectionContext, _ kernel: String, channels: Int
  ) -> KernelChoice {
    .simd(variantCall(context, kernel, "dsp"), "\(channels) channels at a time")
  }

  /// The reference call with another variant of its kernel, which takes the same.
  private static func variantCall(
    _ context: SelectionContext, _ kernel: String, _ variant: String
  ) -> KernelCall {
    KernelCall(
      symbol: "mcub_\(kernel)_\(variant)", header: "mcub_\(kernel).h",
      parameterType: "mcub_\(kernel)_params", parameters: context.reference.parameters,
      arguments: context.reference.arguments)
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
