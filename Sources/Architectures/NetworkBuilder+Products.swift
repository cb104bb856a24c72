import ModelGraph
import RandomNumbers

/// How a layer with weights was trained, which says what its parameters count and how they are drawn.
enum Training: Hashable, Sendable {
  /// A batch normalization follows, and is folded: a gain, an offset, a moving mean and variance a
  /// channel; with or without a bias before it.
  case normalized(hasBias: Bool)
  /// A bias and no normalization.
  case biased
  /// Weights alone.
  case plain
}

/// The layers with weights.
extension NetworkBuilder {
  /// CONV_2D over `filters` channels: weights `[filters, kernel, kernel, channels / groups]`.
  ///
  /// The offset is added to every bias: the 3 of a hard sigmoid.
  mutating func convolution(
    _ input: TensorID, filters: Int, kernel: Int = 1, stride: Int = 1, padding: Padding = .same,
    groups: FactorError.Given? = nil, activation: FusedActivation = .none,
    training: Training = .normalized(hasBias: false), offset: Float = 0, role: String
  ) throws(FactorError) -> TensorID {
    let from = shape(input)
    let groupCount = groups.map { Int($0.value) } ?? 1
    if let groups {
      for channels in [from[3], filters] where channels % groupCount != 0 {
        throw refuse(.notDivisible(groups, channels: channels, layer: "\(scope)/\(role)"))
      }
    }
    let depth = from[3] / groupCount
    let map = try extent(from[1], kernel: kernel, stride: stride, padding: padding, role)
    let weightCount = filters * kernel * kernel * depth
    try count(weights: weightCount + filters, macs: weightCount * map * map)
    let output = try self.activation([1, map, map, filters], role)
    let drawn = weights(
      ProductShape(
        channels: filters, taps: kernel * kernel, depth: depth,
        filtersPerGroup: filters / groupCount),
      statistics[input], training, offset: offset)
    let weights = try constant(
      [filters, kernel, kernel, depth], role + "/weights", drawn.weights)
    let bias = try constant([filters], role + "/bias", drawn.bias)
    append(
      .conv2D,
      .convolution(
        ConvolutionOptions(
          padding: padding, stride: HeightWidth(height: stride, width: stride),
          fusedActivation: activation)),
      [input, weights, bias], output)
    normalizations[graph.layers.count - 1] = drawn.normalization
    statistics[output] = drawn.statistics?.through(activation)
    return output
  }

  /// DEPTHWISE_CONV_2D with one filter a channel: weights `[1, kernel, kernel, channels]`.
  mutating func depthwise(
    _ input: TensorID, kernel: Int = 3, stride: Int = 1, padding: Padding = .same,
    activation: FusedActivation = .none, training: Training = .normalized(hasBias: false),
    role: String = "depthwise"
  ) throws(FactorError) -> TensorID {
    let from = shape(input)
    let channels = from[3]
    let map = try extent(from[1], kernel: kernel, stride: stride, padding: padding, role)
    let taps = kernel * kernel
    try count(weights: (taps + 1) * channels, macs: taps * channels * map * map)
    let output = try self.activation([1, map, map, channels], role)
    let drawn = weights(
      ProductShape(channels: channels, taps: taps, depth: 1, filtersPerGroup: 1),
      statistics[input], training, offset: 0)
    // Drawn a channel after the other; the layout has the channel innermost.
    var turned = [Float](repeating: 0, count: drawn.weights.count)
    if makesWeights {
      for channel in 0..<channels {
        for tap in 0..<taps {
          turned[tap * channels + channel] = drawn.weights[channel * taps + tap]
        }
      }
    }
    let weights = try constant([1, kernel, kernel, channels], role + "/weights", turned)
    let bias = try constant([channels], role + "/bias", drawn.bias)
    append(
      .depthwiseConv2D,
      .depthwiseConvolution(
        ConvolutionOptions(
          padding: padding, stride: HeightWidth(height: stride, width: stride),
          fusedActivation: activation), depthMultiplier: 1),
      [input, weights, bias], output)
    normalizations[graph.layers.count - 1] = drawn.normalization
    statistics[output] = drawn.statistics?.through(activation)
    return output
  }

