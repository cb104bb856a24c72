import CFloatKernels

/// A walk over positions that several tensors take together, each with steps of its own.
///
/// Neighbouring dimensions along which all run on are taken as one.
struct FloatWalk: Sendable {
  private static let rank = Int(MCUB_F32_RANK)

  /// Outermost first, with leading ones up to the C kernels' rank.
  private let extents: [Int]
  /// One list a tensor.
  private let strides: [[Int]]

  /// - Parameters:
  ///   - extents: Positions, outermost first, at most as many dimensions as the C kernels take.
  ///   - strides: Elements a step, one list a tensor.
  init(extents: [Int], strides: [[Int]]) {
    var runs: [(extent: Int, strides: [Int])] = []
    for dimension in extents.indices.reversed() where extents[dimension] != 1 {
      let steps = strides.map { $0[dimension] }
      if let inner = runs.last, zip(steps, inner.strides).allSatisfy({ $0 == $1 * inner.extent }) {
        runs[runs.count - 1].extent *= extents[dimension]
      } else {
        runs.append((extents[dimension], steps))
      }
    }
    let fill = max(Self.rank - runs.count, 0)
    self.extents = Array(repeating: 1, count: fill) + runs.reversed().map(\.extent)
    self.strides = strides.indices.map { tensor in
      Array(repeating: 0, count: fill) + runs.reversed().map { $0.strides[tensor] }
    }
  }

  typealias Eight = (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64)

  var cExtents: Eight { Self.eight(extents) }

  func cStrides(_ tensor: Int) -> Eight { Self.eight(strides[tensor]) }

  /// A walk from the first tensor to the second.
  var cWalk: mcub_walk_f32 {
    mcub_walk_f32(
      extents: cExtents, input_strides: cStrides(0), output_strides: cStrides(1))
  }

  private static func eight(_ values: [Int]) -> Eight {
    let v = values.map { Int64($0) }
    return (v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7])
  }

  /// Elements from one position to the next of a tensor that lies without gaps.
  static func denseStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for dimension in shape.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
    }
    return strides
  }
}
