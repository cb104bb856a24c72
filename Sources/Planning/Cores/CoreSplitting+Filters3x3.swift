/// Armv6-M's kernels for filters of 3x3: the parts are runs of output rows.
///
/// Constants hold how many columns are made at a time, so that a row is never divided.
extension CoreSplitting {
  static let filter3x3Rules: [String: Rule] = [
    "mcub_depthwise_conv_2d_s8_m0_3x3": { context throws(SplitRefusal) in
      let stride = context["stride"]
      return try rows(context) { range in
        // Strips of about the same height; scratch as the kernel's header says.
        let strips = (range.count + context["strip_rows"] - 1) / context["strip_rows"]
        let stripRows = (range.count + strips - 1) / strips
        let planeRows = stride * (stripRows - 1) + 3
        let planeWords = planeRows * (stride * (context["output_width"] - 1) + 3)
        return context.share(
          count: range.count,
          changes: [
            "output_height": range.count, "pad_top": context["pad_top"] - range.lowerBound * stride,
            "strip_rows": stripRows,
          ],
          offsets: [:], scratchBytes: 4 * planeWords + 8 * (stripRows * groups(context) + 1),
          outputBytes: bytes(of: range, context))
      }
    },
    "mcub_depthwise_conv_2d_s8_m0_3x3_s2": { context throws(SplitRefusal) in
      try rows(context) { range in
        let inputRows = 2 * range.lowerBound
        return context.share(
          count: range.count,
          changes: [
            "output_height": range.count, "input_height": context["input_height"] - inputRows,
          ],
          offsets: [0: inputRows * context["input_width"] * context["input_channels"]],
          scratchBytes: 12 * (range.count * groups(context) + 1),
          outputBytes: bytes(of: range, context))
      }
    },
  ]

  /// Two runs of a single image's output rows.
  private static func rows(
    _ context: SplitContext, share: (Range<Int>) -> CoreSplit.Share
  ) throws(SplitRefusal) -> CoreSplit {
    guard context["batches"] == 1 else {
      throw SplitRefusal("\(context["batches"]) images a call")
    }
    return try run(
      context, axis: "output rows", of: context["output_height"], step: 1, share: share)
  }

  /// Groups of columns that a kernel makes of a row at a time: of three, or of six where it is wider.
  private static func groups(_ context: SplitContext) -> Int {
    let width = context["output_width"]
    return width == 3 ? 1 : (width + 5) / 6
  }

  private static func bytes(of range: Range<Int>, _ context: SplitContext) -> Range<Int> {
    let row =
      context["output_width"] * context["input_channels"] * context["depth_multiplier"]
    return range.lowerBound * row..<range.upperBound * row
  }
}
