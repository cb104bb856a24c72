import ModelGraph

extension Architecture {
  /// MobileNet v3 small as the CNN Analyzer's author built it, squeeze-excite of dense layers.
  static let mobileNetV3SmallSQ = tinyCNN("SQ", "with squeeze-excite", squeezes: true)

  /// The same without squeeze-excite, which lowers the peak memory.
  static let mobileNetV3SmallNSQ = tinyCNN("NSQ", "no squeeze-excite", squeezes: false)

  private static func tinyCNN(_ suffix: String, _ what: String, squeezes: Bool) -> Architecture {
    let squeeze = FactorRule(
      .squeeze, code: "se", .number(1...64), standard: 4,
      "what a squeeze-excite's channels are divided by inside it")
    return Architecture(
      name: "mobilenetv3small\(suffix)", title: "MobileNet v3 small (tiny_cnn, \(what))",
      source: "The CNN Analyzer paper, 6.4, after arXiv 1905.02244, table 2",
      rules: FactorRule.common() + (squeezes ? [squeeze] : []) + [
        FactorRule(
          .last, code: "l", .whole(1...8192), standard: 1280,
          "channels of the convolution after the mean"),
        FactorRule(
          .penultimate, code: "pl", .whole(1...8192), standard: 576,
          "channels of the last convolution before the mean"),
      ],
      heads: [.convolutions, .averagePool], idleCodes: squeezes ? [] : ["se"]
    ) { network, factors throws(FactorError) in
      try buildTinyCNN(&network, factors, squeezes: squeezes)
    }
  }

  private static func buildTinyCNN(
    _ network: inout NetworkBuilder, _ factors: FactorReader, squeezes: Bool
  ) throws(FactorError) {
    let alpha = factors.number(.alpha)
    var map = try network.mobileNetV3Stem(factors)
    for (place, block) in MobileNetV3Block.tinyCNN.enumerated() {
      network.scope = "block_\(place + 1)"
      let input = map
      let fused: FusedActivation = block.isHardSwish ? .none : .relu6
      let wide = FactorReader.divisible(Double(network.channels(map)) * block.expansion)
      map = try network.convolution(map, filters: wide, activation: fused, role: "expand")
      map = try network.hardSwish(map, if: block.isHardSwish, role: "expand")
      map = try network.depthwise(
        map, kernel: block.kernel, stride: block.stride,
        padding: block.stride == 1 ? .same : .valid, activation: fused)
      map = try network.hardSwish(map, if: block.isHardSwish, role: "depthwise")
      if squeezes, block.squeezes {
        let squeezed = FactorReader.divisible(
          Double(network.channels(map)) / factors.number(.squeeze))
        map = try network.squeezeExcite(map, squeezed: squeezed, isDense: true)
      }
      let filters = FactorReader.divisible(Double(block.filters) * alpha)
      map = try network.convolution(map, filters: filters, role: "project")
      if network.shape(map) == network.shape(input) { map = try network.add(map, input) }
    }
    network.scope = "tail"
    map = try network.convolution(map, filters: factors.whole(.penultimate), role: "penultimate")
    map = try network.hardSwish(map, role: "penultimate")
    try network.classify(
      map, factors.factors.head ?? .convolutions, factors, last: factors.whole(.last),
      training: .plain)
  }
}
