/// What was taken out of a network before it was planned: channels that cannot change its outputs.
package struct GraphPruning: Hashable, Sendable, Codable {
  /// Every layer with weights, in the graph's order.
  package let layers: [LayerPruning]
  /// Elements of weights and biases, each tensor once: in the file, and after the removal.
  package let parameterCount: Int
  package let keptParameterCount: Int

  package init(layers: [LayerPruning], parameterCount: Int, keptParameterCount: Int) {
    self.layers = layers
    self.parameterCount = parameterCount
    self.keptParameterCount = keptParameterCount
  }

  /// Output channels of all layers with weights, in the file.
  package var channelCount: Int { layers.reduce(0) { $0 + $1.channelCount } }
  package var constantChannelCount: Int { layers.reduce(0) { $0 + $1.constantChannelCount } }
  package var unreadChannelCount: Int { layers.reduce(0) { $0 + $1.unreadChannelCount } }
  package var removedChannelCount: Int { constantChannelCount + unreadChannelCount }
  /// Multiply-accumulates in the file, and after the removal.
  package var macCount: Int { layers.reduce(0) { $0.addingSaturated($1.macCount) } }
  package var keptMACCount: Int { layers.reduce(0) { $0.addingSaturated($1.keptMACCount) } }

  /// The kept share of ``macCount`` in percent, or `nil` for a network without MACs.
  package var keptMACPercent: Double? {
    macCount > 0 ? Double(keptMACCount) / Double(macCount) * 100 : nil
  }

  /// What was done to the layer at this place in the file's subgraph.
  package func layer(atNode nodeIndex: Int) -> LayerPruning? {
    layers.first { $0.nodeIndex == nodeIndex }
  }
}

/// What was taken out of one layer.
package struct LayerPruning: Hashable, Sendable, Codable {
  /// The operator's place in the file's subgraph.
  package let nodeIndex: Int
  /// Output channels in the file.
  package let channelCount: Int
  /// Output channels removed that have one value for every input of the network.
  package let constantChannelCount: Int
  /// Output channels removed that vary, but that no kept channel of the network depends on.
  package let unreadChannelCount: Int
  /// Input channels in the file, and how many of them the layer reads no more.
  package let inputChannelCount: Int
  package let removedInputChannelCount: Int
  /// Multiply-accumulates in the file, and after the removal.
  package let macCount: Int
  package let keptMACCount: Int

  package init(
    nodeIndex: Int, channelCount: Int, constantChannelCount: Int, unreadChannelCount: Int,
    inputChannelCount: Int, removedInputChannelCount: Int, macCount: Int, keptMACCount: Int
  ) {
    self.nodeIndex = nodeIndex
    self.channelCount = channelCount
    self.constantChannelCount = constantChannelCount
    self.unreadChannelCount = unreadChannelCount
    self.inputChannelCount = inputChannelCount
    self.removedInputChannelCount = removedInputChannelCount
    self.macCount = macCount
    self.keptMACCount = keptMACCount
  }

  package var removedChannelCount: Int { constantChannelCount + unreadChannelCount }
  package var removedMACCount: Int { macCount - keptMACCount }
}
