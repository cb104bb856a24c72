/// The requantization of a channel in four instructions: a high product that holds the rounding and
/// the output's zero point already, the sum's sign, a shift and a saturation.
///
/// Bit-exact with double rounding where the multiplier shifts right by one bit or more and no step
/// leaves 32 bits: floor((high product + 2^(e-1) + (sum < 0 ? -1 : 0)) / 2^e), where taking the sign
/// from the sum instead of the product changes nothing, since they differ at a product of 0 only.
struct ShortRequantization: Hashable {
  let multiplier: Int32
  /// 2^(e-1) and the output's zero point times 2^e.
  let rounding: Int32
  /// The right shift e.
  let shift: Int32

  /// `nil` where the short form is not exact for every sum in `sums`.
  init?(multiplier: Int32, shift: Int32, outputZeroPoint: Int, sums: ClosedRange<Int>) {
    let exponent = -Int(shift)
    guard exponent >= 1, exponent <= 31, multiplier >= 0 else { return nil }
    // The kernel's accumulator holds twice the sum.
    guard sums.lowerBound > -(1 << 30), sums.upperBound < 1 << 30 else { return nil }
    let rounding = (1 << (exponent - 1)) + (outputZeroPoint << exponent)
    let products = [sums.lowerBound, sums.upperBound].map { Self.highProduct($0, multiplier) }
    let within = Int(Int32.min)...Int(Int32.max)
    guard within.contains(rounding),
      products.allSatisfy({ within.contains($0 + rounding - 1) && within.contains($0 + rounding) })
    else { return nil }
    self.multiplier = multiplier
    self.rounding = Int32(rounding)
    self.shift = Int32(exponent)
  }

  /// `value` for every sum: floor((2 * value + 1 + (sum < 0 ? -1 : 0)) / 2).
  init(constant value: Int8) {
    multiplier = 0
    rounding = 2 * Int32(value) + 1
    shift = 1
  }

  /// 2 * sum * multiplier / 2^32, rounded half up.
  private static func highProduct(_ sum: Int, _ multiplier: Int32) -> Int {
    (sum * Int(multiplier) + (1 << 30)) >> 31
  }
}
