import ModelGraph

/// The output shapes of one layer from its inputs' shapes, constants and options.
///
/// All extents and options fit 32 bits and ranks are at most ``maximumRank``, so that sums and
/// products of two stay within `Int`; each result is checked before it is given out.
struct ShapeInference {
  static let maximumRank = 8
  static let maximumElementCount = Int(Int32.max)

  let layer: Layer
  let tensors: [Tensor]

  /// The shapes, one an output, or `nil` when the operator has no rule here.
  func outputShapes() throws(ShapeProblem) -> [[Int]]? {
    guard let shapes = try unchecked() else { return nil }
    guard shapes.count == layer.outputs.count else {
      throw ShapeProblem("it has \(layer.outputs.count) outputs, not \(shapes.count)")
    }
    for shape in shapes { try Self.check(shape) }
    return shapes
  }

  private func unchecked() throws(ShapeProblem) -> [[Int]]? {
    switch layer.options {
    case .convolution(let options): [try convolution(options)]
    case .depthwiseConvolution(let options, let depthMultiplier):
      [try depthwiseConvolution(options, depthMultiplier: depthMultiplier)]
    case .transposeConvolution(let padding, let stride, _):
      [try transposeConvolution(padding: padding, stride: stride)]
    case .pooling(let padding, let stride, let filter, _):
      [try pooling(padding: padding, stride: stride, filter: filter)]
    case .fullyConnected(_, _, let keepsDimensions, _):
      [try fullyConnected(keepsDimensions: keepsDimensions)]
    case .arithmetic: [try broadcast(try shape(0), try shape(1))]
    case .concatenation(let axis, _): [try concatenation(axis: axis)]
    case .reshape(let newShape): [try reshape(newShape)]
    case .softmax, .leakyRelu, .cast, .fakeQuant, .lookupTable: [try shape(0)]
    case .reduction(let keepsDimensions): [try reduction(keepsDimensions: keepsDimensions)]
    case .gather(let axis, let batch): [try gather(axis: axis, batchDimensions: batch)]
    case .stridedSlice: [try SliceRange.shape(of: try sliceRanges())]
    case .pack(let axis, let count): [try pack(axis: axis, count: count)]
    case .unpack(let axis, let count): try unpack(axis: axis, count: count)
    case .split(let count): try split(count: count)
    case .shape: [[try shape(0).count]]
    case .argMax: [try argMax()]
    case .mirrorPad(let isSymmetric): [try mirrorPad(isSymmetric: isSymmetric)]
    case .resize: [try resize()]
    case .blockRearrangement(let blockSize): [try rearrangement(blockSize: blockSize)]
    case .batchMatMul(let adjointX, let adjointY):
      [try batchMatMul(adjointX: adjointX, adjointY: adjointY)]
    case .squeeze(let dimensions): [try squeeze(dimensions)]
    case .none: try shapesWithoutOptions()
    }
  }

  private func shapesWithoutOptions() throws(ShapeProblem) -> [[Int]]? {
    switch layer.kind {
    case .maximum, .minimum: return [try broadcast(try shape(0), try shape(1))]
    case .prelu:
      let input = try shape(0)
      guard try broadcast(input, try shape(1)) == input else {
        throw ShapeProblem("its slopes of shape \(try shape(1)) do not fit its input \(input)")
      }
      return [input]
    case .quantize, .dequantize: return [try shape(0)]
    case .pad, .padV2: return [try pad()]
    case .transpose: return [try transpose()]
    case .slice: return [try slice()]
    case .expandDims: return [try expandDims()]
    default:
      return ElementwiseFloat.isElementwise(layer.kind) ? [try shape(0)] : nil
    }
  }

  // MARK: Inputs

  /// The tensor at an input position that the operator cannot do without.
  func tensor(_ position: Int) throws(ShapeProblem) -> Tensor {
    guard let id = layer.input(position) else {
      throw ShapeProblem("its input \(position) is absent")
    }
    return tensors[id]
  }

  func shape(_ position: Int) throws(ShapeProblem) -> [Int] { try tensor(position).shape }

  /// The shape at an input position, which has to have `rank` extents.
  func shape(_ position: Int, rank: Int) throws(ShapeProblem) -> [Int] {
    let shape = try shape(position)
    guard shape.count == rank else {
      throw ShapeProblem("its input \(position) of shape \(shape) does not have \(rank) dimensions")
    }
    return shape
  }

  /// The values of a constant integer input, at most `maximumCount` of them.
  func values(_ position: Int, maximumCount: Int) throws(ShapeProblem) -> [Int] {
    let tensor = try tensor(position)
    guard tensor.isConstant else {
      throw ShapeProblem("its input \(position) is not a constant", isValueUnknown: true)
    }
    guard tensor.elementCount <= maximumCount else {
      throw ShapeProblem(
        "its input \(position) has \(tensor.elementCount) elements, more than \(maximumCount)")
    }
    guard let values = tensor.integerValues, values.count == tensor.elementCount else {
      throw ShapeProblem("its input \(position) of type \(tensor.type.name) is not int32 or int64")
    }
    return values
  }

  /// The values of a constant integer input, exactly `count` of them.
  func values(_ position: Int, count: Int) throws(ShapeProblem) -> [Int] {
    let values = try values(position, maximumCount: count)
    guard values.count == count else {
      throw ShapeProblem("its input \(position) has \(values.count) elements, not \(count)")
    }
    return values
  }

  /// An axis that may count from the end, as one that counts from the start.
  func axis(_ axis: Int, rank: Int) throws(ShapeProblem) -> Int {
    guard axis >= -rank, axis < rank else {
      throw ShapeProblem("its axis \(axis) does not fit \(rank) dimensions")
    }
    return axis < 0 ? axis + rank : axis
  }

  // MARK: Shapes

  /// Elements of a shape whose product was checked, or will not be used.
  static func elementCount(_ shape: [Int]) throws(ShapeProblem) -> Int {
    try check(shape)
    return shape.reduce(1, *)
  }

  /// Throws unless every product of some extents stays below 2^31.
  static func check(_ shape: [Int]) throws(ShapeProblem) {
    guard shape.count <= maximumRank else {
      throw ShapeProblem("a tensor would have \(shape.count) dimensions")
    }
    var elements = 1
    for extent in shape {
      guard extent >= 0 else { throw ShapeProblem("a tensor would have the shape \(shape)") }
      let (product, overflow) = elements.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow, product <= maximumElementCount else {
        throw ShapeProblem("a tensor of shape \(shape) would have more than 2^31 - 1 elements")
      }
      elements = product
    }
  }

  /// The shape that two shapes broadcast to, extents aligned at the end.
  func broadcast(_ first: [Int], _ second: [Int]) throws(ShapeProblem) -> [Int] {
    let rank = max(first.count, second.count)
    let left = Array(repeating: 1, count: rank - first.count) + first
    let right = Array(repeating: 1, count: rank - second.count) + second
    var result: [Int] = []
    for (a, b) in zip(left, right) {
      guard a == b || a == 1 || b == 1 else {
        throw ShapeProblem("its inputs of shapes \(first) and \(second) do not broadcast")
      }
      result.append(a == 1 ? b : a)
    }
    return result
  }
}
