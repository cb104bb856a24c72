/// Rows of int8 weights, one an output channel, as kernels with the DSP extension read them.
struct WeightRows {
  private let weights: [Int8]
  let count: Int
  /// Weights of a row.
  let length: Int

  /// - Precondition: there are `count * length` weights, row by row.
  init(_ weights: [Int8], count: Int, length: Int) {
    precondition(weights.count == count * length, "rows are whole")
    self.weights = weights
    self.count = count
    self.length = length
  }

  subscript(row: Int) -> ArraySlice<Int8> { weights[row * length..<(row + 1) * length] }

  /// `bias` less the input's zero point times the sum of each row, wrapping at 32 bits: what a sum
  /// over raw inputs starts from.
  func foldedBias(_ bias: [Int32], inputZeroPoint: Int) -> [Int32] {
    (0..<count).map { row in
      let sum = self[row].reduce(0) { $0 + Int($1) }
      return bias[row] &- Int32(truncatingIfNeeded: inputZeroPoint * sum)
    }
  }

  /// Every sum that the row can come to from `bias`, inputs less their zero point: int8 inputs as
  /// they like, taps in the padding at the zero point.
  func sums(of row: Int, bias: Int32, inputZeroPoint: Int) -> ClosedRange<Int> {
    var (least, most) = (Int(bias), Int(bias))
    for weight in self[row] {
      let (first, last) = (
        (-128 - inputZeroPoint) * Int(weight), (127 - inputZeroPoint) * Int(weight)
      )
      least += min(first, last)
      most += max(first, last)
    }
    return least...most
  }

  /// Whether every weight of the row is 0, and so its sum its bias.
  func isZero(_ row: Int) -> Bool { self[row].allSatisfy { $0 == 0 } }

  /// Two rows as `mcub_gemm_s8_dsp` reads them, in quads of weights: see `mcub_gemm_s8_dsp.h`.
  func packedPair(_ first: Int, _ second: Int) -> [UInt8] {
    let quads = (length + 3) / 4
    var packed: [UInt8] = []
    packed.reserveCapacity(8 * quads)
    for quad in stride(from: 0, to: 4 * quads, by: 4) {
      for place in [quad, quad + 1] {
        for offset in [place, place + 2] {
          packed.append(UInt8(bitPattern: weight(first, offset)))
          packed.append(UInt8(bitPattern: weight(second, offset)))
        }
      }
    }
    return packed
  }

  /// Four rows at a time, four weights of each at a time: see `mcub_fully_connected_s8_dsp.h`.
  ///
  /// Rows and weights that are not there count as zeros.
  func packedInFours() -> [Int8] {
    var packed: [Int8] = []
    let steps = (length + 3) / 4
    packed.reserveCapacity((count + 3) / 4 * steps * 16)
    for group in stride(from: 0, to: count, by: 4) {
      for step in 0..<steps {
        for place in [4 * step, 4 * step + 1] {
          for row in [group, group + 2] {
            packed.append(weight(row, place))
            packed.append(weight(row + 1, place))
            packed.append(weight(row, place + 2))
            packed.append(weight(row + 1, place + 2))
          }
        }
      }
    }
    return packed
  }

  /// A weight, or 0 for one that is not there.
  func weight(_ row: Int, _ place: Int) -> Int8 {
    row < count && place < length ? weights[row * length + place] : 0
  }
}
