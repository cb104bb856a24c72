import ModelGraph

/// QUANTIZE and DEQUANTIZE.
extension Lowering {
  static let quantize: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let (input, output) = try convertedOperands(context)
    let count = KernelParameter(
      "count", try LoweringRefusal.narrowed(input.elementCount, "elements"))
    if input.tensor.type == .float32, output.tensor.type == .int8 {
      let (scale, zeroPoint) = try output.quantization(zeroPoints: -128...127)
      return .reference(
        "quantize_f32_s8",
        parameters: [
          count, KernelParameter("scale_bits", Int32(bitPattern: scale.bitPattern)),
          KernelParameter("zero_point", zeroPoint),
        ],
        arguments: [.tensor(input.id), .tensor(output.id)])
    }
    let symbol: String
    switch (input.tensor.type, output.tensor.type) {
    case (.int8, .int8): symbol = "mcub_quantize_s8_s8_ref"
    case (.uint8, .int8): symbol = "mcub_quantize_u8_s8_ref"
    case (.int8, .uint8): symbol = "mcub_quantize_s8_u8_ref"
    default:
      throw LoweringRefusal(
        "cannot convert \(input.tensor.type.name) to \(output.tensor.type.name)")
    }
    let (inputScale, inputZeroPoint) = try quantization8(input)
    let (outputScale, outputZeroPoint) = try quantization8(output)
    let multiplier = try bounded(Double(inputScale) / Double(outputScale))
    return KernelCall(
      symbol: symbol, header: "mcub_quantize.h", parameterType: "mcub_quantize_params",
      parameters: [
        count, KernelParameter("input_zero_point", inputZeroPoint),
        KernelParameter("output_zero_point", outputZeroPoint),
        KernelParameter("multiplier", multiplier.multiplier),
        KernelParameter("shift", multiplier.shift),
      ],
      arguments: [.tensor(input.id), .tensor(output.id)], inPlaceInputs: [0])
  }

  static let dequantize: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let (input, output) = try convertedOperands(context)
    let symbol: String
    switch (input.tensor.type, output.tensor.type) {
    case (.int8, .float32): symbol = "mcub_dequantize_s8_f32_ref"
    case (.uint8, .float32): symbol = "mcub_dequantize_u8_f32_ref"
    default:
      throw LoweringRefusal(
        "cannot convert \(input.tensor.type.name) to \(output.tensor.type.name)")
    }
    let (scale, zeroPoint) = try quantization8(input)
    return KernelCall(
      symbol: symbol, header: "mcub_dequantize.h", parameterType: "mcub_dequantize_params",
      parameters: [
        KernelParameter("count", try LoweringRefusal.narrowed(input.elementCount, "elements")),
        KernelParameter("scale_bits", Int32(bitPattern: scale.bitPattern)),
        KernelParameter("zero_point", zeroPoint),
      ],
      arguments: [.tensor(input.id), .tensor(output.id)])
  }

  private static func convertedOperands(
    _ context: LoweringContext
  ) throws(LoweringRefusal) -> (input: OperandTensor, output: OperandTensor) {
    let input = try context.input(0)
    let output = try context.output()
    try context.requireShape(input.shape, of: output)
    return (input, output)
  }

  /// The quantization of an int8 or uint8 tensor.
  private static func quantization8(
    _ operand: OperandTensor
  ) throws(LoweringRefusal) -> (scale: Float, zeroPoint: Int32) {
    try operand.quantization(zeroPoints: operand.tensor.type == .uint8 ? 0...255 : -128...127)
  }
}
