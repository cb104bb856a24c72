extension ModelGraph {
  /// The layers over which each activation is live, by their places.
  ///
  /// A graph input is live from the first layer to its last reader, a graph output from its maker to
  /// the last layer, anything else from its maker to its last reader.
  package var lifetimes: [TensorID: ClosedRange<Int>] {
    guard !layers.isEmpty else { return [:] }
    var first: [TensorID: Int] = [:]
    var last: [TensorID: Int] = [:]
    for input in inputs { (first[input], last[input]) = (0, 0) }
    for (step, layer) in layers.enumerated() {
      for input in layer.inputs { if let input { last[input] = step } }
      for output in layer.outputs { (first[output], last[output]) = (step, step) }
    }
    for output in outputs { last[output] = layers.count - 1 }
    return first.reduce(into: [:]) { lifetimes, entry in
      let (tensor, start) = entry
      guard !tensors[tensor].isConstant else { return }
      lifetimes[tensor] = start...max(start, last[tensor] ?? start)
    }
  }
}
