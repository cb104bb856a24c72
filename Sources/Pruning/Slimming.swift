import ModelGraph

/// Rewrites a graph without its removed channels.
///
/// Tensors keep their places; sliced weights and biases become new ones at the end, for a file may
/// share constants between layers.
struct Slimming {
  private(set) var graph: ModelGraph
  private let ranges: ChannelRanges
  /// The channels that stay, of tensors that lose some.
  private var kept: [TensorID: [Int]] = [:]

  init(_ graph: ModelGraph, ranges: ChannelRanges, removal: Removal) {
    self.graph = graph
    self.ranges = ranges
    for tensor in removal.groups.tensors {
      let channels = removal.keptChannels(of: tensor)
      if channels.count < graph.tensors[tensor].channelCount { kept[tensor] = channels }
    }
  }

  /// The slimmer graph; `roles` are those of its layers before.
  mutating func run(roles: [ChannelRole]) {
    for (place, role) in roles.enumerated() {
      switch role {
      case .product(let layer): slim(place, layer)
      case .depthwise(let layer): slim(place, layer)
      case .tied, .fixed: break
      }
    }
    for (tensor, channels) in kept {
      graph.tensors[tensor].shape[graph.tensors[tensor].shape.count - 1] = channels.count
    }
  }

  private mutating func slim(_ place: Int, _ layer: ProductLayer) {
    guard kept[layer.input] != nil || kept[layer.output] != nil else { return }
    let rows = kept[layer.output] ?? Array(0..<layer.rows)
    let columns = kept[layer.input] ?? Array(0..<layer.columns)
    var weights: [UInt8] = []
    weights.reserveCapacity(rows.count * layer.taps * columns.count)
    for row in rows {
      for tap in 0..<layer.taps {
        let start = (row * layer.taps + tap) * layer.columns
        for column in columns { weights.append(layer.weights[start + column]) }
      }
    }
    replaceInput(1, of: place) { tensor in
      let depth = tensor.shape.count == 4 ? columns.count : layer.taps * columns.count
      tensor.shape = [rows.count] + tensor.shape[1..<tensor.shape.count - 1] + [depth]
      tensor.data = weights
      tensor.quantization = tensor.quantization?.sliced(rows, of: layer.rows)
    }
    let bias = rows.map { layer.bias[$0] + foldedShare(of: $0, layer) }
    slimBias(of: place, bias, channels: rows, of: layer.rows)
  }

  /// What the removed columns add to a row's sums, whatever the network's input.
  private func foldedShare(of row: Int, _ layer: ProductLayer) -> Int {
    guard let columns = kept[layer.input] else { return 0 }
    let stays = Set(columns)
    return (0..<layer.columns).reduce(0) { share, column in
      // A removed column without one value has no weight in a row that stays.
      guard !stays.contains(column), let value = ranges.constant(layer.input, column) else {
        return share
      }
      return share + layer.share(ofColumn: column, holding: value, row: row)
    }
  }

  private mutating func slim(_ place: Int, _ layer: DepthwiseLayer) {
    guard let channels = kept[layer.output] else { return }
    replaceInput(1, of: place) { tensor in
      let data = tensor.data ?? []
      tensor.data = stride(from: 0, to: data.count, by: layer.channels).flatMap { start in
        channels.map { data[start + $0] }
      }
      tensor.shape[tensor.shape.count - 1] = channels.count
      tensor.quantization = tensor.quantization?.sliced(channels, of: layer.channels)
    }
    slimBias(of: place, channels.map { layer.bias[$0] }, channels: channels, of: layer.channels)
  }

  /// Gives the layer these biases, unless it has none and needs none.
  ///
  /// Kernels keep the low 32 bits of their sums, so that a bias may wrap.
  private mutating func slimBias(of place: Int, _ bias: [Int], channels: [Int], of count: Int) {
    let data = bias.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    if graph.layers[place].input(2) != nil {
      replaceInput(2, of: place) { tensor in
        tensor.shape = [bias.count]
        tensor.data = data
        tensor.quantization = tensor.quantization?.sliced(channels, of: count)
      }
    } else if bias.contains(where: { $0 != 0 }) {
      graph.tensors.append(
        Tensor(name: "bias", type: .int32, shape: [bias.count], data: data))
      let inputs = graph.layers[place].inputs.prefix(2)
      graph.layers[place].inputs = inputs + [graph.tensors.count - 1]
    }
  }

  /// Puts a changed copy of a constant in its place at one layer.
  private mutating func replaceInput(
    _ position: Int, of place: Int, _ change: (inout Tensor) -> Void
  ) {
    guard let id = graph.layers[place].input(position) else { return }
    var tensor = graph.tensors[id]
    change(&tensor)
    graph.tensors.append(tensor)
    graph.layers[place].inputs[position] = graph.tensors.count - 1
  }
}

extension Quantization {
  /// The parameters of these of `count` channels; one for all stays.
  fileprivate func sliced(_ channels: [Int], of count: Int) -> Quantization {
    Quantization(
      scales: scales.count == count ? channels.map { scales[$0] } : scales,
      zeroPoints: zeroPoints.count == count ? channels.map { zeroPoints[$0] } : zeroPoints,
      dimension: dimension)
  }
}
