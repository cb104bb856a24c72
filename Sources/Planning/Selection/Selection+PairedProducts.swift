import ModelGraph

/// Rules for Armv6-M, whose one product of 32 bits makes two of activations that share a word.
extension KernelSelection {
  static let armv6Rules: [String: SelectionRule] = {
    let families = [
      pairedConvolutionRules, pairedDepthwiseRules, armv6VectorRules, armv6ElementwiseRules,
      armv6PoolingRules, tableRules,
    ]
    return families.reduce(into: [:]) { rules, family in
      rules.merge(family) { _, _ in preconditionFailure("two rules for one kernel") }
    }
  }()

  private static let pairedConvolutionRules: [String: SelectionRule] = [
    "mcub_conv_2d_s8_ref": pairedConvolution
  ]

  /// Tiles of a pass may take so many bytes beside those of one.
  private static let tileBytes = 16 << 10
  /// Columns of a tile, and bytes of one activation of each: `mcub_gemm_s8_m0.h`.
  private static let (columnsOfTile, bytesOfStep) = (6, 12)

  private static func pairedConvolution(_ context: SelectionContext) -> KernelChoice {
    let channels = context["output_channels"]
    let taps = context["kernel_height"] * context["kernel_width"]
    let length = taps * context["filter_channels"]
    guard let weights = context.int8(argument: 1), weights.count == channels * length,
      let bias = context.int32(argument: 2, count: channels)
    else { return .fallback(context.reference, "the weights are no constant") }
    let geometry = ProductGeometry(context)
    if geometry.isWholeImage {
      return dotFours(
        context, WeightRows(weights, count: channels, length: length), bias: bias,
        batches: context["batches"])
    }
    guard geometry.groups == 1 else {
      return .fallback(context.reference, "\(geometry.groups) groups of channels")
    }
    return pairedProduct(
      context, WeightRows(weights, count: channels, length: length), bias: bias, of: geometry)
  }

  /// All columns times all rows, six columns at a time.
  static func pairedProduct(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32], of geometry: ProductGeometry
  ) -> KernelChoice {
    let short = context.splitScales(rows, bias: bias, form: .two)
    let isShort = short.count == rows.count
    let scales = isShort ? short : context.splitScales(rows, bias: bias)
    guard scales.count == rows.count else {
      return .fallback(
        context.reference,
        "the requantization in three parts is inexact for \(rows.count - scales.count) channels")
    }
    let folded = rows.foldedBias(bias, inputZeroPoint: context["input_zero_point"])
    guard let packed = PairedRows(rows, scales: scales, foldedBias: folded) else {
      return .fallback(context.reference, "a channel has more than 256 runs of weights")
    }
    let tileBytes = bytesOfStep * rows.length + 4
    let needed = (geometry.columns + columnsOfTile - 1) / columnsOfTile
    let tiles = max(1, min(needed, Self.tileBytes / tileBytes))
    func rounded(_ bytes: Int) -> Int { (bytes + 3) / 4 * 4 }
    let patchBytes = columnsOfTile * geometry["kernel_width"] * geometry["input_channels"]
    let spareBytes = geometry.columns < columnsOfTile ? columnsOfTile * rows.count : 0
    let call = KernelCall(
      symbol: "mcub_conv_2d_s8_m0", header: "mcub_conv_2d_s8_m0.h",
      parameterType: "mcub_conv_2d_s8_m0_params",
      parameters: geometry.parameters(rows: rows.count)
        + context.parameters(["input_zero_point"]) + [
          KernelParameter("rounds_negatives", scales.contains(where: \.isSigned) ? 1 : 0),
          KernelParameter("has_short_scales", isShort ? 1 : 0),
          KernelParameter("tiles", Int32(tiles)),
        ],
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "weights", int8: packed.weights)),
        .constant(KernelConstant(role: "runs", type: .int8, bytes: packed.runs)),
        .constant(KernelConstant(role: "constants", int32: packed.constants)),
        context.reference.arguments[5],
        .scratch(byteCount: tiles * tileBytes + rounded(patchBytes) + rounded(spareBytes)),
      ])
    let weightsOfRun = Double(rows.count * rows.length) / Double(max(packed.runs.count, 1))
    return .generic(
      call,
      "two activations a product, \(columnsOfTile * tiles) pixels a pass; "
        + "\(tenths(weightsOfRun)) weights between spills")
  }

  /// A number with one digit behind the point.
  static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension SelectionContext {
  /// The outputs that the activation lets through.
  var activation: ClosedRange<Int> { self["activation_min"]...self["activation_max"] }

  /// The requantization of each row in parts; none at all where that is not exact for one of them.
  func splitScales(
    _ rows: WeightRows, bias: [Int32], form: SplitScale.Form = .three
  ) -> [SplitScale] {
    guard let multipliers = int32(argument: 3, count: rows.count),
      let shifts = int32(argument: 4, count: rows.count)
    else { return [] }
    let (inputZeroPoint, outputZeroPoint) = (self["input_zero_point"], self["output_zero_point"])
    let activation = activation
    var scales: [SplitScale] = []
    scales.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      guard
        let scale = SplitScale(
          RequantizationMultiplier(multiplier: multipliers[row], shift: shifts[row]),
          outputZeroPoint: outputZeroPoint, activation: activation,
          sums: rows.sums(of: row, bias: bias[row], inputZeroPoint: inputZeroPoint), form: form)
      else { return [] }
      scales.append(scale)
    }
    return scales
  }
}
