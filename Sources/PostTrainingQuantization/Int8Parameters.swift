import ModelGraph

/// Scales and zero points by TFLite's 8-bit quantization specification, computed as TensorFlow's
/// converter does: in double precision, rounded to float32 last.
enum Int8Parameters {
  /// Narrower ranges are widened to this width, so that a channel of zeros has a scale
  /// (`kNearZeroTolerance` of the converter's quantization library).
  static let leastWidth = 1.0e-6

  /// Asymmetric parameters whose range contains `range` and 0, the zero point exact.
  static func activation(_ range: ClosedRange<Float>) -> Quantization {
    var low = min(Double(range.lowerBound), 0)
    var high = max(Double(range.upperBound), 0)
    if high - low <= leastWidth {
      low = min(low, -leastWidth / 2)
      high = max(high, leastWidth / 2)
    }
    let scale = (high - low) / 255
    // Of the two ends the one with the smaller rounding error places the zero point.
    let fromLow = -128 - low / scale
    let fromHigh = 127 - high / scale
    let isLowBetter = 128 + abs(low / scale) < 127 + abs(high / scale)
    let zeroPoint = (isLowBetter ? fromLow : fromHigh).rounded(.toNearestOrAwayFromZero)
    return Quantization(
      scales: [Float(scale)], zeroPoints: [Int(min(max(zeroPoint, -128), 127))])
  }

  /// The scale of weights that reach from -magnitude to magnitude over [-127, 127].
  static func weightScale(magnitude: Float) -> Float {
    Float(max(2 * Double(magnitude), leastWidth) / 254)
  }

  /// The least weight scale at which a bias stays within the middle half of int32
  /// (`AdjustWeightsForBiasScale` of the converter).
  static func leastWeightScale(bias: Float, inputScale: Float) -> Float {
    Float(abs(Double(bias)) / (0.5 * Double(Int32.max)) / Double(inputScale))
  }

  /// The nearest integer, halves away from zero.
  static func int8(_ value: Float, scale: Float, zeroPoint: Int, least: Int = -128) -> UInt8 {
    let nearest = (value / scale).rounded(.toNearestOrAwayFromZero)
    let clamped = min(max(nearest + Float(zeroPoint), Float(least)), 127)
    return UInt8(bitPattern: Int8(clamped))
  }
}

extension Quantization {
  /// The real values that int8 can say.
  var int8Range: ClosedRange<Float> {
    let (scale, zeroPoint) = (scales[0], Float(zeroPoints[0]))
    return scale * (-128 - zeroPoint)...scale * (127 - zeroPoint)
  }
}
