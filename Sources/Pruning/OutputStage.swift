import ModelGraph
import Planning

/// How sums become int8 outputs: requantized, moved by the zero point, clamped.
///
/// The arithmetic is that of the reference kernels, bit for bit.
struct OutputStage {
  /// One a channel, or one for all.
  let factors: [RequantizationMultiplier]
  let zeroPoint: Int
  /// The values that the activation lets through.
  let clamp: ClosedRange<Int>

  /// `nil` where the clamp is empty, which no kernel defines.
  init?(factors: [RequantizationMultiplier], zeroPoint: Int, minimum: Int, maximum: Int) {
    guard minimum <= maximum, !factors.isEmpty else { return nil }
    self.factors = factors
    self.zeroPoint = zeroPoint
    clamp = minimum...maximum
  }

  /// The stage of a convolution or fully connected layer.
  init?(channelsOf view: LayerView) {
    let multipliers = view.constant("multipliers").int32Elements
    let shifts = view.constant("shifts").int32Elements
    self.init(
      factors: zip(multipliers, shifts).map {
        RequantizationMultiplier(multiplier: Int32($0), shift: Int32($1))
      },
      zeroPoint: view["output_zero_point"], minimum: view["activation_min"],
      maximum: view["activation_max"])
  }

  /// A stage with one factor from these fields of the call's parameters.
  init?(
    _ view: LayerView, factor: String = "multiplier", shift: String = "shift",
    minimum: Int = -128, maximum: Int = 127
  ) {
    self.init(
      factors: [
        RequantizationMultiplier(multiplier: Int32(view[factor]), shift: Int32(view[shift]))
      ],
      zeroPoint: view["output_zero_point"], minimum: minimum, maximum: maximum)
  }

  /// All values that sums from `sums` can give in this channel; a single sum gives a single value.
  ///
  /// Sums are exact; kernels keep their low 32 bits. Requantization is monotonic, for no factor is
  /// negative, as long as neither a sum nor its left shift leaves 32 bits; else anything may come.
  func outputs(of sums: ClosedRange<Int>, channel: Int = 0) -> ClosedRange<Int> {
    let factor = factors[factors.count == 1 ? 0 : channel]
    if sums.lowerBound == sums.upperBound {
      let value = output(Int32(truncatingIfNeeded: sums.lowerBound), factor)
      return value...value
    }
    let limit = Int(Int32.max) >> max(Int(factor.shift), 0)
    guard sums.lowerBound >= -limit - 1, sums.upperBound <= limit else { return clamp }
    return output(Int32(sums.lowerBound), factor)...output(Int32(sums.upperBound), factor)
  }

  private func output(_ sum: Int32, _ factor: RequantizationMultiplier) -> Int {
    let scaled = Int(FixedPoint.requantize(sum, factor))
    return min(max(scaled, clamp.lowerBound - zeroPoint), clamp.upperBound - zeroPoint) + zeroPoint
  }
}
