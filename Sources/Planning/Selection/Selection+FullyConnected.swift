import ModelGraph

extension KernelSelection {
  static let fullyConnectedRules: [String: SelectionRule] = [
    "mcub_fully_connected_s8_ref": fullyConnected
  ]

  private static func fullyConnected(_ context: SelectionContext) -> KernelChoice {
    let (batches, depth, units) = (context["batches"], context["depth"], context["units"])
    guard let weights = context.int8(argument: 1), weights.count == units * depth,
      let bias = context.int32(argument: 2, count: units)
    else { return .fallback(context.reference, "the weights are no constant") }
    let rows = WeightRows(weights, count: units, length: depth)
    // Three vectors or more share what is read of the weights.
    if batches >= 3, units >= 2,
      let product = product(context, rows, bias: bias, of: .vectors(batches, length: depth))
    {
      return product
    }
    return vectorProduct(context, rows, bias: bias, batches: batches)
  }

  /// One vector at a time with all rows.
  static func vectorProduct(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32], batches: Int
  ) -> KernelChoice {
    let (depth, units) = (rows.length, rows.count)
    if let folded = foldedProduct(context, rows, bias: bias, batches: batches) { return folded }
    let packed = rows.packedInFours()
    var folded = rows.foldedBias(bias, inputZeroPoint: context["input_zero_point"])
    folded += [Int32](repeating: 0, count: (4 - units % 4) % 4)
    let paddedDepth = (depth + 3) / 4 * 4
    let call = KernelCall(
      symbol: "mcub_fully_connected_s8_dsp", header: "mcub_fully_connected_s8_dsp.h",
      parameterType: "mcub_fully_connected_s8_dsp_params",
      parameters: [
        KernelParameter("batches", Int32(batches)), KernelParameter("depth", Int32(depth)),
        KernelParameter("units", Int32(units)),
      ] + context.parameters(["output_zero_point", "activation_min", "activation_max"]),
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "packed_weights", int8: packed)),
        .constant(KernelConstant(role: "folded_bias", int32: folded)),
        context.reference.arguments[3], context.reference.arguments[4],
        context.reference.arguments[5],
        .scratch(byteCount: 2 * paddedDepth),
      ], streamedArgument: 1)
    return .simd(
      call, "4 outputs a pass over \(depth) inputs; rows folded in lanes would not be exact")
  }

  /// The kernel that takes two rows in a lane, where that is exact.
  private static func foldedProduct(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32], batches: Int
  ) -> KernelChoice? {
    let requantization = context.shortRequantization(rows, bias: bias)
    guard requantization.count == rows.count, let first = requantization.first,
      let last = requantization.last,
      let stream = FoldedStream(rows, bias: bias, inputZeroPoint: context["input_zero_point"])
    else { return nil }
    let isShared = requantization.allSatisfy { $0 == first }
    let padding = [ShortRequantization](repeating: last, count: (4 - rows.count % 4) % 4)
    let words = (isShared ? [first] : requantization + padding).flatMap {
      [$0.multiplier, $0.rounding, $0.shift]
    }
    let call = KernelCall(
      symbol: "mcub_fully_connected_s8_folded", header: "mcub_fully_connected_s8_folded.h",
      parameterType: "mcub_fully_connected_s8_folded_params",
      parameters: [
        KernelParameter("batches", Int32(batches)), KernelParameter("depth", Int32(rows.length)),
        KernelParameter("units", Int32(rows.count)),
        KernelParameter("steps", Int32(stream.steps)),
        KernelParameter("row_bytes", isShared ? 0 : 12),
      ] + context.parameters(["activation_min", "activation_max"]),
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "stream", type: .int8, bytes: stream.bytes)),
        .constant(KernelConstant(role: "requantization", int32: words)),
        context.reference.arguments[5],
        .scratch(byteCount: 16 * stream.steps + 4),
      ], streamedArgument: 1)
    return .simd(call, "4 outputs a pass over \(rows.length) inputs, 2 rows of weights in a lane")
  }
}
