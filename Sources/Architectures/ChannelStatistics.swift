import ModelGraph

/// Mean and variance of each channel of an activation, estimated for weights that are random.
///
/// With them a convolution is given the gain and offset that a batch normalization would have learned
/// its statistics for, so that activations neither die nor explode through depth.
struct ChannelStatistics {
  var mean: [Float]
  var variance: [Float]

  init(mean: [Float], variance: [Float]) {
    self.mean = mean
    self.variance = variance
  }

  init(channels: Int, mean: Float, variance: Float) {
    self.init(
      mean: Array(repeating: mean, count: channels),
      variance: Array(repeating: variance, count: channels))
  }

  /// Of `function` of values that are normal with these statistics.
  func through(_ function: (Float) -> Float) -> ChannelStatistics {
    var result = self
    for channel in mean.indices {
      let deviation = variance[channel].squareRoot()
      var (first, second) = (Float(0), Float(0))
      for (node, weight) in Self.nodes {
        let value = function(mean[channel] + deviation * node)
        first += weight * value
        second += weight * value * value
      }
      result.mean[channel] = first
      result.variance[channel] = max(0, second - first * first)
    }
    return result
  }

  /// Of a fused activation's output.
  func through(_ activation: FusedActivation) -> ChannelStatistics {
    switch activation {
    case .relu: through { max(0, $0) }
    case .relu6: through { min(6, max(0, $0)) }
    default: self
    }
  }

  /// Of the averages over `count` values of each channel.
  ///
  /// Neighbours on a map are alike; a quarter of the variance is taken to be common to all.
  func averaged(over count: Int) -> ChannelStatistics {
    ChannelStatistics(
      mean: mean, variance: variance.map { $0 * (0.25 + 0.75 / Float(max(1, count))) })
  }

  /// Nodes and weights of Gauss-Hermite quadrature for a normal variable, eight of them (Abramowitz and
  /// Stegun, table 25.10, with x times sqrt 2 and w by sqrt pi).
  private static let nodes: [(Float, Float)] = [
    (0.539_079_8, 0.373_012_26), (1.636_519, 0.117_239_91), (2.802_485_9, 0.009_635_22),
    (4.144_547_2, 0.000_112_61),
  ].flatMap { [($0.0, $0.1), (-$0.0, $0.1)] }
}
