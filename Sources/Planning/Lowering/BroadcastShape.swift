/// How two operands of unlike shapes walk over their common output.
///
/// Neighbouring dimensions along which both operands run on are taken as one, so that equal shapes
/// become a single row.
struct BroadcastShape: Hashable {
  /// Dimensions that the kernels take.
  static let rank = 6

  /// The output's extents, outermost first, with leading ones.
  let extents: [Int]
  /// Elements from one position to the next; 0 where operand 1 is repeated.
  let strides1: [Int]
  let strides2: [Int]

  /// - Throws: When `output` is not the shape that broadcasting gives, or when the operands need
  ///   more than six dimensions.
  init(_ shape1: [Int], _ shape2: [Int], output: [Int]) throws(LoweringRefusal) {
    let ones1 = Array(repeating: 1, count: max(shape2.count - shape1.count, 0)) + shape1
    let ones2 = Array(repeating: 1, count: max(shape1.count - shape2.count, 0)) + shape2
    for (extent1, extent2) in zip(ones1, ones2)
    where extent1 != extent2 && extent1 != 1 && extent2 != 1 {
      throw LoweringRefusal(
        "cannot broadcast \(shapeText(shape1)) with \(shapeText(shape2))")
    }
    try LoweringRefusal.requireShape(
      output, equals: zip(ones1, ones2).map { $0 == 1 ? $1 : $0 })

    // Innermost first.
    var runs: [(extent: Int, stride1: Int, stride2: Int)] = []
    var (elements1, elements2) = (1, 1)
    for dimension in output.indices.reversed() where output[dimension] != 1 {
      let extent = output[dimension]
      let stride1 = ones1[dimension] == 1 ? 0 : elements1
      let stride2 = ones2[dimension] == 1 ? 0 : elements2
      if let inner = runs.last, stride1 == inner.stride1 * inner.extent,
        stride2 == inner.stride2 * inner.extent
      {
        runs[runs.count - 1].extent *= extent
      } else {
        runs.append((extent, stride1, stride2))
      }
      elements1 *= ones1[dimension]
      elements2 *= ones2[dimension]
    }
    guard runs.count <= Self.rank else {
      throw LoweringRefusal(
        "needs a broadcast over at most \(Self.rank) runs of dimensions, has \(runs.count)")
    }
    let fill = Self.rank - runs.count
    extents = Array(repeating: 1, count: fill) + runs.reversed().map(\.extent)
    strides1 = Array(repeating: 0, count: fill) + runs.reversed().map(\.stride1)
    strides2 = Array(repeating: 0, count: fill) + runs.reversed().map(\.stride2)
  }

  func parameters() throws(LoweringRefusal) -> [KernelParameter] {
    [
      try .narrowed("extents", array: extents),
      try .narrowed("input1_strides", array: strides1),
      try .narrowed("input2_strides", array: strides2),
    ]
  }
}
