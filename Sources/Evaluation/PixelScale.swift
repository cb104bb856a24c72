package import ModelGraph

/// What real value a model takes a pixel for: an 8-bit value p from 0 to 255.
package enum PixelScale: String, Hashable, Sendable, CaseIterable {
  /// p / 255.
  case zeroToOne = "0..1"
  /// p / 127.5 - 1.
  case minusOneToOne = "-1..1"
  /// p / 255 - 1.
  case minusOneToZero = "-1..0"
  /// p itself.
  case raw

  /// The real values of black and white.
  package var range: ClosedRange<Float> {
    switch self {
    case .zeroToOne: 0...1
    case .minusOneToOne: -1...1
    case .minusOneToZero: -1...0
    case .raw: 0...255
    }
  }

  /// The real value of a pixel, in float32 as numpy computes it.
  package func real(_ pixel: UInt8) -> Float {
    let value = Float(pixel)
    switch self {
    case .zeroToOne: return value / 255
    case .minusOneToOne: return value / 127.5 - 1
    case .minusOneToZero: return value / 255 - 1
    case .raw: return value
    }
  }

  /// The scale whose range an input's quantization was made for, or `nil` where none is near.
  ///
  /// Converters calibrate the input's range on the pictures that the model was trained with, so it
  /// ends close to black and white: each end must lie within a tenth of the scale's width.
  package static func fitting(_ quantization: Quantization, type: ElementType) -> PixelScale? {
    guard let represented = type.represented(by: quantization) else { return nil }
    return allCases.first { scale in
      let width = scale.range.upperBound - scale.range.lowerBound
      return abs(represented.lowerBound - scale.range.lowerBound) <= width / 10
        && abs(represented.upperBound - scale.range.upperBound) <= width / 10
    }
  }
}

extension ElementType {
  /// The integers of a quantized type, or `nil` of others.
  var quantizedValues: ClosedRange<Int>? {
    switch self {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32_768...32_767
    default: nil
    }
  }

  /// The real values that a quantization can hold; a float32 input's is its QUANTIZE operator's, to
  /// int8.
  fileprivate func represented(by quantization: Quantization) -> ClosedRange<Float>? {
    guard let values = self == .float32 ? -128...127 : quantizedValues,
      let scale = quantization.scales.first, let zeroPoint = quantization.zeroPoints.first,
      scale > 0, scale.isFinite
    else { return nil }
    return scale * Float(values.lowerBound - zeroPoint)...scale
      * Float(values.upperBound - zeroPoint)
  }
}
