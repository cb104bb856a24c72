package import ModelGraph

/// One dimension of what STRIDED_SLICE reads: elements `start`, `start + step`, and so on.
package struct SliceRange: Hashable, Sendable {
  package let start: Int
  package let step: Int
  package let count: Int
  /// Whether the result has no such dimension.
  package let isRemoved: Bool

  /// The ranges of a STRIDED_SLICE, one a dimension of its input, or `nil` where its inputs and
  /// options give none.
  package static func ranges(of layer: Layer, tensors: [Tensor]) -> [SliceRange]? {
    try? ShapeInference(layer: layer, tensors: tensors).sliceRanges()
  }

  static func shape(of ranges: [SliceRange]) throws(ShapeProblem) -> [Int] {
    ranges.filter { !$0.isRemoved }.map(\.count)
  }
}

extension ShapeInference {
  /// The ranges of STRIDED_SLICE, one a dimension of its input (TensorFlow's `strided_slice`).
  func sliceRanges() throws(ShapeProblem) -> [SliceRange] {
    guard case .stridedSlice(let masks) = layer.options else { return [] }
    let input = try shape(0)
    guard masks.ellipsis == 0, masks.newAxis == 0 else {
      throw ShapeProblem("it has an ellipsis or new axes")
    }
    let begins = try values(1, maximumCount: input.count)
    let ends = try values(2, count: begins.count)
    let steps = try values(3, count: begins.count)
    var ranges: [SliceRange] = []
    for index in input.indices {
      guard index < begins.count else {
        ranges.append(SliceRange(start: 0, step: 1, count: input[index], isRemoved: false))
        continue
      }
      let hasBit = { (mask: Int) in mask >> index & 1 == 1 }
      let range = try Self.range(
        extent: input[index], begin: hasBit(masks.begin) ? nil : begins[index],
        end: hasBit(masks.end)
          ? nil : masks.endIsOffset ? begins[index] + ends[index] : ends[index],
        step: steps[index], isShrunk: hasBit(masks.shrinkAxis))
      ranges.append(range)
    }
    return ranges
  }

  /// One dimension; `nil` bounds reach as far as the extent does.
  private static func range(
    extent: Int, begin: Int?, end: Int?, step: Int, isShrunk: Bool
  ) throws(ShapeProblem) -> SliceRange {
    guard step != 0 else { throw ShapeProblem("it has a stride of 0") }
    // A range that runs backwards may end before the first element, at -1.
    let (lowest, highest) = step > 0 ? (0, extent) : (-1, extent - 1)
    func clamped(_ bound: Int) -> Int {
      min(max(bound < 0 ? bound + extent : bound, lowest), highest)
    }
    if isShrunk {
      let index = begin.map { $0 < 0 ? $0 + extent : $0 } ?? (step > 0 ? 0 : extent - 1)
      guard step > 0, (0..<extent).contains(index) else {
        throw ShapeProblem("it takes element \(index) of \(extent)")
      }
      return SliceRange(start: index, step: 1, count: 1, isRemoved: true)
    }
    let start = begin.map(clamped) ?? (step > 0 ? lowest : highest)
    let stop = end.map(clamped) ?? (step > 0 ? highest : lowest)
    let distance = step > 0 ? stop - start : start - stop
    let count = distance <= 0 ? 0 : (distance - 1) / step.magnitudeInt + 1
    return SliceRange(start: start, step: step, count: count, isRemoved: false)
  }
}

extension Int {
  /// The absolute value; options fit 32 bits, so that it always exists.
  fileprivate var magnitudeInt: Int { self < 0 ? -self : self }
}
