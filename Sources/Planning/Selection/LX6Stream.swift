/// Rows of weights, each behind its scaling, in the order of `mcub_conv_2d_s8_lx6.h`.
struct LX6Stream {
  /// Which element of four a lane holds, where four bytes are spread over two words at once.
  private static let elements = [0, 2, 1, 3]

  /// How the lanes of a row lie.
  enum Order {
    /// As the activations' words are spread: of each four the elements 0, 2, 1 and 3.
    case spread
    /// One after the other.
    case plain
  }

  private(set) var bytes: [UInt8] = []

  /// - Precondition: there is one scaling a row, all of factor 1.
  init(
    _ rows: WeightRows, scalings: [LX6Scaling], bias: [Int32], inputZeroPoint: Int, order: Order,
    quads: Int
  ) {
    precondition(scalings.allSatisfy { $0.factor == 1 }, "bytes have no room for a factor")
    bytes.reserveCapacity(rows.count * (20 + 4 * quads))
    for row in 0..<rows.count {
      let sum = rows[row].reduce(0) { $0 + Int($1) }
      let words = scalings[row].words(bias: bias[row], weights: sum, inputZeroPoint: inputZeroPoint)
      for word in words { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }
      for byte in 0..<4 * quads {
        // Bytes are spread as activations are; the first lane is not read.
        let place = byte / 4 * 4 + Self.elements[byte % 4] - 1
        let weight = place < 0 ? 0 : rows.weight(row, Self.element(at: place, order))
        bytes.append(UInt8(truncatingIfNeeded: Int(weight) + 128))
      }
    }
  }

  private static func element(at place: Int, _ order: Order) -> Int {
    switch order {
    case .spread: place / 4 * 4 + elements[place % 4]
    case .plain: place
    }
  }
}
