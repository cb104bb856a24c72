/// One output channel's words for `mcub_depthwise_3x3_rows`.
struct DepthwiseChannel {
  let requantization: DoubledRequantization
  private let weights: [Int]
  /// For raw inputs.
  private let bias: Int
  /// For inputs less their zero point.
  private let plainBias: Int

  /// `nil` when a sum over so many taps, row by row, can leave 32 bits, or a weight 16.
  init?(
    _ filter: [Int], bias: Int, inputZeroPoint: Int, multiplier: Int32, shift: Int32,
    outputZeroPoint: Int
  ) {
    let folded = bias - inputZeroPoint * filter.reduce(0, +)
    let bound = abs(folded) + 128 * filter.reduce(0) { $0 + abs($1) }
    guard
      let requantization = DoubledRequantization(
        multiplier: multiplier, leftShift: shift, zeroPoint: outputZeroPoint, bound: bound)
    else { return nil }
    let lanes = Int(Int16.min)...Int(Int16.max)
    let scaled = filter.map { $0 * requantization.factor }
    guard scaled.allSatisfy(lanes.contains) else { return nil }
    self.requantization = requantization
    weights = scaled
    self.bias = folded * requantization.factor
    plainBias = bias * requantization.factor
  }

  /// The words in the order of `mcub_depthwise_3x3_rows.h` or `mcub_depthwise_5x5_rows.h`.
  func words(_ window: DepthwiseWindow) -> [Int32] {
    let taps = window.filled(weights)
    let scaling = [
      requantization.multiplier, requantization.addend, requantization.shift, Int32(bias),
    ]
    if window.stride == 1 {
      return scaling + taps.flatMap { row in zip(row, row.dropFirst()).map(Self.pair) }
    }
    if window.size == 3 {
      return scaling + taps.map { Self.pair($0[0], $0[1]) }
        + [Self.pair(taps[0][2], taps[1][2]), Self.pair(taps[2][2], 0), 0]
    }
    return scaling
      + taps.flatMap { [Self.pair($0[0], $0[1]), Self.pair($0[2], $0[3]), Self.pair($0[4], 0)] }
      + [0, 0, 0, 0, 0]
  }

  /// The words of filters of so many columns in the order of `mcub_depthwise_nine_s8.h`.
  func plainWords(columns: Int) -> [Int32] {
    let rows = stride(from: 0, to: weights.count, by: columns).flatMap { first in
      (first..<first + columns - 1).map { Self.pair(weights[$0], weights[$0 + 1]) }
    }
    return [
      requantization.multiplier, requantization.addend, requantization.shift,
      Int32(truncatingIfNeeded: plainBias),
    ] + rows
  }

  /// Two int16 lanes of a word, the first in the low half.
  private static func pair(_ low: Int, _ high: Int) -> Int32 {
    Int32(truncatingIfNeeded: low & 0xffff | high << 16)
  }
}
