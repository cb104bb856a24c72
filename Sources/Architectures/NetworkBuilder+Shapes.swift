import ModelGraph

/// The layers without weights.
extension NetworkBuilder {
  /// AVERAGE_POOL_2D or MAX_POOL_2D.
  mutating func pool(
    _ kind: OperatorKind, _ input: TensorID, window: Int, stride: Int, padding: Padding,
    role: String = "pool"
  ) throws(FactorError) -> TensorID {
    let from = shape(input)
    let map = try extent(from[1], kernel: window, stride: stride, padding: padding, role)
    let output = try activation([1, map, map, from[3]], role)
    append(
      kind,
      .pooling(
        padding: padding, stride: HeightWidth(height: stride, width: stride),
        filter: HeightWidth(height: window, width: window), fusedActivation: .none),
      [input], output)
    statistics[output] = statistics[input]?.averaged(over: window * window)
    if kind == .maxPool2D, let before = statistics[input] {
      // The largest of a window lies about one deviation above the mean.
      statistics[output]?.mean = zip(before.mean, before.variance).map { $0 + $1.squareRoot() }
    }
    return output
  }

  /// MEAN over height and width: `[1, 1, 1, channels]`, or `[1, channels]` without the dimensions.
  mutating func mean(
    _ input: TensorID, keepsDimensions: Bool, role: String = "mean"
  ) throws(FactorError) -> TensorID {
    let from = shape(input)
    let output = try activation(keepsDimensions ? [1, 1, 1, from[3]] : [1, from[3]], role)
    append(
      .mean, .reduction(keepsDimensions: keepsDimensions), [input, vector([1, 2])], output)
    statistics[output] = statistics[input]?.averaged(over: from[1] * from[2])
    return output
  }

  /// RESHAPE of a map to `[1, values]`; its second input leaves the batch open, as converters do.
  mutating func flatten(_ input: TensorID) throws(FactorError) -> TensorID {
    let count = shape(input).reduce(1, *)
    let output = try activation([1, count], "flatten")
    append(.reshape, .reshape(newShape: nil), [input, vector([-1, count])], output)
    statistics[output] = statistics[input]
    return output
  }

  /// RESHAPE to `to`, which the second input holds.
  mutating func reshape(
    _ input: TensorID, _ to: [Int], role: String = "reshape"
  ) throws(FactorError) -> TensorID {
    let output = try activation(to, role)
    append(.reshape, .reshape(newShape: nil), [input, vector(to)], output)
    return output
  }

  /// RELU, HARD_SWISH.
  mutating func elementwise(
    _ kind: OperatorKind, _ input: TensorID, role: String
  ) throws(FactorError) -> TensorID {
    let output = try activation(shape(input), role)
    append(kind, .none, [input], output)
    statistics[output] = statistics[input]?.through { value in
      kind == .hardSwish ? value * min(6, max(0, value + 3)) / 6 : max(0, value)
    }
    return output
  }

  mutating func add(
    _ first: TensorID, _ second: TensorID, activation fused: FusedActivation = .none,
    role: String = "add"
  ) throws(FactorError) -> TensorID {
    let output = try activation(shape(first), role)
    append(.add, .arithmetic(fusedActivation: fused), [first, second], output)
    if let left = statistics[first], let right = statistics[second] {
      statistics[output] =
        ChannelStatistics(
          mean: zip(left.mean, right.mean).map(+),
          variance: zip(left.variance, right.variance).map(+)
        ).through(fused)
    }
    return output
  }

  /// MUL of a map by a value a channel that lies in 0 to 1: what ends a squeeze-excite.
  mutating func gate(_ map: TensorID, by gate: TensorID) throws(FactorError) -> TensorID {
    let output = try activation(shape(map), "excite")
    append(.mul, .arithmetic(fusedActivation: .none), [map, gate], output)
    // A gate of random weights stands around the middle.
    statistics[output] = statistics[map].map { before in
      ChannelStatistics(
        mean: before.mean.map { $0 / 2 }, variance: before.variance.map { $0 / 4 })
    }
    return output
  }

  /// MUL by a scalar.
  mutating func scale(_ input: TensorID, by factor: Float) throws(FactorError) -> TensorID {
    let scalar = try constant([], "scale/factor", [factor])
    let output = try activation(shape(input), "scale")
    append(.mul, .arithmetic(fusedActivation: .none), [input, scalar], output)
    statistics[output] = statistics[input]?.through { $0 * factor }
    return output
  }

  /// CONCATENATION along channels.
  mutating func concatenate(
    _ parts: [TensorID], role: String = "concatenate"
  ) throws(FactorError) -> TensorID {
    var to = shape(parts[0])
    to[3] = parts.reduce(0) { $0 + channels($1) }
    let output = try activation(to, role)
    append(.concatenation, .concatenation(axis: 3, fusedActivation: .none), parts, output)
    let known = parts.compactMap { statistics[$0] }
    if known.count == parts.count {
      statistics[output] = ChannelStatistics(
        mean: known.flatMap(\.mean), variance: known.flatMap(\.variance))
    }
    return output
  }

  /// STRIDED_SLICE: the first or the second half of the channels, an even number of them.
  mutating func half(_ input: TensorID, isSecond: Bool) throws(FactorError) -> TensorID {
    var to = shape(input)
    to[3] /= 2
    let output = try activation(to, isSecond ? "kept_half" : "worked_half")
    let middle = vector([0, 0, 0, to[3]])
    let zero = vector([0, 0, 0, 0])
    // A masked end or begin is the tensor's own: all of them but the one that cuts.
    append(
      .stridedSlice,
      .stridedSlice(StridedSliceMasks(begin: 7, end: isSecond ? 15 : 7)),
      [input, isSecond ? middle : zero, isSecond ? zero : middle, vector([1, 1, 1, 1])], output)
    if let before = statistics[input] {
      let part = isSecond ? to[3]..<2 * to[3] : 0..<to[3]
      statistics[output] = ChannelStatistics(
        mean: Array(before.mean[part]), variance: Array(before.variance[part]))
    }
    return output
  }

  /// The channel shuffle of ShuffleNet: RESHAPE, TRANSPOSE, RESHAPE; `groups` divides the channels.
  mutating func shuffle(_ input: TensorID, groups: Int) throws(FactorError) -> TensorID {
    let from = shape(input)
    let each = from[3] / groups
    let apart = try reshape(input, [1, from[1], from[2], groups, each], role: "shuffle/split")
    let turned = try activation([1, from[1], from[2], each, groups], "shuffle/transpose")
    append(.transpose, .none, [apart, vector([0, 1, 2, 4, 3])], turned)
    let output = try reshape(turned, from, role: "shuffle")
    if let before = statistics[input] {
      let order = (0..<from[3]).map { $0 % groups * each + $0 / groups }
      statistics[output] = ChannelStatistics(
        mean: order.map { before.mean[$0] }, variance: order.map { before.variance[$0] })
    }
    return output
  }
}
