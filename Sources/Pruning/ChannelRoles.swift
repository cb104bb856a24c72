import ModelGraph

/// What a layer does with channels.
enum ChannelRole {
  case product(ProductLayer)
  case depthwise(DepthwiseLayer)
  case tied(TiedLayer)
  /// Not known: its activations keep every channel.
  case fixed

  init(of layer: Layer, in graph: ModelGraph) {
    guard let view = LayerView(layer, in: graph) else {
      self = .fixed
      return
    }
    if let product = ProductLayer(view) {
      self = .product(product)
    } else if let depthwise = DepthwiseLayer(view) {
      self = .depthwise(depthwise)
    } else if let tied = TiedLayer.layer(view) {
      self = .tied(tied)
    } else {
      self = .fixed
    }
  }
}

/// For every int8 activation, the values that each of its channels can have.
struct ChannelRanges {
  private let ranges: [TensorID: [ClosedRange<Int>]]
  private let tensors: [Tensor]

  /// Walks the layers in order; graph inputs can have any value.
  init(of graph: ModelGraph, roles: [ChannelRole]) {
    var known: [TensorID: [ClosedRange<Int>]] = [:]
    func values(_ tensor: TensorID) -> [ClosedRange<Int>] {
      known[tensor] ?? Array(repeating: .int8, count: graph.tensors[tensor].channelCount)
    }
    for role in roles {
      switch role {
      case .product(let layer):
        known[layer.output] = layer.outputs(of: values(layer.input))
      case .depthwise(let layer):
        known[layer.output] = layer.outputs(of: values(layer.input))
      case .tied(let layer):
        let inputs = layer.inputs.map(values)
        known[layer.output] = layer.sources.enumerated().map { channel, sources in
          layer.range(channel, sources.map { inputs[$0.input][$0.channel] })
        }
      case .fixed:
        break
      }
    }
    ranges = known
    tensors = graph.tensors
  }

  subscript(tensor: TensorID, channel: Int) -> ClosedRange<Int> {
    ranges[tensor]?[channel] ?? .int8
  }

  /// The one value that a channel has, or `nil` when it may vary.
  func constant(_ tensor: TensorID, _ channel: Int) -> Int? {
    let values = self[tensor, channel]
    return values.count == 1 ? values.lowerBound : nil
  }
}
