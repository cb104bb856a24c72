import ModelGraph

/// What the architectures share: classifiers, squeeze-excite, activations.
extension NetworkBuilder {
  /// Ends the network in `head`, with `last` channels where it has a convolution of them.
  mutating func classify(
    _ input: TensorID, _ head: Head, _ factors: FactorReader, last: Int = 0,
    training: Training
  ) throws(FactorError) {
    scope = "head"
    let classes = factors.whole(.classes)
    switch head {
    case .averagePool:
      let map = shape(input)[1]
      let pooled = try pool(.averagePool2D, input, window: map, stride: 1, padding: .valid)
      let flat = try flatten(pooled)
      try finish(dense(flat, units: classes, role: "logits"))
    case .convolutions:
      var map = try mean(input, keepsDimensions: true)
      map = try convolution(map, filters: last, training: training, role: "last")
      map = try convolution(map, filters: classes, training: training, role: "logits")
      try finish(flatten(map))
    case .globalPool:
      var map = try mean(input, keepsDimensions: true)
      map = try convolution(map, filters: classes, training: training, role: "logits")
      try finish(flatten(map))
    }
  }

  /// SOFTMAX over the logits `[1, classes]`, the network's output.
  mutating func finish(_ logits: TensorID) throws(FactorError) {
    let output = try activation(shape(logits), "output")
    append(.softmax, .softmax(beta: 1), [logits], output)
    graph.outputs = [output]
  }

  /// The gate of a squeeze-excite on `map`, of `squeezed` channels inside (Hu et al., "Squeeze-and-
  /// excitation networks", CVPR 2018); the hard sigmoid is `relu6(x + 3) / 6`, its 3 in the bias.
  ///
  /// The two products are convolutions with biases, or where `isDense` FULLY_CONNECTED without them.
  mutating func squeezeExcite(
    _ map: TensorID, squeezed: Int, isDense: Bool
  ) throws(FactorError) -> TensorID {
    var gate = try mean(map, keepsDimensions: true, role: "squeeze")
    let filters = channels(map)
    if isDense {
      gate = try dense(
        gate, units: squeezed, keepsDimensions: true, activation: .relu, training: .plain,
        role: "squeeze/reduce")
      gate = try dense(
        gate, units: filters, keepsDimensions: true, activation: .relu6, training: .plain,
        offset: 3, role: "squeeze/expand")
    } else {
      gate = try convolution(
        gate, filters: squeezed, activation: .relu, training: .biased, role: "squeeze/reduce")
      gate = try convolution(
        gate, filters: filters, activation: .relu6, training: .biased, offset: 3,
        role: "squeeze/expand")
    }
    gate = try scale(gate, by: 1 / 6)
    return try self.gate(map, by: gate)
  }
}
