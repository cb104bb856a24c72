import ModelGraph

/// Operators on one int8 value that become a table of 256 entries.
extension Lowering {
  static let lookupTable: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .lookupTable(let values) = layer.options else { throw context.wrongOptions }
    guard values.count == 256 else {
      throw LoweringRefusal("needs a table of 256 entries, has \(values.count)")
    }
    let (input, output) = try context.elementwiseInt8Operands()
    return try lookupCall(values, input, output)
  }

  /// TensorFlow Lite's integer LOGISTIC; its output always has 1/256 and -128.
  static let logistic: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let (input, output) = try LoweringContext(layer, graph).elementwiseInt8Operands()
    try requireQuantization(output, scale: 1 / 256, zeroPoint: -128)
    return try lookupCall(
      saturatingTable(input) {
        FixedPoint.roundingShiftRight(FixedPoint.logistic($0), 23) - 128
      },
      input, output)
  }

  /// TensorFlow Lite's integer TANH; its output always has 1/128 and 0.
  static let tanh: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let (input, output) = try LoweringContext(layer, graph).elementwiseInt8Operands()
    try requireQuantization(output, scale: 1 / 128, zeroPoint: 0)
    return try lookupCall(
      saturatingTable(input) { FixedPoint.roundingShiftRight(FixedPoint.tanh($0), 24) },
      input, output)
  }

  static let hardSwish: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let (input, output) = try LoweringContext(layer, graph).elementwiseInt8Operands()
    let function = try HardSwish(input, output)
    return try lookupCall((Int32(-128)...127).map(function.callAsFunction), input, output)
  }

  private static func lookupCall(
    _ table: [Int8], _ input: Int8Operand, _ output: Int8Operand
  ) throws(LoweringRefusal) -> KernelCall {
    try .reference(
      "lookup_s8",
      parameters: [
        "count": input.elementCount
      ],
      arguments: [
        input.argument, .constant(KernelConstant(role: "table", int8: table)), output.argument,
      ],
      inPlaceInputs: [0])
  }

  private static func requireQuantization(
    _ output: Int8Operand, scale: Float, zeroPoint: Int32
  ) throws(LoweringRefusal) {
    guard output.scale == scale, output.zeroPoint == zeroPoint else {
      throw LoweringRefusal(
        "needs the output's scale \(scale) and zero point \(zeroPoint), has \(output.scale) and "
          + "\(output.zeroPoint)")
    }
  }

  /// The table of a sigmoid that `function` gives for inputs in Q4.27, clamped to int8; beyond 15,
  /// it is -128 or 127.
  private static func saturatingTable(
    _ input: Int8Operand, _ function: (Int32) -> Int32
  ) throws(LoweringRefusal) -> [Int8] {
    let scaling = try LoweringRefusal.multiplier(
      Double(input.scale) * 0x1p27, "the input's scale times 2^27")
    // Inputs below the radius stay within 32 bits when shifted left.
    let radius = scaling.shift > 0 ? Int32((15 << 27) >> Int64(scaling.shift)) : Int32.max
    return (Int32(-128)...127).map { value in
      let centered = value - input.zeroPoint
      if centered <= -radius { return -128 }
      if centered >= radius { return 127 }
      return Int8(clamping: function(FixedPoint.requantize(centered, scaling)))
    }
  }
}

/// TensorFlow Lite's integer HARD_SWISH: `x * relu6(x + 3) / 6` in 16-bit fixed point.
private struct HardSwish {
  let inputZeroPoint: Int32
  let outputZeroPoint: Int32
  /// From 1/128 of the input's scale to the output's scale; exponent in `[-15, 0]`.
  let output: Factor
  /// From 1/128 of the input's scale to 3/32768; exponent in `[-15, 31]`.
  let reluish: Factor

  /// A real factor: `multiplier * 2^(exponent - 15)`.
  struct Factor {
    let multiplier: Int32
    let exponent: Int32

    init(_ value: Float, _ what: String, upTo limit: Int32) throws(LoweringRefusal) {
      let wide = try LoweringRefusal.multiplier(Double(value), what)
      guard wide.shift >= -15, wide.shift <= limit, wide.multiplier > 0 else {
        throw LoweringRefusal("needs \(what) from 2^-15 to 2^\(limit), has \(value)")
      }
      multiplier = min((wide.multiplier >> 15 + 1) >> 1, Int32(Int16.max))
      exponent = wide.shift
    }
  }

  init(_ input: Int8Operand, _ output: Int8Operand) throws(LoweringRefusal) {
    inputZeroPoint = input.zeroPoint
    outputZeroPoint = output.zeroPoint
    // Both quotients are float32 in TensorFlow Lite.
    let fineScale = Float(1) / 128 * input.scale
    self.output = try Factor(
      fineScale / output.scale, "the ratio of 1/128 of the input's scale to the output's", upTo: 0)
    reluish = try Factor(
      fineScale / (Float(3) / 32768), "the ratio of 1/128 of the input's scale to 3/32768",
      upTo: 30)
  }

  func callAsFunction(_ value: Int32) -> Int8 {
    let fine = (value - inputZeroPoint) * 128
    let scaled = FixedPoint.highMultiply16(fine, output.multiplier)
    var gate = fine
    if reluish.exponent > 0 {
      gate = FixedPoint.saturatingShiftLeft16(gate, reluish.exponent - 1)
    }
    gate = FixedPoint.highMultiply16(gate, reluish.multiplier)
    if reluish.exponent > 0 {
      gate = FixedPoint.saturatingShiftLeft16(gate, 1)
    } else if reluish.exponent < 0 {
      gate = FixedPoint.roundingShiftRight(gate, -reluish.exponent)
    }
    // From [-1, 1) to [0, 1).
    gate = (gate + 32768) >> 1
    // Division rounds towards zero, as the reference does here.
    let product = min(gate * scaled / 32768, Int32(Int16.max))
    return Int8(
      clamping: FixedPoint.roundingShiftRight(product, -output.exponent) + outputZeroPoint)
  }
}
