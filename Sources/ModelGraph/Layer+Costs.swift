extension Layer {
  /// Where the operators with trained parameters take them; `nil` for every other operator.
  package var parameterPlaces: (weights: Int, bias: Int)? {
    switch kind {
    case .conv2D, .depthwiseConv2D, .fullyConnected: (weights: 1, bias: 2)
    case .transposeConv: (weights: 1, bias: 3)
    default: nil
    }
  }

  /// Multiply-accumulates of the layer; 0 for operators that have no weights.
  ///
  /// Every element of the output, or for TRANSPOSE_CONV of the input, meets the weights of one
  /// output or input channel; what padding saves is not subtracted.
  package func macCount(in graph: ModelGraph) -> Int {
    guard let places = parameterPlaces, let weights = input(places.weights),
      let output = outputs.first
    else { return 0 }
    let shape = graph.tensors[weights].shape
    let outputElements = graph.tensors[output].elementCount
    switch kind {
    case .conv2D where shape.count == 4:
      return outputElements.multipliedSaturated(by: shape[1] * shape[2] * shape[3])
    case .depthwiseConv2D where shape.count == 4:
      return outputElements.multipliedSaturated(by: shape[1] * shape[2])
    case .fullyConnected where shape.count == 2:
      return outputElements.multipliedSaturated(by: shape[1])
    case .transposeConv where shape.count == 4:
      guard let data = input(2) else { return 0 }
      return graph.tensors[data].elementCount
        .multipliedSaturated(by: shape[0] * shape[1] * shape[2])
    default:
      return 0
    }
  }
}

extension Int {
  /// The product, or the largest `Int` where it would overflow.
  package func multipliedSaturated(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }

  /// The sum, or the largest `Int` where it would overflow.
  package func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
