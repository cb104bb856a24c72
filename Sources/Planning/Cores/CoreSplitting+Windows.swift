/// Kernels that slide a window over an image: the parts are runs of output rows.
///
/// A part that begins at a later output reads the whole image with so much less padding before it;
/// the padding may fall below 0, which says how far inside the image the first window lies.
extension CoreSplitting {
  static let windowRules: [String: Rule] = [
    "mcub_conv_2d_s8_ref": { context throws(SplitRefusal) in
      try windows(context, channels: context["output_channels"])
    },
    "mcub_conv_2d_s8_m0": { context throws(SplitRefusal) in
      try windows(context, channels: context["output_channels"], parts: PairedProductParts())
    },
    "mcub_depthwise_conv_2d_s8_ref": { context throws(SplitRefusal) in
      try windows(context, channels: context["input_channels"] * context["depth_multiplier"])
    },
    "mcub_depthwise_conv_2d_s8_m0": { context throws(SplitRefusal) in
      try windows(
        context, channels: context["input_channels"] * context["depth_multiplier"],
        parts: PairedDepthwiseParts())
    },
    "mcub_average_pool_2d_s8_ref": pool, "mcub_average_pool_2d_s8_words": pool,
    "mcub_max_pool_2d_s8_ref": pool, "mcub_max_pool_2d_s8_words": pool,
  ]

  private static let pool: Rule = { context throws(SplitRefusal) in
    try windows(context, channels: context["channels"])
  }

  private static func windows(
    _ context: SplitContext, channels: Int, parts: any WindowParts = PlainParts()
  ) throws(SplitRefusal) -> CoreSplit {
    guard context["batches"] == 1 else {
      throw SplitRefusal("\(context["batches"]) images a call")
    }
    let (height, width) = (context["output_height"], context["output_width"])
    if parts.isPointwise(context) {
      return try run(
        context, parts: parts, axis: "output pixels", of: height * width, pixelBytes: channels
      ) { first, count in
        [
          "input_height": 1, "input_width": height * width, "output_height": 1,
          "output_width": count, "pad_left": -first,
        ]
      }
    }
    if height > 1 {
      return try run(
        context, parts: parts, axis: "output rows", of: height, pixelBytes: width * channels
      ) { first, count in
        [
          "output_height": count,
          "pad_top": context["pad_top"] - first * context["stride_height"],
        ]
      }
    }
    return try run(
      context, parts: parts, axis: "output columns", of: width, pixelBytes: channels
    ) { first, count in
      ["output_width": count, "pad_left": context["pad_left"] - first * context["stride_width"]]
    }
  }

  /// Two runs of `total` steps along an axis, of `pixelBytes` of output each.
  private static func run(
    _ context: SplitContext, parts: any WindowParts, axis: String, of total: Int, pixelBytes: Int,
    changes: (_ first: Int, _ count: Int) -> [String: Int]
  ) throws(SplitRefusal) -> CoreSplit {
    let step = axis == "output pixels" ? parts.pixelStep : 1
    let half = ((total + 1) / 2 + step - 1) / step * step
    guard total > half else { throw SplitRefusal(tooFew: total, axis) }
    func share(_ range: Range<Int>) throws(SplitRefusal) -> CoreSplit.Share {
      var changes = changes(range.lowerBound, range.count)
      let height = changes["output_height"] ?? context["output_height"]
      let width = changes["output_width"] ?? context["output_width"]
      let scratch = try parts.scratch(context, height: height, width: width, changes: &changes)
      return context.share(
        count: range.count, changes: changes, offsets: [:], scratchBytes: scratch,
        outputBytes: range.lowerBound * pixelBytes..<range.upperBound * pixelBytes)
    }
    return CoreSplit(axis: axis, first: try share(0..<half), second: try share(half..<total))
  }
}

/// What a kernel wants of its parts.
private protocol WindowParts {
  /// Outputs that the kernel makes at a time where an image's pixels are one row.
  var pixelStep: Int { get }

  /// Whether an output is of one pixel, and the image may be taken for one row of them.
  func isPointwise(_ context: SplitContext) -> Bool

  /// Scratch of a part with so many output rows and columns, and what else changes for it.
  func scratch(
    _ context: SplitContext, height: Int, width: Int, changes: inout [String: Int]
  ) throws(SplitRefusal) -> Int
}

/// A kernel without scratch.
private struct PlainParts: WindowParts {
  let pixelStep = 1

  func isPointwise(_ context: SplitContext) -> Bool { false }

  func scratch(
    _ context: SplitContext, height: Int, width: Int, changes: inout [String: Int]
  ) -> Int { 0 }
}

/// `mcub_conv_2d_s8_m0`: tiles of six outputs.
private struct PairedProductParts: WindowParts {
  let pixelStep = 6

  func isPointwise(_ context: SplitContext) -> Bool {
    let ones = ["kernel_height", "kernel_width", "stride_height", "stride_width"]
    return ones.allSatisfy { context[$0] == 1 } && context["pad_top"] == 0
      && context["pad_left"] == 0 && context["output_height"] == context["input_height"]
      && context["output_width"] == context["input_width"]
  }

  /// As `mcub_conv_2d_s8_m0.h` says.
  func scratch(
    _ context: SplitContext, height: Int, width: Int, changes: inout [String: Int]
  ) -> Int {
    func rounded(_ bytes: Int) -> Int { (bytes + 3) / 4 * 4 }
    let pixels = height * width
    let tiles = min(context["tiles"], (pixels + pixelStep - 1) / pixelStep)
    changes["tiles"] = tiles
    let patch = context["kernel_width"] * context["input_channels"]
    let spare = pixels < pixelStep ? pixelStep * context["output_channels"] : 0
    return tiles * (2 * pixelStep * context["kernel_height"] * patch + 4)
      + rounded(pixelStep * patch) + rounded(spare)
  }
}

/// `mcub_depthwise_conv_2d_s8_m0`: strips of rows, groups of three columns.
private struct PairedDepthwiseParts: WindowParts {
  let pixelStep = 1
  private let columnsOfGroup = 3

  func isPointwise(_ context: SplitContext) -> Bool { false }

  /// As `mcub_depthwise_conv_2d_s8_m0.h` says, with strips of about the same height.
  func scratch(
    _ context: SplitContext, height: Int, width: Int, changes: inout [String: Int]
  ) throws(SplitRefusal) -> Int {
    guard width >= columnsOfGroup else {
      throw SplitRefusal("half a row has less than \(columnsOfGroup) outputs")
    }
    let strips = (height + context["strip_rows"] - 1) / context["strip_rows"]
    let rows = (height + strips - 1) / strips
    changes["strip_rows"] = rows
    let most = (rows + 1) / 2
    let rowBytes = 4 * context["stride_width"] * context["phase_words"]
    return (context["stride_height"] * (most - 1) + context["reach_rows"]) * rowBytes
      + 8 * most * ((width + columnsOfGroup - 1) / columnsOfGroup)
  }
}
