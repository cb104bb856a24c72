/// A walk through a tensor's elements in an order of its own: nested loops, outermost first.
struct StridedWalk: Hashable {
  /// One loop: how often, and how far each turn moves.
  struct Loop: Hashable {
    var extent: Int
    var stride: Int
  }

  /// Loops that turn more than once, neighbours merged where one stride spans both.
  let loops: [Loop]

  init(_ loops: [Loop]) {
    var merged: [Loop] = []
    for loop in loops where loop.extent != 1 {
      if let outer = merged.last, outer.stride == loop.stride * loop.extent {
        merged[merged.count - 1] = Loop(extent: outer.extent * loop.extent, stride: loop.stride)
      } else {
        merged.append(loop)
      }
    }
    self.loops = merged
  }

  /// Strides of a row-major tensor whose elements lie `unit` apart.
  static func strides(of shape: [Int], unit: Int) -> [Int] {
    var strides = Array(repeating: unit, count: shape.count)
    for dimension in shape.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
    }
    return strides
  }
}

/// Two tensors and the output that they broadcast to, walked together.
struct BroadcastWalk: Hashable {
  /// Extents of the output, and each input's strides in elements, 0 where it repeats.
  let extents: [Int]
  let firstStrides: [Int]
  let secondStrides: [Int]

  /// The walk, its dimensions merged where both inputs allow it, or `nil` when the shapes do not
  /// broadcast.
  init?(_ first: [Int], _ second: [Int]) {
    guard let shape = Self.outputShape(first, second) else { return nil }
    let firstFull = Self.strides(of: first, in: shape)
    let secondFull = Self.strides(of: second, in: shape)
    var extents: [Int] = []
    var firstStrides: [Int] = []
    var secondStrides: [Int] = []
    for dimension in shape.indices where shape[dimension] != 1 {
      let extent = shape[dimension]
      if let last = extents.indices.last,
        firstStrides[last] == firstFull[dimension] * extent,
        secondStrides[last] == secondFull[dimension] * extent
      {
        extents[last] *= extent
        firstStrides[last] = firstFull[dimension]
        secondStrides[last] = secondFull[dimension]
      } else {
        extents.append(extent)
        firstStrides.append(firstFull[dimension])
        secondStrides.append(secondFull[dimension])
      }
    }
    self.extents = extents
    self.firstStrides = firstStrides
    self.secondStrides = secondStrides
  }

  /// The shape that two shapes broadcast to, aligned at their last dimensions.
  static func outputShape(_ first: [Int], _ second: [Int]) -> [Int]? {
    let rank = max(first.count, second.count)
    var shape: [Int] = []
    for dimension in 0..<rank {
      let a = extent(dimension, of: first, rank: rank)
      let b = extent(dimension, of: second, rank: rank)
      guard a == b || a == 1 || b == 1 else { return nil }
      shape.append(max(a, b))
    }
    return shape
  }

  private static func extent(_ dimension: Int, of shape: [Int], rank: Int) -> Int {
    let place = dimension - (rank - shape.count)
    return place < 0 ? 1 : shape[place]
  }

  /// The strides of `operand` along every dimension of `shape`.
  private static func strides(of operand: [Int], in shape: [Int]) -> [Int] {
    let own = StridedWalk.strides(of: operand, unit: 1)
    let missing = shape.count - operand.count
    return shape.indices.map { dimension in
      dimension < missing || operand[dimension - missing] == 1 ? 0 : own[dimension - missing]
    }
  }
}

/// `values` behind as many `filler` as make `count` of them; `nil` when there are more.
func leftPadded(_ values: [Int], to count: Int, with filler: Int) -> [Int32]? {
  guard values.count <= count else { return nil }
  var padded: [Int32] = []
  for value in Array(repeating: filler, count: count - values.count) + values {
    guard let narrow = Int32(exactly: value) else { return nil }
    padded.append(narrow)
  }
  return padded
}
