/// Rows of weights, two folded into each 16-bit lane, in the order that `mcub_fold_s8_dsp` reads
/// them: see `mcub_fold_s8_dsp.h`.
struct FoldedStream {
  /// Sums of a folded row that come out of the difference of two 32-bit sums exactly.
  private static let foldedSums = -(1 << 23)...(1 << 23) - 1
  /// Bytes behind the last group that are read.
  private static let extraBytes = 32

  let bytes: [UInt8]
  /// Steps of eight weights a row.
  let steps: Int

  /// `nil` where a lane or a folded row's sum would leave its range.
  init?(_ rows: WeightRows, bias: [Int32], inputZeroPoint: Int) {
    steps = (rows.length + 7) / 8
    let folded = rows.foldedBias(bias, inputZeroPoint: inputZeroPoint)
    let isExact = stride(from: 1, to: rows.count, by: 2).allSatisfy { upper in
      let sums = rows.sums(of: upper, bias: bias[upper], inputZeroPoint: inputZeroPoint)
      return Self.foldedSums.contains(sums.lowerBound)
        && Self.foldedSums.contains(sums.upperBound)
        && !zip(rows[upper], rows[upper - 1]).contains { $0 == -128 && $1 < 0 }
    }
    guard isExact else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity((rows.count + 3) / 4 * (32 * steps + 16) + Self.extraBytes)
    for group in stride(from: 0, to: rows.count, by: 4) {
      for lower in [group, group + 2] {
        let low = lower < rows.count ? folded[lower] : 0
        let high = lower + 1 < rows.count ? folded[lower + 1] : 0
        for value in [low, high &* 256 &+ low] {
          withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
      }
      for quad in stride(from: 0, to: 8 * steps, by: 4) {
        for place in [quad, quad + 1] {
          for lower in [group, group + 2] {
            for offset in [place, place + 2] {
              let lane =
                256 * Int(rows.weight(lower + 1, offset)) + Int(rows.weight(lower, offset))
              bytes.append(UInt8(truncatingIfNeeded: lane))
              bytes.append(UInt8(truncatingIfNeeded: lane >> 8))
            }
          }
        }
      }
    }
    bytes += [UInt8](repeating: 0, count: Self.extraBytes)
    self.bytes = bytes
  }
}
