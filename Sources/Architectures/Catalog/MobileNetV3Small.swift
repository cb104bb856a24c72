import ModelGraph

extension Architecture {
  /// MobileNet v3 small as Keras has it: squeeze-excite of convolutions, 1024 channels after the mean.
  static let mobileNetV3Small = Architecture(
    name: "mobilenetv3small", title: "MobileNet v3 small (Keras)",
    source: "Howard et al., Searching for MobileNetV3, arXiv 1905.02244, table 2; Keras's sizes",
    rules: FactorRule.common(),
    build: buildMobileNetV3Small)

  private static func buildMobileNetV3Small(
    _ network: inout NetworkBuilder, _ factors: FactorReader
  ) throws(FactorError) {
    let alpha = factors.number(.alpha)
    var map = try network.mobileNetV3Stem(factors)
    for (place, block) in MobileNetV3Block.keras.enumerated() {
      network.scope = "block_\(place + 1)"
      let input = map
      let fused: FusedActivation = block.isHardSwish ? .none : .relu
      if place > 0 {
        let filters = FactorReader.divisible(Double(network.channels(map)) * block.expansion)
        map = try network.convolution(map, filters: filters, activation: fused, role: "expand")
        map = try network.hardSwish(map, if: block.isHardSwish, role: "expand")
      }
      map = try network.depthwise(
        map, kernel: block.kernel, stride: block.stride, activation: fused)
      map = try network.hardSwish(map, if: block.isHardSwish, role: "depthwise")
      if block.squeezes {
        let squeezed = FactorReader.divisible(Double(network.channels(map)) * 0.25)
        map = try network.squeezeExcite(map, squeezed: squeezed, isDense: false)
      }
      let filters = FactorReader.divisible(Double(block.filters) * alpha)
      map = try network.convolution(map, filters: filters, role: "project")
      if network.shape(map) == network.shape(input) { map = try network.add(input, map) }
    }
    network.scope = "tail"
    map = try network.convolution(map, filters: network.channels(map) * 6, role: "penultimate")
    map = try network.hardSwish(map, role: "penultimate")
    network.scope = "head"
    map = try network.mean(map, keepsDimensions: true)
    let last = alpha > 1 ? FactorReader.divisible(1024 * alpha) : 1024
    map = try network.convolution(map, filters: last, training: .biased, role: "last")
    map = try network.hardSwish(map, role: "last")
    map = try network.convolution(
      map, filters: factors.whole(.classes), training: .biased, role: "logits")
    try network.finish(network.flatten(map))
  }
}
