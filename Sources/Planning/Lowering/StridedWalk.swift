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
