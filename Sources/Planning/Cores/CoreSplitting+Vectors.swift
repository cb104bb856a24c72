/// Kernels over vectors: rows of weights, pairs of elements, elements.
extension CoreSplitting {
  static let vectorRules: [String: Rule] = [
    "mcub_fully_connected_s8_ref": { context throws(SplitRefusal) in
      // Weights, bias, multipliers and shifts, in bytes a unit.
      try units(context, step: 1, bytesOfUnit: [1: context["depth"], 2: 4, 3: 4, 4: 4])
    },
    "mcub_fully_connected_s8_m0": { context throws(SplitRefusal) in
      // Weights in fours of units, and eight words of constants.
      try units(context, step: 4, bytesOfUnit: [1: context["depth"], 2: 32])
    },
    "mcub_relu_s8_ref": { context throws(SplitRefusal) in try elements(context) },
    "mcub_lookup_s8_ref": { context throws(SplitRefusal) in try elements(context) },
    "mcub_lookup_s8_dsp": { context throws(SplitRefusal) in try elements(context) },
    "mcub_add_s8_ref": { context throws(SplitRefusal) in try pairs(context) },
    "mcub_add_s8_m0": { context throws(SplitRefusal) in try pairs(context) },
    "mcub_sub_s8_ref": { context throws(SplitRefusal) in try pairs(context) },
    "mcub_mul_s8_m0": { context throws(SplitRefusal) in try pairs(context) },
    "mcub_mul_s8_ref": { context throws(SplitRefusal) in try pairs(context) },
  ]

  /// Rows of a matrix with one vector: the parts are runs of rows.
  private static func units(
    _ context: SplitContext, step: Int, bytesOfUnit: [Int: Int]
  ) throws(SplitRefusal) -> CoreSplit {
    guard context["batches"] == 1 else {
      throw SplitRefusal("\(context["batches"]) vectors a call")
    }
    return try run(context, axis: "output channels", of: context["units"], step: step) { range in
      context.share(
        count: range.count, changes: ["units": range.count],
        offsets: bytesOfUnit.mapValues { $0 * range.lowerBound }, outputBytes: range)
    }
  }

  /// One input, element by element.
  private static func elements(_ context: SplitContext) throws(SplitRefusal) -> CoreSplit {
    try run(context, axis: "elements", of: context["count"], step: 8) { range in
      context.share(
        count: range.count, changes: ["count": range.count], offsets: [0: range.lowerBound],
        outputBytes: range)
    }
  }

  /// Two inputs of broadcast shapes: the parts are runs along the first dimension that has several.
  private static func pairs(_ context: SplitContext) throws(SplitRefusal) -> CoreSplit {
    let extents = context.array("extents")
    let strides = ["input1_strides", "input2_strides"].map(context.array)
    guard let dimension = extents.firstIndex(where: { $0 > 1 }) else {
      throw SplitRefusal("it has one element")
    }
    let below = extents[(dimension + 1)...].reduce(1, *)
    return try run(
      context, axis: below == 1 ? "elements" : "output rows", of: extents[dimension], step: 1
    ) { range in
      var part = extents
      part[dimension] = range.count
      return context.share(
        count: range.count, arrays: ["extents": part],
        offsets: [
          0: strides[0][dimension] * range.lowerBound, 1: strides[1][dimension] * range.lowerBound,
        ],
        outputBytes: range.lowerBound * below..<range.upperBound * below)
    }
  }

  /// Two runs of `total`, the first one of whole steps.
  static func run(
    _ context: SplitContext, axis: String, of total: Int, step: Int,
    share: (Range<Int>) -> CoreSplit.Share
  ) throws(SplitRefusal) -> CoreSplit {
    let half = ((total + 1) / 2 + step - 1) / step * step
    guard total > half else { throw SplitRefusal(tooFew: total, axis) }
    return CoreSplit(axis: axis, first: share(0..<half), second: share(half..<total))
  }
}
