import ModelGraph

extension Architecture {
  /// ShuffleNet v2: half of the channels pass a unit untouched, then all are shuffled.
  static let shuffleNetV2 = Architecture(
    name: "shufflenetv2", title: "ShuffleNet v2",
    source: "Ma et al., ShuffleNet V2, arXiv 1807.11164, table 5; alphas below 0.5 of the CNN "
      + "Analyzer's author",
    rules: FactorRule.common(alpha: .listed(startChannels.map(\.alpha))) + [
      FactorRule(
        .first, code: "f", .whole(1...1024), standard: 24, "channels of the first convolution"),
      FactorRule(
        .last, code: "l", .whole(1...8192), standard: 1024, "channels of the last convolution"),
    ],
    build: buildShuffleNetV2)

  /// Channels of each half of the first stage by alpha; each further stage has twice as many.
  private static let startChannels: [(alpha: Double, channels: Int)] = [
    (0.05, 6), (0.1, 12), (0.2, 24), (0.25, 28), (0.35, 36), (0.5, 48), (1, 116), (1.5, 176),
    (2, 244),
  ]
  /// Units after the one that halves the map, by stage.
  private static let repeats = [3, 7, 3]

  private static func buildShuffleNetV2(
    _ network: inout NetworkBuilder, _ factors: FactorReader
  ) throws(FactorError) {
    let alpha = factors.number(.alpha)
    let start = startChannels.first { $0.alpha == alpha }?.channels ?? 0
    var map = try network.convolution(
      network.input(factors), filters: factors.whole(.first), kernel: 3, stride: 2,
      padding: .valid, activation: .relu, role: "convolution")
    map = try network.pool(.maxPool2D, map, window: 3, stride: 2, padding: .same)
    for (stage, repeats) in Self.repeats.enumerated() {
      network.scope = "stage_\(stage + 2)/unit_0"
      map = try network.halvingUnit(map, filters: start << stage)
      for unit in 1...repeats {
        network.scope = "stage_\(stage + 2)/unit_\(unit)"
        map = try network.splitUnit(map)
      }
    }
    network.scope = "tail"
    map = try network.convolution(
      map, filters: factors.whole(.last), training: .plain, role: "last")
    network.scope = "head"
    let mean = try network.mean(map, keepsDimensions: false)
    try network.finish(network.dense(mean, units: factors.whole(.classes), role: "logits"))
  }
}

extension NetworkBuilder {
  /// Halves the map on two ways of `filters` channels each.
  fileprivate mutating func halvingUnit(
    _ input: TensorID, filters: Int
  ) throws(FactorError) -> TensorID {
    var map = try convolution(input, filters: filters, activation: .relu, role: "expand")
    map = try depthwise(map, stride: 2)
    map = try convolution(map, filters: filters, activation: .relu, role: "project")
    var shortcut = try depthwise(input, stride: 2, role: "shortcut/depthwise")
    shortcut = try convolution(
      shortcut, filters: filters, activation: .relu, role: "shortcut/project")
    return try shuffle(concatenate([map, shortcut]), groups: 2)
  }

  /// Works on one half of the channels.
  fileprivate mutating func splitUnit(_ input: TensorID) throws(FactorError) -> TensorID {
    var map = try half(input, isSecond: false)
    let filters = channels(map)
    map = try convolution(map, filters: filters, activation: .relu, role: "expand")
    map = try depthwise(map)
    map = try convolution(map, filters: filters, activation: .relu, role: "project")
    let kept = try half(input, isSecond: true)
    return try shuffle(concatenate([map, kept]), groups: 2)
  }
}
