package import ModelGraph

/// Takes channels out of a network that cannot change its outputs.
///
/// A channel is dead that has one value for every input of the network, or that nothing kept depends
/// on. The test is exact: it takes the integer arithmetic of the reference kernels on all values that
/// a channel can have. The result is an ordinary, smaller network whose outputs are the same, bit for
/// bit; its inputs and outputs keep their shapes.
package enum DeadChannels {
  /// `graph`, prepared, without its dead channels, and with ``ModelGraph/pruning`` set.
  package static func removed(from graph: ModelGraph) -> ModelGraph {
    let roles = graph.layers.map { ChannelRole(of: $0, in: graph) }
    let ranges = ChannelRanges(of: graph, roles: roles)
    let removal = Removal.found(in: graph, roles: roles, ranges: ranges)
    var slimming = Slimming(graph, ranges: ranges, removal: removal)
    slimming.run(roles: roles)
    var pruned = slimming.graph
    pruned.pruning = GraphPruning(
      layers: graph.layers.indices.compactMap { place in
        pruning(of: place, in: graph, pruned: pruned, removal: removal, ranges: ranges)
      },
      parameterCount: ModelFacts(of: graph).parameterCount,
      keptParameterCount: ModelFacts(of: pruned).parameterCount)
    return pruned
  }

  /// What was taken out of a layer, or `nil` for one without weights.
  private static func pruning(
    of place: Int, in graph: ModelGraph, pruned: ModelGraph, removal: Removal,
    ranges: ChannelRanges
  ) -> LayerPruning? {
    let layer = graph.layers[place]
    guard layer.parameterPlaces != nil, let output = layer.outputs.first,
      let input = layer.inputs.compactMap(\.self).first(where: { !graph.tensors[$0].isConstant })
    else { return nil }
    let channels = removal.groups.groups(of: output).enumerated()
      .filter { removal.isRemoved[$1] }.map(\.offset)
    let constants = channels.count { ranges.constant(output, $0) != nil }
    let inputs = graph.tensors[input].channelCount
    return LayerPruning(
      nodeIndex: layer.nodeIndex, channelCount: graph.tensors[output].channelCount,
      constantChannelCount: constants, unreadChannelCount: channels.count - constants,
      inputChannelCount: inputs,
      removedInputChannelCount: inputs - pruned.tensors[input].channelCount,
      macCount: layer.macCount(in: graph),
      keptMACCount: pruned.layers[place].macCount(in: pruned))
  }
}
