package import ModelGraph

/// What was removed from a network, in words.
package enum PruningText {
  /// `1 724 of 2 738 channels removed (1 650 constant, 74 unread), MACs 7 489 664 -> 3 727 313
  /// (49.8 %)`.
  package static func sentence(_ pruning: GraphPruning) -> String {
    let share = pruning.keptMACPercent.map { " (\(NumberText.fixed($0, digits: 1)) %)" } ?? ""
    return channels(
      pruning.removedChannelCount, of: pruning.channelCount,
      constant: pruning.constantChannelCount, unread: pruning.unreadChannelCount)
      + ", MACs \(NumberText.grouped(pruning.macCount)) -> "
      + NumberText.grouped(pruning.keptMACCount) + share
  }

  /// The same of one layer, or `nil` where it lost nothing.
  package static func sentence(_ layer: LayerPruning) -> String? {
    var parts: [String] = []
    if layer.removedChannelCount > 0 {
      parts.append(
        channels(
          layer.removedChannelCount, of: layer.channelCount,
          constant: layer.constantChannelCount, unread: layer.unreadChannelCount))
    }
    if layer.removedInputChannelCount > 0 {
      parts.append(
        "\(layer.removedInputChannelCount) of \(layer.inputChannelCount) input channels gone")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func channels(_ removed: Int, of count: Int, constant: Int, unread: Int) -> String
  {
    let reasons = [(constant, "constant"), (unread, "unread")].filter { $0.0 > 0 }
      .map { "\(NumberText.grouped($0.0)) \($0.1)" }
    return "\(NumberText.grouped(removed)) of \(NumberText.grouped(count)) channels removed"
      + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))")
  }
}
