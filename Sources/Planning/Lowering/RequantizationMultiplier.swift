/// A real factor as the integer kernels take it: `multiplier * 2^(shift - 31)`.
package struct RequantizationMultiplier: Hashable, Sendable {
  /// 0, or in `[2^30, 2^31)`.
  package let multiplier: Int32
  /// In `[-31, 31]`; positive shifts left.
  package let shift: Int32

  /// The nearest multiplier with 31 bits, halves away from zero, or `nil` when `factor` is
  /// negative, not finite, or 2^31 and more.
  ///
  /// A factor below 2^-32 becomes 0, as TensorFlow Lite's QuantizeMultiplier makes it.
  package init?(_ factor: Double) {
    guard factor.isFinite, factor >= 0 else { return nil }
    guard factor > 0 else {
      self.init(multiplier: 0, shift: 0)
      return
    }
    // frexp's fraction lies in [0.5, 1), Swift's significand in [1, 2).
    var exponent = Int(factor.exponent) + 1
    var mantissa = Int64((factor.significand * 0x1p30).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 {
      mantissa = 1 << 30
      exponent += 1
    }
    guard exponent <= 31 else { return nil }
    guard exponent >= -31 else {
      self.init(multiplier: 0, shift: 0)
      return
    }
    self.init(multiplier: Int32(mantissa), shift: Int32(exponent))
  }

  package init(multiplier: Int32, shift: Int32) {
    self.multiplier = multiplier
    self.shift = shift
  }
}
