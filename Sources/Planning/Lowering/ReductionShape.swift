/// How a reduction walks over its input: the dimensions it keeps, and those it sums over.
///
/// Neighbouring dimensions of one kind are taken as one.
struct ReductionShape: Hashable {
  /// Runs of dimensions of each kind that the kernels take.
  static let rank = 4
  /// Elements that one output may sum over without overflow.
  static let limit = 1 << 23

  let keptExtents: [Int]
  let keptStrides: [Int]
  let reducedExtents: [Int]
  let reducedStrides: [Int]
  /// Elements an output sums over.
  let count: Int

  /// A reduction of `shape` along `axes`, which count from the end where they are negative.
  init(_ shape: [Int], axes: [Int32]) throws(LoweringRefusal) {
    var isReduced = Array(repeating: false, count: shape.count)
    for axis in axes {
      let dimension = axis < 0 ? Int(axis) + shape.count : Int(axis)
      guard isReduced.indices.contains(dimension) else {
        throw LoweringRefusal("needs an axis of \(shapeText(shape)), has \(axis)")
      }
      isReduced[dimension] = true
    }
    // Innermost first.
    var runs: [(isReduced: Bool, extent: Int, stride: Int)] = []
    var stride = 1
    for dimension in shape.indices.reversed() where shape[dimension] != 1 {
      if let inner = runs.last, inner.isReduced == isReduced[dimension] {
        runs[runs.count - 1].extent *= shape[dimension]
      } else {
        runs.append((isReduced[dimension], shape[dimension], stride))
      }
      stride *= shape[dimension]
    }
    let kept = runs.reversed().filter { !$0.isReduced }
    let reduced = runs.reversed().filter { $0.isReduced }
    guard kept.count <= Self.rank, reduced.count <= Self.rank else {
      throw LoweringRefusal(
        "needs a reduction over at most \(Self.rank) runs of dimensions, has \(reduced.count)")
    }
    func filled(_ values: [Int], with filler: Int) -> [Int] {
      Array(repeating: filler, count: Self.rank - values.count) + values
    }
    keptExtents = filled(kept.map(\.extent), with: 1)
    keptStrides = filled(kept.map(\.stride), with: 0)
    reducedExtents = filled(reduced.map(\.extent), with: 1)
    reducedStrides = filled(reduced.map(\.stride), with: 0)
    count = reducedExtents.reduce(1, *)
    guard count <= Self.limit else {
      throw LoweringRefusal("needs at most 2^23 elements an output, has \(count)")
    }
  }

  var outputCount: Int { keptExtents.reduce(1, *) }

  func parameters() throws(LoweringRefusal) -> [KernelParameter] {
    [
      try .narrowed("kept_extents", array: keptExtents),
      try .narrowed("kept_strides", array: keptStrides),
      try .narrowed("reduced_extents", array: reducedExtents),
      try .narrowed("reduced_strides", array: reducedStrides),
    ]
  }
}
