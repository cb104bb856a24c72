/// Fixed-point arithmetic and functions as gemmlowp defines them, for tables made on the host.
///
/// `Qm.n` is an Int32 with m integer and n fraction bits beside the sign.
package enum FixedPoint {
  /// The upper half of `2 * a * b`, rounded half up; saturates for two smallest numbers.
  static func highMultiply(_ a: Int32, _ b: Int32) -> Int32 {
    Int32(clamping: (Int64(a) * Int64(b) + 1 << 30) >> 31)
  }

  /// `value / 2^exponent`, halves away from zero; `exponent` in `[0, 31]`.
  static func roundingShiftRight(_ value: Int32, _ exponent: Int32) -> Int32 {
    guard exponent > 0 else { return value }
    let half = Int64(1) << (exponent - 1)
    return Int32(truncatingIfNeeded: (Int64(value) + half - (value < 0 ? 1 : 0)) >> exponent)
  }

  static func saturatingShiftLeft(_ value: Int32, _ exponent: Int32) -> Int32 {
    Int32(clamping: Int64(value) << exponent)
  }

  /// `value` times the factor, double rounding; `value` must fit 32 bits after a left shift.
  package static func requantize(_ value: Int32, _ factor: RequantizationMultiplier) -> Int32 {
    let shifted = factor.shift > 0 ? value &<< factor.shift : value
    return roundingShiftRight(
      highMultiply(shifted, factor.multiplier), max(-factor.shift, 0))
  }

  /// The 16-bit counterpart of ``highMultiply(_:_:)``, halves away from zero when positive.
  static func highMultiply16(_ a: Int32, _ b: Int32) -> Int32 {
    let product = a * b
    let nudge: Int32 = product >= 0 ? 1 << 14 : 1 - 1 << 14
    return min((product + nudge) / (1 << 15), Int32(Int16.max))
  }

  static func saturatingShiftLeft16(_ value: Int32, _ exponent: Int32) -> Int32 {
    Int32(Int16(clamping: Int64(value) << exponent))
  }

  /// `1 / (1 + exp(-x))` in Q0.31, for x in Q4.27.
  static func logistic(_ x: Int32) -> Int32 {
    if x == 0 { return 1 << 30 }
    let positive = inverseOfOnePlus(exponential(x > 0 ? -x : x, integerBits: 4))
    return x > 0 ? positive : Int32.max - positive
  }

  /// The hyperbolic tangent in Q0.31, for x in Q4.27.
  static func tanh(_ x: Int32) -> Int32 {
    if x == 0 { return 0 }
    // Read with one integer bit more, the same bits are 2x.
    let positive = oneMinusOverOnePlus(exponential(x > 0 ? -x : x, integerBits: 5))
    return x > 0 ? positive : -positive
  }

  /// `exp(x)` in Q0.31 for x <= 0 with `integerBits` integer bits.
  static func exponential(_ x: Int32, integerBits: Int32) -> Int32 {
    if x == 0 { return Int32.max }
    let fractionBits = 31 - integerBits
    let quarter = Int32(1) << (fractionBits - 2)
    // x = rest - remainder with rest in [-1/4, 0) and remainder a multiple of 1/4.
    let rest = (x & (quarter - 1)) - quarter
    let remainder = rest &- x
    var result = exponentialOfQuarter(saturatingShiftLeft(rest, integerBits))
    // exp(-2^k) in Q0.31 for k = -2, -1, ...
    let powers: [Int32] = [
      1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242,
    ]
    for (place, power) in powers.enumerated() where Int32(place) - 2 < integerBits {
      if remainder & (quarter &<< Int32(place)) != 0 {
        result = highMultiply(result, power)
      }
    }
    return result
  }

  /// `exp(x)` in Q0.31 for x in [-1/4, 0): a Taylor polynomial around -1/8.
  private static func exponentialOfQuarter(_ x: Int32) -> Int32 {
    let exponentialOfCenter: Int32 = 1_895_147_668
    let third: Int32 = 715_827_883
    let t = x + 1 << 28
    let square = highMultiply(t, t)
    let cube = highMultiply(square, t)
    let fourth = highMultiply(square, square)
    let higher = roundingShiftRight(
      highMultiply(roundingShiftRight(fourth, 2) + cube, third) + square, 1)
    return exponentialOfCenter + highMultiply(exponentialOfCenter, t + higher)
  }

  /// `2 / (1 + a)` in Q2.29 for a in Q0.31 and [0, 1]: three Newton steps.
  private static func doubleInverseOfOnePlus(_ a: Int32) -> Int32 {
    // (a + 1) / 2, rounded.
    let denominator = Int32((Int64(a) + Int64(Int32.max) + 1) / 2)
    // 48/17 - 32/17 * denominator, in Q2.29.
    var x = 1_515_870_810 + highMultiply(denominator, -1_010_580_540)
    for _ in 0..<3 {
      let error = 1 << 29 - highMultiply(denominator, x)
      x += saturatingShiftLeft(highMultiply(x, error), 2)
    }
    return x
  }

  /// `1 / (1 + a)` in Q0.31.
  private static func inverseOfOnePlus(_ a: Int32) -> Int32 {
    saturatingShiftLeft(doubleInverseOfOnePlus(a), 1)
  }

  /// `(1 - a) / (1 + a)` in Q0.31.
  private static func oneMinusOverOnePlus(_ a: Int32) -> Int32 {
    saturatingShiftLeft(doubleInverseOfOnePlus(a) - 1 << 29, 2)
  }
}
