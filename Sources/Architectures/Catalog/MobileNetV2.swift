import ModelGraph

extension Architecture {
  /// MobileNet v2: inverted residuals with linear bottlenecks.
  static let mobileNetV2 = Architecture(
    name: "mobilenetv2", title: "MobileNet v2",
    source: "Sandler et al., MobileNetV2, arXiv 1801.04381, table 2",
    rules: FactorRule.common() + [
      FactorRule(
        .expansion, code: "t", .whole(1...12), standard: 6,
        "what a bottleneck's channels are multiplied by inside it"),
      FactorRule(
        .last, code: "l", .whole(1...8192), standard: 1280,
        "channels of the last convolution; alpha above 1 scales the standard, as the authors do"),
    ],
    heads: [.averagePool, .globalPool],
    build: buildMobileNetV2)

  /// Stages after the first block: output channels, blocks, stride of the first of them.
  private static let stages: [(filters: Int, repeats: Int, stride: Int)] = [
    (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1),
  ]

  private static func buildMobileNetV2(
    _ network: inout NetworkBuilder, _ factors: FactorReader
  ) throws(FactorError) {
    let alpha = factors.number(.alpha)
    var map = try network.convolution(
      network.input(factors), filters: FactorReader.divisible(32 * alpha), kernel: 3, stride: 2,
      activation: .relu6, role: "convolution")
    network.scope = "block_0"
    map = try network.depthwise(map, activation: .relu6)
    map = try network.convolution(
      map, filters: factors.channels(16, times: .alpha), role: "project")
    var block = 0
    for stage in stages {
      let filters = try factors.channels(stage.filters, times: .alpha)
      for place in 0..<stage.repeats {
        block += 1
        network.scope = "block_\(block)"
        let input = map
        map = try network.convolution(
          map, filters: network.channels(map) * factors.whole(.expansion), padding: .valid,
          activation: .relu6, role: "expand")
        map = try network.depthwise(
          map, stride: place == 0 ? stage.stride : 1, activation: .relu6)
        map = try network.convolution(map, filters: filters, role: "project")
        if network.shape(map) == network.shape(input) { map = try network.add(input, map) }
      }
    }
    network.scope = "tail"
    let isStandard = factors.factors[.last] == nil && alpha > 1
    map = try network.convolution(
      map, filters: isStandard ? FactorReader.divisible(1280 * alpha) : factors.whole(.last),
      activation: .relu6, role: "last")
    try network.classify(map, factors.factors.head ?? .averagePool, factors, training: .plain)
  }
}
