/// What an LX6 kernel makes of a sum: see `mcub_requantize_lx6.h`.
///
/// A sum four times as large has the first rounding of the reference one bit above the end of the
/// product's upper word, so that one addend rounds both times. Exact where no step leaves 32 bits.
struct LX6Scaling: Hashable {
  /// The largest shift to the right whose addend stays within 32 bits beside a zero point.
  private static let mostShift = 21
  /// Sums times 4 have 31 bits and a sign.
  private static let mostSum = 1 << 29

  /// What weights and bias are multiplied by before: a power of two, 1 for all that shift right.
  let factor: Int
  private let multiplier: Int32
  private let addend: Int32
  private let shift: Int32
  private let negative: Int32

  /// Of the reference's scale for every sum in `sums`, or `nil` where it is not exact for one.
  ///
  /// `showsNegatives` says whether results below the output's zero point get through.
  init?(
    _ scale: RequantizationMultiplier, sums: ClosedRange<Int>, outputZeroPoint: Int,
    showsNegatives: Bool
  ) {
    let right = -Int(scale.shift)
    if let constant = Self.constant(scale, sums, outputZeroPoint) {
      (factor, multiplier, addend, shift, negative) = (1, 0, constant, 0, 0)
      return
    }
    let factor = right < 0 ? 1 << -right : 1
    let most = (Self.mostSum - 1) / factor
    guard right <= Self.mostShift, sums.lowerBound >= -most, sums.upperBound <= most else {
      return nil
    }
    self.factor = factor
    multiplier = scale.multiplier
    let rounded = max(right, 0)
    let half = rounded > 0 ? 1 << rounded : 0
    addend = Int32(1 + half + outputZeroPoint << (rounded + 1))
    shift = Int32(rounded + 1)
    negative = rounded > 0 && showsNegatives ? -2 : 0
  }

  /// The result that all sums have in common, if they have one.
  private static func constant(
    _ scale: RequantizationMultiplier, _ sums: ClosedRange<Int>, _ outputZeroPoint: Int
  ) -> Int32? {
    // A shift to the left may wrap: then the ends tell nothing of what is between.
    guard let least = Int32(exactly: sums.lowerBound), let most = Int32(exactly: sums.upperBound),
      least == most || scale.shift <= 0
    else { return nil }
    let ends = [least, most].map {
      Int32(Int8(clamping: Int(FixedPoint.requantize($0, scale)) + outputZeroPoint))
    }
    return ends[0] == ends[1] ? ends[0] : nil
  }

  /// Words of the channel whose sum starts from `bias`, over activations less their zero point.
  func words(bias: Int32, weights sum: Int, inputZeroPoint: Int) -> [Int32] {
    // Lanes hold x + 128.
    let folded = (Int(bias) - (inputZeroPoint + 128) * sum) * 4 * factor
    return [Int32(truncatingIfNeeded: folded), multiplier, addend, shift, negative]
  }
}
