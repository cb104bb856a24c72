import ModelGraph

/// What a strided slice takes of every dimension of its input.
struct StridedSliceRanges: Hashable, Sendable {
  /// The elements taken along one dimension; at least one.
  struct Dimension: Hashable, Sendable {
    let start: Int
    let count: Int
    /// From an element to the next; not 0, may be negative.
    let step: Int
  }

  /// One entry a dimension of the input.
  let dimensions: [Dimension]
  /// The output's shape, new axes inserted and shrunk ones left out.
  let outputShape: [Int]

  /// Reads the masks as TensorFlow Lite's kernel does.
  ///
  /// One spec entry a dimension, but for new axes, which take none, and the ellipsis, which takes
  /// as many as are left over; dimensions behind the last entry are taken whole.
  /// - Throws: When a range is empty, a step 0, a shrunk index outside, or the entries too many; and
  ///   where TensorFlow Lite's kernel departs from TensorFlow's.
  init(
    of shape: [Int], begins: [Int], ends: [Int], steps: [Int], masks: StridedSliceMasks
  ) throws(LoweringRefusal) {
    let count = begins.count
    guard count <= 16, ends.count == count, steps.count == count else {
      throw LoweringRefusal("needs as many begins as ends and strides, at most 16")
    }
    func isSet(_ mask: Int, _ entry: Int) -> Bool { mask >> entry & 1 == 1 }
    let ellipses = (0..<count).filter { isSet(masks.ellipsis, $0) }
    guard ellipses.count <= 1 else { throw LoweringRefusal("has more than one ellipsis") }
    let newAxes = (0..<count).filter { isSet(masks.newAxis, $0) && !ellipses.contains($0) }
    let named = count - newAxes.count - ellipses.count
    guard named <= shape.count else {
      throw LoweringRefusal("slices \(named) dimensions of \(shape.count)")
    }
    guard ellipses.isEmpty || named < shape.count else {
      throw LoweringRefusal(
        "has an ellipsis that stands for nothing, which TensorFlow and TensorFlow Lite read "
          + "differently")
    }
    var dimensions: [Dimension] = []
    var outputShape: [Int] = []
    func takeWhole(_ dimensionCount: Int) {
      for extent in shape[dimensions.count..<dimensions.count + dimensionCount] {
        dimensions.append(Dimension(start: 0, count: extent, step: 1))
        outputShape.append(extent)
      }
    }
    for entry in 0..<count {
      if ellipses.contains(entry) {
        takeWhole(shape.count - named)
      } else if newAxes.contains(entry) {
        outputShape.append(1)
      } else {
        let isShrunk = isSet(masks.shrinkAxis, entry)
        let dimension = try Self.dimension(
          extent: shape[dimensions.count], step: steps[entry],
          begin: isSet(masks.begin, entry) ? nil : begins[entry],
          end: isSet(masks.end, entry) ? nil : ends[entry],
          endIsOffset: masks.endIsOffset, isShrunk: isShrunk)
        dimensions.append(dimension)
        if !isShrunk { outputShape.append(dimension.count) }
      }
    }
    takeWhole(shape.count - dimensions.count)
    self.dimensions = dimensions
    self.outputShape = outputShape
  }

  /// The range of one dimension; `nil` begins at the first and ends behind the last element, in the
  /// direction of the step.
  private static func dimension(
    extent: Int, step: Int, begin: Int?, end: Int?, endIsOffset: Bool, isShrunk: Bool
  ) throws(LoweringRefusal) -> Dimension {
    let limits = Int(Int32.min)...Int(Int32.max)
    guard step != 0, limits.contains(step), limits.contains(begin ?? 0), limits.contains(end ?? 0)
    else {
      throw LoweringRefusal("needs begins and ends within 32 bits and strides other than 0")
    }
    // Places that a clamped index may take: one beyond the last in the step's direction.
    let places = step > 0 ? 0...extent : -1...extent - 1
    func place(_ index: Int) -> Int {
      min(max(index < 0 ? index + extent : index, places.lowerBound), places.upperBound)
    }
    let start = begin.map(place) ?? (step > 0 ? 0 : extent - 1)
    if isShrunk {
      guard step > 0 else { throw LoweringRefusal("takes one index with a negative stride") }
      if let begin, begin < -extent || begin >= extent {
        throw LoweringRefusal("needs an index from \(-extent) to \(extent - 1), has \(begin)")
      }
      return Dimension(start: start, count: 1, step: 1)
    }
    let stop = end.map { place(endIsOffset ? $0 + start : $0) } ?? (step > 0 ? extent : -1)
    let span = step > 0 ? stop - start : start - stop
    let stride = abs(step)
    guard span > 0 else { throw LoweringRefusal("takes nothing of a dimension") }
    return Dimension(start: start, count: (span - 1) / stride + 1, step: step)
  }
}
