import ModelGraph

/// Conversions between integers and floats, as TensorFlow Lite's reference kernels compute them.
enum AffineQuantization {
  /// The real value of an integer; the product is formed in double precision.
  static func dequantized(_ value: Int, scale: Float, zeroPoint: Int) -> Float {
    Float(Double(scale) * Double(value - zeroPoint))
  }

  /// The nearest integer within `range`, halves away from zero, or `nil` for what is no number.
  static func quantized(
    _ value: Float, scale: Float, zeroPoint: Int, range: ClosedRange<Int>
  ) -> Int? {
    let scaled = (value / scale).rounded(.toNearestOrAwayFromZero)
    guard !scaled.isNaN else { return nil }
    // Zero points fit 32 bits: clamping to four times that keeps the sum exact and within Int.
    let limit: Float = 17_179_869_184
    return min(
      max(Int(min(max(scaled, -limit), limit)) + zeroPoint, range.lowerBound), range.upperBound)
  }

  /// The integers of a quantized type, or `nil` for others.
  static func range(of type: ElementType) -> ClosedRange<Int>? {
    switch type {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32_768...32_767
    default: nil
    }
  }
}
