import ModelGraph

/// Which groups of channels can go without a change of any kept channel's values.
///
/// A group goes when no layer that mixes channels needs one of its channels: every row that stays
/// has only weights of zero for it, or the channel has one value, whose share of each sum is one
/// number that its bias can take in. At a padded border such a channel adds less, unless its value
/// is the zero point and it adds nothing anywhere.
struct Removal {
  let groups: ChannelGroups
  private(set) var isRemoved: [Bool]
  private var readers: [TensorID: [Reader]] = [:]
  private var makers: [TensorID: TensorID] = [:]

  /// The groups to remove; every tensor keeps a channel.
  static func found(
    in graph: ModelGraph, roles: [ChannelRole], ranges: ChannelRanges
  ) -> Removal {
    let groups = ChannelGroups(of: graph, roles: roles)
    let fresh = Removal(groups, roles: roles, ranges: ranges)
    var kept = groups.pinned
    while true {
      var removal = fresh
      removal.run(keeping: kept)
      let emptied = groups.tensors.filter { tensor in
        !groups.groups(of: tensor).isEmpty && removal.keptChannels(of: tensor).isEmpty
      }
      if emptied.isEmpty { return removal }
      // A kept channel can make its layer read others again, so it starts anew.
      kept.formUnion(emptied.compactMap { groups.groups(of: $0).first })
    }
  }

  private init(_ groups: ChannelGroups, roles: [ChannelRole], ranges: ChannelRanges) {
    self.groups = groups
    isRemoved = Array(repeating: false, count: groups.members.count)
    for case .product(let layer) in roles {
      readers[layer.input, default: []].append(Reader(layer, ranges))
      makers[layer.output] = layer.input
    }
  }

  /// The channels of a tensor that stay, in order.
  func keptChannels(of tensor: TensorID) -> [Int] {
    groups.groups(of: tensor).enumerated().filter { !isRemoved[$1] }.map(\.offset)
  }

  /// Removes groups until none is left that can go, but those of `kept`.
  private mutating func run(keeping kept: Set<ChannelGroups.Group>) {
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      // What reads a channel mostly comes later: backwards, one walk finds almost all.
      for group in isRemoved.indices.reversed()
      where !isRemoved[group] && !kept.contains(group)
        && groups.members[group].allSatisfy(isUnneeded)
      {
        isRemoved[group] = true
        hasChanged = true
        for member in groups.members[group] { forgetRow(member) }
      }
    }
  }

  private func isUnneeded(_ id: ChannelID) -> Bool {
    readers[id.tensor]?.allSatisfy { $0.canLose(column: id.channel) } ?? true
  }

  /// The row that makes a channel reads no more.
  private mutating func forgetRow(_ id: ChannelID) {
    guard let input = makers[id.tensor], let places = readers[input]?.indices else { return }
    for place in places where readers[input]?[place].output == id.tensor {
      readers[input]?[place].forget(row: id.channel)
    }
  }
}

/// A layer that mixes channels, with the rows that still read each column.
private struct Reader {
  let output: TensorID
  private let columns: Int
  private let reads: [Bool]
  private let isFoldable: [Bool]
  private var readCounts: [Int]

  init(_ layer: ProductLayer, _ ranges: ChannelRanges) {
    output = layer.output
    columns = layer.columns
    let reads = layer.reads
    self.reads = reads
    isFoldable = (0..<layer.columns).map { column in
      guard let value = ranges.constant(layer.input, column) else { return false }
      return value == layer.inputZeroPoint || !layer.isPadded
    }
    readCounts = (0..<layer.columns).map { column in
      (0..<layer.rows).count { reads[$0 * layer.columns + column] }
    }
  }

  func canLose(column: Int) -> Bool { isFoldable[column] || readCounts[column] == 0 }

  mutating func forget(row: Int) {
    for column in 0..<columns where reads[row * columns + column] { readCounts[column] -= 1 }
  }
}
