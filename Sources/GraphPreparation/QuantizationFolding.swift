import ModelGraph

/// QUANTIZE and DEQUANTIZE of constants.
enum QuantizationFolding {
  /// The integers of a float32 constant in the output's quantization, int8, uint8 or int16.
  static func quantized(_ layer: Layer, _ tensors: [Tensor]) -> [UInt8]? {
    guard let (input, output) = ends(of: layer, tensors), let values = input.floatValues,
      let quantization = output.quantization,
      let range = AffineQuantization.range(of: output.type)
    else { return nil }
    let channels = ChannelWalk(shape: output.shape, quantization: quantization)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(output.byteCount)
    for (index, value) in values.enumerated() {
      let (scale, zeroPoint) = channels.parameters(at: index)
      guard
        let result = AffineQuantization.quantized(
          value, scale: scale, zeroPoint: zeroPoint, range: range)
      else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: result))
      if output.type == .int16 { bytes.append(UInt8(truncatingIfNeeded: result >> 8)) }
    }
    return bytes
  }

  /// The float32 values of a float16, int8, uint8 or int16 constant.
  static func dequantized(_ layer: Layer, _ tensors: [Tensor]) -> [UInt8]? {
    guard let (input, output) = ends(of: layer, tensors), output.type == .float32,
      let data = input.data
    else { return nil }
    if input.type == .float16 {
      return stride(from: 0, to: data.count - 1, by: 2).flatMap { offset in
        bytes(of: HalfPrecision.float(UInt16(data[offset]) | UInt16(data[offset + 1]) << 8))
      }
    }
    guard let quantization = input.quantization, let integers = integers(of: input, data) else {
      return nil
    }
    let channels = ChannelWalk(shape: input.shape, quantization: quantization)
    var result: [UInt8] = []
    result.reserveCapacity(output.byteCount)
    for (index, value) in integers.enumerated() {
      let (scale, zeroPoint) = channels.parameters(at: index)
      result += bytes(
        of: AffineQuantization.dequantized(value, scale: scale, zeroPoint: zeroPoint))
    }
    return result
  }

  private static func ends(of layer: Layer, _ tensors: [Tensor]) -> (Tensor, Tensor)? {
    guard let input = layer.input(0), let output = layer.outputs.first else { return nil }
    return (tensors[input], tensors[output])
  }

  private static func integers(of tensor: Tensor, _ data: [UInt8]) -> [Int]? {
    switch tensor.type {
    case .int8: data.map { Int(Int8(bitPattern: $0)) }
    case .uint8: data.map { Int($0) }
    case .int16:
      stride(from: 0, to: data.count - 1, by: 2).map { offset in
        Int(Int16(bitPattern: UInt16(data[offset]) | UInt16(data[offset + 1]) << 8))
      }
    default: nil
    }
  }

  private static func bytes(of value: Float) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
  }
}

/// Which channel's scale an element has.
private struct ChannelWalk {
  let quantization: Quantization
  /// Elements from one channel to the next along the quantized dimension.
  let stepElements: Int

  init(shape: [Int], quantization: Quantization) {
    self.quantization = quantization
    stepElements = max(1, shape.dropFirst(quantization.dimension + 1).reduce(1, *))
  }

  func parameters(at index: Int) -> (scale: Float, zeroPoint: Int) {
    let channel = index / stepElements % quantization.scales.count
    return (quantization.scales[channel], quantization.zeroPoints[channel])
  }
}

/// IEEE 754 binary16, read without the type that some hosts lack.
enum HalfPrecision {
  static func float(_ bits: UInt16) -> Float {
    let sign = UInt32(bits >> 15) << 31
    let exponent = UInt32(bits >> 10) & 0x1f
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      // Subnormal: the fraction counts steps of 2^-24.
      let magnitude = Float(fraction) / 16_777_216
      return sign == 0 ? magnitude : -magnitude
    case 0x1f:
      return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default:
      return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