  /// FULLY_CONNECTED over the last dimension: weights `[units, depth]`; without a bias tensor where
  /// there is nothing to add.
  mutating func dense(
    _ input: TensorID, units: Int, keepsDimensions: Bool = false,
    activation: FusedActivation = .none, training: Training = .biased, offset: Float = 0,
    role: String = "dense"
  ) throws(FactorError) -> TensorID {
    let depth = channels(input)
    let hasBias = training == .biased || offset != 0
    try count(weights: (depth + (hasBias ? 1 : 0)) * units, macs: depth * units)
    let to = keepsDimensions ? shape(input).dropLast() + [units] : [1, units]
    let output = try self.activation(Array(to), role)
    let drawn = weights(
      ProductShape(channels: units, taps: 1, depth: depth, filtersPerGroup: units),
      statistics[input], training, offset: offset)
    let weights = try constant([units, depth], role + "/weights", drawn.weights)
    let bias = hasBias ? try constant([units], role + "/bias", drawn.bias) : nil
    append(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: activation, shuffledWeights: false, keepsDimensions: keepsDimensions,
        asymmetricQuantizeInputs: false),
      [input, weights, bias], output)
    normalizations[graph.layers.count - 1] = drawn.normalization
    statistics[output] = drawn.statistics?.through(activation)
    return output
  }

  // MARK: Weights

  /// The extents of a layer's weights: of each output channel, taps times input channels.
  private struct ProductShape {
    let channels: Int
    let taps: Int
    let depth: Int
    /// Output channels that read the same input channels.
    let filtersPerGroup: Int
  }

  private struct DrawnWeights {
    /// An output channel after the other, each taps times depth.
    var weights: [Float] = []
    var bias: [Float] = []
    /// Of the sums, before the activation.
    var statistics: ChannelStatistics?
    /// What a normalized layer's channels are to have, before the activation.
    var normalization: Normalization?
  }

  /// Draws a layer's weights and counts its parameters.
  ///
  /// Weights are normal with He's deviation (He et al., "Delving deep into rectifiers", ICCV 2015). A
  /// normalized channel is then divided by the deviation that its sums have, times a gain of its own
  /// over 0.3 to 1.7, and moved to an offset of its own: what folding a trained normalization does. So
  /// the channels' largest weights differ about as much as in trained files.
  private mutating func weights(
    _ shape: ProductShape, _ input: ChannelStatistics?, _ training: Training, offset: Float
  ) -> DrawnWeights {
    let size = shape.taps * shape.depth
    parameters.trainableCount += size * shape.channels
    switch training {
    case .normalized(let hasBias):
      parameters.trainableCount += (hasBias ? 3 : 2) * shape.channels
      parameters.fixedCount += 2 * shape.channels
    case .biased: parameters.trainableCount += shape.channels
    case .plain: break
    }
    guard makesWeights, let input else { return DrawnWeights() }
    let deviation = (2 / Float(size)).squareRoot()
    var drawn = DrawnWeights()
    drawn.weights.reserveCapacity(size * shape.channels)
    drawn.bias.reserveCapacity(shape.channels)
    var result = ChannelStatistics(mean: [], variance: [])
    var normalization = Normalization(deviations: [], means: [])
    var filter = [Float](repeating: 0, count: size)
    for channel in 0..<shape.channels {
      for place in filter.indices { filter[place] = random.normal() * deviation }
      let first = channel / shape.filtersPerGroup * shape.depth
      let (mean, variance) = Self.moments(of: filter, shape, input, firstChannel: first)
      var (gain, bias) = (Float(1), offset)
      switch training {
      case .normalized:
        let wanted = (deviation: 0.3 + 1.4 * random.unit(), mean: 0.5 * random.normal())
        gain = wanted.deviation / (variance + Normalization.epsilon).squareRoot()
        bias += wanted.mean - gain * mean
        normalization.deviations.append(wanted.deviation)
        normalization.means.append(wanted.mean)
      case .biased: bias += 0.1 * random.normal()
      case .plain: break
      }
      for value in filter { drawn.weights.append(value * gain) }
      drawn.bias.append(bias)
      result.mean.append(gain * mean + bias)
      result.variance.append(gain * gain * variance)
    }
    drawn.statistics = result
    if case .normalized = training { drawn.normalization = normalization }
    return drawn
  }

  /// Mean and variance of the sums of one filter.
  ///
  /// Input channels are taken to be independent, and the taps of one channel to have half of their
  /// variance in common, since neighbours on a map are alike.
  private static func moments(
    of filter: [Float], _ shape: ProductShape, _ input: ChannelStatistics, firstChannel: Int
  ) -> (mean: Float, variance: Float) {
    var (mean, variance) = (Float(0), Float(0))
    for place in 0..<shape.depth {
      var (sum, squares) = (Float(0), Float(0))
      for tap in 0..<shape.taps {
        let weight = filter[tap * shape.depth + place]
        sum += weight
        squares += weight * weight
      }
      mean += sum * input.mean[firstChannel + place]
      variance += 0.5 * (squares + sum * sum) * input.variance[firstChannel + place]
    }
    return (mean, variance)
  }
}
