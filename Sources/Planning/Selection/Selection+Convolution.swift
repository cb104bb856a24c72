import ModelGraph

extension KernelSelection {
  static let convolutionRules: [String: SelectionRule] = ["mcub_conv_2d_s8_ref": convolution]

  private static func convolution(_ context: SelectionContext) -> KernelChoice {
    let channels = context["output_channels"]
    let taps = context["kernel_height"] * context["kernel_width"]
    let length = taps * context["filter_channels"]
    guard let weights = context.int8(argument: 1), weights.count == channels * length,
      let bias = context.int32(argument: 2, count: channels)
    else { return .fallback(context.reference, "the weights are no constant") }
    let rows = WeightRows(weights, count: channels, length: length)
    let geometry = ProductGeometry(context)
    if geometry.isWholeImage {
      return vectorProduct(context, rows, bias: bias, batches: context["batches"])
    }
    guard channels / geometry.groups >= 2 else {
      return .fallback(
        context.reference, "one output channel a group; the fast kernel makes pairs")
    }
    return product(context, rows, bias: bias, of: geometry)
      ?? .fallback(context.reference, "sums may leave 31 bits, which the fast kernel has")
  }

  /// All columns times all rows, or `nil` where a sum may leave 31 bits.
  ///
  /// - Precondition: there are two rows or more a group.
  static func product(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32], of geometry: ProductGeometry
  ) -> KernelChoice? {
    let short = context.shortRequantization(rows, bias: bias)
    let isGeneral = short.count < rows.count
    guard
      let requantization = isGeneral
        ? context.generalRequantization(rows, bias: bias)
        : short.map(GEMMStream.RowRequantization.init)
    else { return nil }
    let stream = GEMMStream(
      rows, groups: geometry.groups, bias: bias, inputZeroPoint: context["input_zero_point"],
      requantization: requantization)
    let tiles = stream.tiles(forColumns: geometry.columns)
    let isGathered = geometry["filter_channels"] % 4 != 0 && !geometry.isPointwise
    let patchBytes = isGathered ? (rows.length + 3) / 4 * 4 : 0
    let call = KernelCall(
      symbol: "mcub_conv_2d_s8_dsp", header: "mcub_conv_2d_s8_dsp.h",
      parameterType: "mcub_conv_2d_s8_dsp_params",
      parameters: geometry.parameters(rows: rows.count)
        + context.parameters(["input_zero_point", "activation_min", "activation_max"]) + [
          KernelParameter("is_general", isGeneral ? 1 : 0),
          // A sum below 0 makes the output's zero point at most, however it is rounded.
          KernelParameter(
            "rounds_negatives", context["activation_min"] < context["output_zero_point"] ? 1 : 0),
          KernelParameter("quads", Int32(stream.quads)),
          KernelParameter("block_pairs", Int32(stream.pairsOfBlock)),
          KernelParameter("tiles", Int32(tiles)),
        ],
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "stream", type: .int8, bytes: stream.bytes)),
        context.reference.arguments[5],
        .scratch(byteCount: tiles * stream.bytesOfTile + patchBytes),
      ])
    let (channels, pixels) = (2 * stream.pairsOfBlock, 3 * tiles)
    let why =
      isGeneral
      ? "the short requantization is inexact for \(rows.count - short.count) channels"
      : "short requantization"
    return .simd(
      call, "2 channels by 3 pixels, \(channels) channels a pass over \(pixels) pixels; \(why)")
  }
}

extension SelectionContext {
  /// The requantization of every row in full, or `nil` where a sum may leave 31 bits.
  fileprivate func generalRequantization(
    _ rows: WeightRows, bias: [Int32]
  ) -> [GEMMStream.RowRequantization]? {
    guard let scales = scales(count: rows.count) else { return nil }
    let within = -(1 << 30)..<(1 << 30)
    var words: [GEMMStream.RowRequantization] = []
    for (row, scale) in scales.enumerated() {
      if rows.isZero(row) {
        let value = result(of: bias[row], scale)
        words.append(.init(multiplier: 0, shift: 0, outputZeroPoint: Int(value)))
        continue
      }
      let sums = rows.sums(of: row, bias: bias[row], inputZeroPoint: self["input_zero_point"])
      guard within.contains(sums.lowerBound), within.contains(sums.upperBound) else { return nil }
      words.append(
        .init(
          multiplier: scale.multiplier, shift: scale.shift,
          outputZeroPoint: self["output_zero_point"]))
    }
    return words
  }

  /// The short requantization of the channels that it is exact for, in their order.
  ///
  /// A channel without weights gives its one result, however far its bias lies.
  func shortRequantization(_ rows: WeightRows, bias: [Int32]) -> [ShortRequantization] {
    guard let scales = scales(count: rows.count) else { return [] }
    return scales.enumerated().compactMap { row, scale in
      rows.isZero(row)
        ? ShortRequantization(constant: result(of: bias[row], scale))
        : ShortRequantization(
          multiplier: scale.multiplier, shift: scale.shift,
          outputZeroPoint: self["output_zero_point"],
          sums: rows.sums(of: row, bias: bias[row], inputZeroPoint: self["input_zero_point"]))
    }
  }

  /// The scale of every output channel, or `nil` where they are no constants.
  private func scales(count: Int) -> [RequantizationMultiplier]? {
    guard let multipliers = int32(argument: 3, count: count),
      let shifts = int32(argument: 4, count: count)
    else { return nil }
    return zip(multipliers, shifts).map { RequantizationMultiplier(multiplier: $0, shift: $1) }
  }

  /// What the reference makes of a sum, before the activation.
  private func result(of sum: Int32, _ scale: RequantizationMultiplier) -> Int8 {
    let scaled = Int(FixedPoint.requantize(sum, scale)) + self["output_zero_point"]
    return Int8(clamping: scaled)
  }
}
