/// A requantization as kernels with the DSP extension do it: see `mcub_short_requantize.h`.
///
/// They take values doubled: the high word of twice a value times the multiplier, with 2^31 added
/// before, is the first rounding of the reference, an addend and a shift to the right the second. A
/// scale of 1/2 and above is rounded once; its shift to the left is part of the values' factor.
struct DoubledRequantization: Hashable {
  /// The largest shift whose addend stays within 32 bits beside a zero point.
  private static let mostShift = 22

  /// What values are multiplied by before: a power of two, or 0 where every result is the same.
  let factor: Int
  let multiplier: Int32
  let addend: Int32
  let shift: Int32

  /// Of the reference's multiplier and shift, which is positive to the left, for values that lie no
  /// further than `bound` from 0; `nil` when one of them can leave 32 bits times the factor.
  init?(multiplier: Int32, leftShift: Int32, zeroPoint: Int, bound: Int) {
    let right = -Int(leftShift)
    // The first rounding leaves at most bound; the second makes 0 of less than half of 2^right.
    if multiplier == 0 || right >= 2 && bound < 1 << (right - 1) {
      self.factor = 0
      self.multiplier = 0
      addend = Int32(zeroPoint)
      shift = 0
      return
    }
    let factor = right >= 1 ? 2 : 2 << -right
    guard right <= Self.mostShift, bound <= Int(Int32.max) / factor else { return nil }
    self.factor = factor
    self.multiplier = multiplier
    shift = Int32(max(right, 0))
    addend = Int32(right >= 1 ? 1 << (right - 1) + zeroPoint << right : zeroPoint)
  }

  /// Whether results are rounded by a shift too, away from zero where values are below it.
  var roundsTwice: Bool { shift > 0 }
  /// Whether every value gives the same result.
  var isConstant: Bool { factor == 0 }
  /// The binary logarithm of the factor.
  var factorShift: Int { factor == 0 ? 0 : factor.trailingZeroBitCount }
}
