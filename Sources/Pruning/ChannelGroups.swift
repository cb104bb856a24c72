import ModelGraph

/// A channel of an activation.
struct ChannelID: Hashable {
  let tensor: TensorID
  let channel: Int
}

/// The channels of all int8 activations in groups that stay or go as one.
struct ChannelGroups {
  typealias Group = Int

  /// The channels of each group.
  let members: [[ChannelID]]
  /// Groups with a channel of a graph input, a graph output, or a layer that is not understood.
  let pinned: Set<Group>
  private let groups: [TensorID: [Group]]

  init(of graph: ModelGraph, roles: [ChannelRole]) {
    var forest = ChannelForest(graph)
    var fixed = Set(graph.inputs + graph.outputs)
    for (layer, role) in zip(graph.layers, roles) {
      switch role {
      case .product:
        break
      case .depthwise(let depthwise):
        for channel in 0..<depthwise.channels {
          forest.join(
            depthwise.input, channel / depthwise.multiplier, depthwise.output, channel)
        }
      case .tied(let tied):
        for (channel, sources) in tied.sources.enumerated() {
          for source in sources {
            forest.join(tied.inputs[source.input], source.channel, tied.output, channel)
          }
        }
      case .fixed:
        fixed.formUnion(layer.inputs.compactMap(\.self))
        fixed.formUnion(layer.outputs)
      }
    }
    var groups: [TensorID: [Group]] = [:]
    var numbers: [Int: Group] = [:]
    var members: [[ChannelID]] = []
    for tensor in forest.tensors {
      groups[tensor] = (0..<graph.tensors[tensor].channelCount).map { channel in
        let root = forest.root(tensor, channel)
        let group = numbers[root] ?? members.count
        if group == members.count {
          numbers[root] = group
          members.append([])
        }
        members[group].append(ChannelID(tensor: tensor, channel: channel))
        return group
      }
    }
    self.groups = groups
    self.members = members
    pinned = Set(fixed.flatMap { groups[$0] ?? [] })
  }

  /// The activations that have channels.
  var tensors: [TensorID] { groups.keys.sorted() }

  /// The group of each channel of a tensor, or none for what is no int8 activation.
  func groups(of tensor: TensorID) -> [Group] { groups[tensor] ?? [] }
}

/// Sets of channels that can be joined.
private struct ChannelForest {
  private var starts: [TensorID: Int] = [:]
  private var parents: [Int] = []
  /// Activations that a layer reads or makes.
  private(set) var tensors: [TensorID] = []

  init(_ graph: ModelGraph) {
    var seen: Set<TensorID> = []
    for layer in graph.layers {
      for tensor in layer.inputs.compactMap(\.self) + layer.outputs
      where graph.tensors[tensor].type == .int8 && !graph.tensors[tensor].isConstant
        && seen.insert(tensor).inserted
      {
        tensors.append(tensor)
        starts[tensor] = parents.count
        parents += parents.count..<parents.count + graph.tensors[tensor].channelCount
      }
    }
  }

  mutating func root(_ tensor: TensorID, _ channel: Int) -> Int {
    root((starts[tensor] ?? 0) + channel)
  }

  mutating func join(_ tensor: TensorID, _ channel: Int, _ other: TensorID, _ otherChannel: Int) {
    let (one, two) = (root(tensor, channel), root(other, otherChannel))
    parents[max(one, two)] = min(one, two)
  }

  private mutating func root(_ place: Int) -> Int {
    var place = place
    while parents[place] != place {
      parents[place] = parents[parents[place]]
      place = parents[place]
    }
    return place
  }
}
