import ModelGraph

/// Convolutions, pooling and the operators that multiply matrices.
extension ShapeInference {
  func convolution(_ options: ConvolutionOptions) throws(ShapeProblem) -> [Int] {
    let input = try shape(0, rank: 4)
    let weights = try shape(1, rank: 4)
    // Weights are [output channels, height, width, input channels of one group].
    guard weights[3] > 0, input[3].isMultiple(of: weights[3]), input[3] > 0,
      weights[0].isMultiple(of: input[3] / weights[3])
    else {
      throw ShapeProblem("its weights \(weights) do not fit its input \(input)")
    }
    try checkBias(2, count: weights[0])
    let filter = HeightWidth(height: weights[1], width: weights[2])
    return [input[0]] + (try window(input, filter: filter, options)) + [weights[0]]
  }

  func depthwiseConvolution(
    _ options: ConvolutionOptions, depthMultiplier: Int
  ) throws(ShapeProblem) -> [Int] {
    let input = try shape(0, rank: 4)
    let weights = try shape(1, rank: 4)
    guard weights[0] == 1, weights[3] > 0, weights[3] == input[3] * depthMultiplier else {
      throw ShapeProblem(
        "its weights \(weights) do not fit its input \(input) and multiplier \(depthMultiplier)")
    }
    try checkBias(2, count: weights[3])
    let filter = HeightWidth(height: weights[1], width: weights[2])
    return [input[0]] + (try window(input, filter: filter, options)) + [weights[3]]
  }

  func transposeConvolution(
    padding: Padding, stride: HeightWidth
  ) throws(ShapeProblem) -> [Int] {
    let output = try values(0, count: 4)
    let weights = try shape(1, rank: 4)
    let input = try shape(2, rank: 4)
    guard output.allSatisfy({ $0 > 0 }) else {
      throw ShapeProblem("its output shape is \(output)")
    }
    guard output[0] == input[0], output[3] == weights[0], weights[3] == input[3] else {
      throw ShapeProblem("its weights \(weights) do not fit its input \(input) and \(output)")
    }
    try checkBias(3, count: weights[0])
    // The convolution that this one transposes has to lead back to the input.
    let options = ConvolutionOptions(padding: padding, stride: stride)
    let filter = HeightWidth(height: weights[1], width: weights[2])
    guard try window(output, filter: filter, options) == [input[1], input[2]] else {
      throw ShapeProblem("its output \(output) does not fit its input \(input)")
    }
    return output
  }

  func pooling(
    padding: Padding, stride: HeightWidth, filter: HeightWidth
  ) throws(ShapeProblem) -> [Int] {
    let input = try shape(0, rank: 4)
    let options = ConvolutionOptions(padding: padding, stride: stride)
    return [input[0]] + (try window(input, filter: filter, options)) + [input[3]]
  }

  /// The height and width over which a window moves.
  private func window(
    _ input: [Int], filter: HeightWidth, _ options: ConvolutionOptions
  ) throws(ShapeProblem) -> [Int] {
    [
      try Self.windowExtent(
        input[1], filter: filter.height, stride: options.stride.height,
        dilation: options.dilation.height, padding: options.padding),
      try Self.windowExtent(
        input[2], filter: filter.width, stride: options.stride.width,
        dilation: options.dilation.width, padding: options.padding),
    ]
  }

  private static func windowExtent(
    _ input: Int, filter: Int, stride: Int, dilation: Int, padding: Padding
  ) throws(ShapeProblem) -> Int {
    guard input > 0, filter > 0, stride > 0, dilation > 0 else {
      throw ShapeProblem(
        "a window of \(filter) with stride \(stride) and dilation \(dilation) over \(input)")
    }
    switch padding {
    case .same: return (input - 1) / stride + 1
    case .valid:
      let reach = (filter - 1) * dilation + 1
      guard reach <= input else {
        throw ShapeProblem("its window reaches over \(reach), its input has \(input)")
      }
      return (input - reach) / stride + 1
    }
  }

  func fullyConnected(keepsDimensions: Bool) throws(ShapeProblem) -> [Int] {
    let input = try shape(0)
    let weights = try shape(1, rank: 2)
    let (units, depth) = (weights[0], weights[1])
    let elements = try Self.elementCount(input)
    guard depth > 0, elements.isMultiple(of: depth) else {
      throw ShapeProblem("its weights \(weights) do not fit its input \(input)")
    }
    try checkBias(2, count: units)
    guard keepsDimensions else { return [elements / depth, units] }
    guard input.last == depth else {
      throw ShapeProblem("its weights \(weights) do not fit the last extent of \(input)")
    }
    return input.dropLast() + [units]
  }

  private func checkBias(_ position: Int, count: Int) throws(ShapeProblem) {
    guard layer.input(position) != nil else { return }
    let bias = try shape(position)
    guard try Self.elementCount(bias) == count else {
      throw ShapeProblem("its bias of shape \(bias) does not fit \(count) channels")
    }
  }

  func batchMatMul(adjointX: Bool, adjointY: Bool) throws(ShapeProblem) -> [Int] {
    let (x, y) = (try shape(0), try shape(1))
    guard x.count >= 2, y.count >= 2 else {
      throw ShapeProblem("its inputs \(x) and \(y) are not matrices")
    }
    let (rows, xDepth) =
      adjointX ? (x[x.count - 1], x[x.count - 2]) : (x[x.count - 2], x[x.count - 1])
    let (yDepth, columns) =
      adjointY ? (y[y.count - 1], y[y.count - 2]) : (y[y.count - 2], y[y.count - 1])
    guard xDepth == yDepth else {
      throw ShapeProblem("its inputs \(x) and \(y) do not multiply")
    }
    return try broadcast(Array(x.dropLast(2)), Array(y.dropLast(2))) + [rows, columns]
  }

  func resize() throws(ShapeProblem) -> [Int] {
    let input = try shape(0, rank: 4)
    let extents = try values(1, count: 2)
    guard extents.allSatisfy({ $0 > 0 }) else {
      throw ShapeProblem("its new extents are \(extents)")
    }
    return [input[0], extents[0], extents[1], input[3]]
  }
}
