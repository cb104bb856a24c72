import ModelGraph

/// The int8 values that an output may take after its fused activation.
struct ActivationRange: Hashable {
  let minimum: Int32
  let maximum: Int32

  /// The range of `activation` on an output with this scale (positive, finite) and zero point.
  ///
  /// The bounds are rounded half away from zero in float32, as TensorFlow Lite's
  /// CalculateActivationRangeQuantized does.
  init(
    _ activation: FusedActivation, scale: Float, zeroPoint: Int32
  ) throws(LoweringRefusal) {
    func quantized(_ real: Float) -> Int32 {
      let steps = (real / scale).rounded(.toNearestOrAwayFromZero)
      // Beyond 512 steps every zero point gives the same clamped bound.
      return zeroPoint + Int32(max(-512, min(512, steps)))
    }
    func clamped(_ value: Int32) -> Int32 { max(-128, min(127, value)) }
    switch activation {
    case .none:
      (minimum, maximum) = (-128, 127)
    case .relu:
      (minimum, maximum) = (clamped(zeroPoint), 127)
    case .relu6:
      (minimum, maximum) = (clamped(zeroPoint), clamped(quantized(6)))
    case .reluN1To1:
      (minimum, maximum) = (clamped(quantized(-1)), clamped(quantized(1)))
    case .tanh, .signBit:
      throw LoweringRefusal("has the fused activation \(activation.rawValue), which cannot run")
    }
  }

  init(
    _ activation: FusedActivation, for output: Int8Operand
  ) throws(LoweringRefusal) {
    try self.init(activation, scale: output.scale, zeroPoint: output.zeroPoint)
  }
}
