import ModelGraph

extension Architecture {
  /// ShuffleNet v1: grouped pointwise convolutions and the channel shuffle.
  static let shuffleNetV1 = Architecture(
    name: "shufflenetv1", title: "ShuffleNet v1",
    source: "Zhang et al., ShuffleNet, arXiv 1707.01083, table 1",
    rules: FactorRule.common() + [
      FactorRule(
        .groups, code: "g", .listed(startChannels.keys.sorted().map(Double.init)), standard: 1,
        "groups of the pointwise convolutions")
    ],
    build: buildShuffleNetV1)

  /// Channels of the first stage by groups; each further stage has twice as many.
  private static let startChannels = [1: 144, 2: 200, 3: 240, 4: 272, 8: 384]
  /// Units after the one that halves the map, by stage.
  private static let repeats = [3, 7, 3]

  private static func buildShuffleNetV1(
    _ network: inout NetworkBuilder, _ factors: FactorReader
  ) throws(FactorError) {
    let groups = factors.whole(.groups)
    let trained = Training.normalized(hasBias: true)
    var map = try network.convolution(
      network.input(factors), filters: 24, kernel: 3, stride: 2, activation: .relu,
      training: trained, role: "convolution")
    map = try network.pool(.maxPool2D, map, window: 3, stride: 2, padding: .same)
    for (stage, repeats) in Self.repeats.enumerated() {
      let wanted = Double((startChannels[groups] ?? 0) << stage) * factors.number(.alpha)
      let filters = FactorReader.divisible(wanted, by: 2 * groups)
      for unit in 0...repeats {
        network.scope = "stage_\(stage + 2)/unit_\(unit)"
        map = try network.shuffleUnit(map, filters: filters, halves: unit == 0, factors)
      }
    }
    network.scope = "head"
    let mean = try network.mean(map, keepsDimensions: false)
    try network.finish(network.dense(mean, units: factors.whole(.classes), role: "logits"))
  }
}

extension NetworkBuilder {
  /// A unit of ShuffleNet v1: added to its input, or, where it halves the map, joined to the input's
  /// averages.
  fileprivate mutating func shuffleUnit(
    _ input: TensorID, filters: Int, halves: Bool, _ factors: FactorReader
  ) throws(FactorError) -> TensorID {
    let groups = factors.given(.groups)
    let groupCount = factors.whole(.groups)
    let trained = Training.normalized(hasBias: true)
    let made = halves ? filters - channels(input) : filters
    for (channels, role) in [(filters / 4, "compress"), (made, "expand")] where channels < 1 {
      throw refuse(
        .tooFewChannels(
          [factors.given(.alpha), groups], layer: "\(scope)/\(role)", channels: channels, needed: 1)
      )
    }
    var shortcut = input
    if halves {
      shortcut = try pool(
        .averagePool2D, input, window: 3, stride: 2, padding: .same, role: "shortcut")
    }
    var map = try convolution(
      input, filters: filters / 4, groups: groups, activation: .relu, training: trained,
      role: "compress")
    if groupCount > 1 { map = try shuffle(map, groups: groupCount) }
    map = try depthwise(map, stride: halves ? 2 : 1, training: trained)
    map = try convolution(map, filters: made, groups: groups, training: trained, role: "expand")
    guard halves else { return try add(map, shortcut, activation: .relu) }
    return try elementwise(.relu, concatenate([map, shortcut]), role: "relu")
  }
}
