import ModelGraph

/// Rules for Armv6-M beside those of convolutions.
extension KernelSelection {
  static let armv6VectorRules: [String: SelectionRule] = [
    "mcub_fully_connected_s8_ref": { context in
      let (depth, units) = (context["depth"], context["units"])
      guard let weights = context.int8(argument: 1), weights.count == units * depth,
        let bias = context.int32(argument: 2, count: units)
      else { return .fallback(context.reference, "the weights are no constant") }
      let rows = WeightRows(weights, count: units, length: depth)
      // Two vectors or more share a product.
      return context["batches"] > 1
        ? pairedProduct(
          context, rows, bias: bias, of: .vectors(context["batches"], length: depth))
        : dotFours(context, rows, bias: bias, batches: 1)
    }
  ]

  static let armv6ElementwiseRules: [String: SelectionRule] = [
    "mcub_add_s8_ref": { tabulatedSum($0, sign: 1) },
    "mcub_sub_s8_ref": { tabulatedSum($0, sign: -1) },
    "mcub_mul_s8_ref": scaledProduct,
  ]

  /// One vector at a time with all rows, four rows side by side.
  static func dotFours(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32], batches: Int
  ) -> KernelChoice {
    let side = 4
    let scales = context.splitScales(rows, bias: bias)
    guard scales.count == rows.count else {
      return .fallback(
        context.reference,
        "the requantization in three parts is inexact for \(rows.count - scales.count) channels")
    }
    let folded = rows.foldedBias(bias, inputZeroPoint: context["input_zero_point"])
    let weights = stride(from: 0, to: rows.count, by: side).flatMap { first in
      (0..<rows.length).flatMap { place in
        (first..<first + side).map { rows.weight($0, place) }
      }
    }
    let constants = zip(scales, folded).flatMap { $0.words(bias: Int($1), extra: 0) }
    let call = KernelCall(
      symbol: "mcub_fully_connected_s8_m0", header: "mcub_fully_connected_s8_m0.h",
      parameterType: "mcub_fully_connected_s8_m0_params",
      parameters: [
        KernelParameter("batches", Int32(batches)), KernelParameter("depth", Int32(rows.length)),
        KernelParameter("units", Int32(rows.count)),
      ],
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "weights", int8: weights)),
        .constant(KernelConstant(role: "constants", int32: constants)),
        context.reference.arguments[5],
      ], streamedArgument: batches == 1 ? 1 : nil)
    return .generic(call, "four outputs a word of weights")
  }

  /// ADD, or SUB with `sign` -1, where tables of an output's parts give every pair's output.
  private static func tabulatedSum(_ context: SelectionContext, sign: Int) -> KernelChoice {
    if let refusal = rowRefusal(context) { return .fallback(context.reference, refusal) }
    guard let tables = sumTables(context, sign: sign) else {
      return .fallback(context.reference, "a sum of two tables' entries rounds otherwise")
    }
    let call = KernelCall(
      symbol: "mcub_add_s8_m0", header: "mcub_add_s8_m0.h",
      parameterType: "mcub_add_s8_m0_params",
      parameters: context.arrays(broadcastFields)
        + context.parameters(["activation_min", "activation_max"]),
      arguments: [
        context.reference.arguments[0], context.reference.arguments[1],
        .constant(KernelConstant(role: "tables", int32: tables.joined().map(Int32.init))),
        context.reference.arguments[2],
      ], inPlaceInputs: context.reference.inPlaceInputs)
    return .generic(call, "two tables of 256 parts of an output, right for all 65536 pairs")
  }

  /// MUL, where a scale of two parts is right for every product.
  private static func scaledProduct(_ context: SelectionContext) -> KernelChoice {
    if let refusal = rowRefusal(context) { return .fallback(context.reference, refusal) }
    let zeroPoints = ["input1_zero_point", "input2_zero_point"]
    let ends = zeroPoints.map { field in [-128, 127].map { $0 - context[field] } }
    let products = ends[0].flatMap { first in ends[1].map { first * $0 } }
    guard let least = products.min(), let most = products.max(),
      let scale = SplitScale(
        RequantizationMultiplier(
          multiplier: Int32(context["multiplier"]), shift: Int32(context["shift"])),
        outputZeroPoint: context["output_zero_point"], activation: context.activation,
        sums: least...most, form: .two)
    else {
      return .fallback(context.reference, "the requantization in two parts is inexact")
    }
    let call = KernelCall(
      symbol: "mcub_mul_s8_m0", header: "mcub_mul_s8_m0.h",
      parameterType: "mcub_mul_s8_m0_params",
      parameters: context.arrays(broadcastFields) + context.parameters(zeroPoints)
        + [
          ("low_scale", scale.parts[0]), ("high_scale", scale.parts[1]), ("addend", scale.addend),
          ("range", scale.range), ("bias", -scale.origin), ("zero", scale.zero),
          ("less", scale.less),
        ].map { KernelParameter($0, Int32(truncatingIfNeeded: $1)) },
      arguments: context.reference.arguments, inPlaceInputs: context.reference.inPlaceInputs)
    return .generic(call, "a scale in two parts, right for all products")
  }

  /// The tables, by the elements' unsigned bytes; `nil` where a pair's output would be another.
  private static func sumTables(_ context: SelectionContext, sign: Int) -> [[Int]]? {
    let (fractionBits, mostNudge) = (22, 40)
    let output = RequantizationMultiplier(
      multiplier: Int32(context["output_multiplier"]), shift: Int32(context["output_shift"]))
    guard output.shift <= 0 else { return nil }
    let scaled = context.scaledBytes(sign: sign)
    let outputZeroPoint = context["output_zero_point"]
    let activation = context.activation
    func clamped(_ value: Int) -> Int {
      min(max(value, activation.lowerBound), activation.upperBound)
    }
    let wanted = scaled[0].flatMap { first in
      scaled[1].map { second in
        let sum = FixedPoint.requantize(Int32(truncatingIfNeeded: first + second), output)
        return clamped(Int(sum) + outputZeroPoint)
      }
    }
    // A part times multiplier * 2^(shift - 31), to the nearest; half an output and its zero point
    // besides in the first table. The reference rounds twice: a nudge may make up for the first time.
    let bits = 31 - fractionBits - Int(output.shift)
    let parts = scaled.map { parts in
      parts.map { ($0 * Int(output.multiplier) + 1 << (bits - 1)) >> bits }
    }
    let half = outputZeroPoint << fractionBits + 1 << (fractionBits - 1)
    for nudge in (0...mostNudge).flatMap({ [$0, -$0] }) {
      let tables = [parts[0].map { $0 + half + nudge }, parts[1]]
      // Neither an entry nor a sum leaves 32 bits.
      let most = tables.reduce(0) { $0 + ($1.map(abs).max() ?? 0) }
      guard most <= Int32.max else { return nil }
      let isRight = wanted.indices.allSatisfy { pair in
        clamped((tables[0][pair >> 8] + tables[1][pair & 255]) >> fractionBits) == wanted[pair]
      }
      if isRight { return tables }
    }
    return nil
  }
}
