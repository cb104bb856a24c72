import ModelGraph

extension KernelSelection {
  static let tableRules: [String: SelectionRule] = [
    "mcub_leaky_relu_s8_ref": leakyRelu,
    "mcub_lookup_s8_ref": lookup,
    "mcub_quantize_s8_s8_ref": { quantize($0, from: -128...127, to: -128...127) },
    "mcub_quantize_s8_u8_ref": { quantize($0, from: -128...127, to: 0...255) },
    "mcub_quantize_u8_s8_ref": { quantize($0, from: 0...255, to: -128...127) },
    "mcub_relu_s8_ref": relu,
    "mcub_softmax_s8_ref": softmax,
  ]

  private static func lookup(_ context: SelectionContext) -> KernelChoice {
    let call = KernelCall(
      symbol: "mcub_lookup_s8_dsp", header: "mcub_lookup_s8.h",
      parameterType: "mcub_lookup_s8_params", parameters: context.reference.parameters,
      arguments: context.reference.arguments, inPlaceInputs: context.reference.inPlaceInputs)
    return .generic(call, "eight elements at a time")
  }

  private static func relu(_ context: SelectionContext) -> KernelChoice {
    table(context) { element in
      let scaled = scaled(context, element, "multiplier", "shift")
      let bounds = context["output_minimum"]...context["output_maximum"]
      return min(max(scaled, bounds.lowerBound), bounds.upperBound)
    }
  }

  private static func leakyRelu(_ context: SelectionContext) -> KernelChoice {
    table(context) { element in
      let sign = element < context["input_zero_point"] ? "negative" : "positive"
      return min(max(scaled(context, element, "\(sign)_multiplier", "\(sign)_shift"), -128), 127)
    }
  }

  /// QUANTIZE between types of eight bits, with the numbers that each stands for.
  private static func quantize(
    _ context: SelectionContext, from input: ClosedRange<Int>, to output: ClosedRange<Int>
  ) -> KernelChoice {
    table(context) { element in
      let value = input.contains(element) ? element : element + 256
      let scaled = scaled(context, value, "multiplier", "shift")
      return min(max(scaled, output.lowerBound), output.upperBound)
    }
  }

  /// An element less its zero point, requantized, with the output's zero point.
  private static func scaled(
    _ context: SelectionContext, _ element: Int, _ multiplier: String, _ shift: String
  ) -> Int {
    let factor = RequantizationMultiplier(
      multiplier: Int32(context[multiplier]), shift: Int32(context[shift]))
    let value = Int32(element - context["input_zero_point"])
    return Int(FixedPoint.requantize(value, factor)) + context["output_zero_point"]
  }

  /// A function of one element, read as int8, as a table; its values are taken modulo 256.
  private static func table(
    _ context: SelectionContext, _ value: (Int) -> Int
  ) -> KernelChoice {
    let entries = (-128...127).map { Int8(truncatingIfNeeded: value($0)) }
    let call = KernelCall(
      symbol: "mcub_lookup_s8_dsp", header: "mcub_lookup_s8.h",
      parameterType: "mcub_lookup_s8_params", parameters: context.parameters(["count"]),
      arguments: [
        context.reference.arguments[0], .constant(KernelConstant(role: "table", int8: entries)),
        context.reference.arguments[1],
      ], inPlaceInputs: context.reference.inPlaceInputs)
    return .generic(call, "a table of 256 results, eight elements at a time")
  }

  /// Softmax by the exponentials of all differences that two int8 elements can have.
  private static func softmax(_ context: SelectionContext) -> KernelChoice {
    let factor = RequantizationMultiplier(
      multiplier: Int32(context["input_multiplier"]), shift: Int32(context["input_shift"]))
    let exponentials = (0..<256).map { below -> Int32 in
      guard -below >= context["smallest_difference"] else { return 0 }
      return FixedPoint.exponential(
        FixedPoint.requantize(Int32(-below), factor), integerBits: 5)
    }
    let call = KernelCall(
      symbol: "mcub_softmax_s8_dsp", header: "mcub_softmax_s8_dsp.h",
      parameterType: "mcub_softmax_s8_dsp_params",
      parameters: context.parameters(["rows", "depth"]),
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "exponentials", int32: exponentials)),
        context.reference.arguments[1],
      ], inPlaceInputs: context.reference.inPlaceInputs)
    return .generic(call, "256 exponentials as a table, 1024 B")
  }
}
