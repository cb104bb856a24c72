import ModelGraph

/// A DEPTHWISE_CONV_2D: each input channel makes ``multiplier`` output channels of its own.
struct DepthwiseLayer {
  let input: TensorID
  let output: TensorID
  let multiplier: Int
  /// Output channels.
  let channels: Int
  private let weights: [UInt8]
  let bias: [Int]
  private let inputZeroPoint: Int
  private let isPadded: Bool
  private let stage: OutputStage

  init?(_ view: LayerView) {
    guard view.kernel == "depthwise_conv_2d_s8", let input = view.activation(0),
      let output = view.output,
      let weights = view.layer.input(1).flatMap({ view.graph.tensors[$0].data }),
      let stage = OutputStage(channelsOf: view)
    else { return nil }
    self.input = input
    self.output = output
    multiplier = view["depth_multiplier"]
    channels = view["input_channels"] * multiplier
    guard channels > 0, weights.count % channels == 0 else { return nil }
    self.weights = weights
    self.stage = stage
    bias = ProductLayer.bias(of: view, channels: channels)
    inputZeroPoint = view["input_zero_point"]
    isPadded = ProductLayer.isPadded(view)
  }

  /// The values of every output channel, from those of every input channel.
  func outputs(of inputs: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    (0..<channels).map { channel in
      let input = inputs[channel / multiplier]
      var sums = SumRange(bias[channel], isPadded: isPadded)
      for place in stride(from: channel, to: weights.count, by: channels) {
        sums.add(
          Int(Int8(bitPattern: weights[place])), times: input.lowerBound - inputZeroPoint,
          to: input.upperBound - inputZeroPoint)
      }
      return stage.outputs(of: sums.range, channel: channel)
    }
  }
}
