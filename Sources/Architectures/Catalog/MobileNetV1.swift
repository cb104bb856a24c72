import ModelGraph

extension Architecture {
  /// MobileNet v1: depthwise separable blocks, with the paper's loop length, tail widths and beta.
  static let mobileNetV1 = Architecture(
    name: "mobilenetv1", title: "MobileNet v1",
    source: "Howard et al., MobileNets, arXiv 1704.04861; factors of the CNN Analyzer paper, 6.2",
    rules: FactorRule.common() + [
      FactorRule(.loop, code: "l", .whole(0...32), standard: 5, "blocks of 512 channels in a row"),
      FactorRule(
        .last, code: "ll", .number(1...8192), standard: 1024, "channels of the last convolution"),
      FactorRule(
        .penultimate, code: "pl", .number(1...8192), standard: 1024,
        "channels of the last but one convolution"),
      FactorRule(
        .beta, code: "b", .number(0.01...4), standard: 1,
        "second multiplier, of the loop's blocks and the one before"),
    ],
    heads: [.averagePool, .globalPool], hasTailReadings: true,
    build: buildMobileNetV1)

  private static func buildMobileNetV1(
    _ network: inout NetworkBuilder, _ factors: FactorReader
  ) throws(FactorError) {
    /// A block: channels of its pointwise convolution, and the stride of its depthwise one.
    typealias Block = (filters: Int, stride: Int)
    var blocks: [Block] = []
    for (base, stride) in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1)] {
      blocks.append((try factors.channels(base, times: .alpha), stride))
    }
    let inner = try factors.channels(512, times: .alpha, .beta)
    blocks.append((inner, 2))
    for _ in 0..<factors.whole(.loop) { blocks.append((inner, 1)) }
    blocks.append((try factors.tailChannels(.penultimate), 2))
    blocks.append((try factors.tailChannels(.last), 1))

    let trained = Training.normalized(hasBias: true)
    var map = try network.convolution(
      network.input(factors), filters: factors.channels(32, times: .alpha), kernel: 3, stride: 2,
      activation: .relu, training: trained, role: "convolution")
    for (place, block) in blocks.enumerated() {
      network.scope = "block_\(place + 1)"
      map = try network.depthwise(map, stride: block.stride, activation: .relu, training: trained)
      map = try network.convolution(
        map, filters: block.filters, padding: .valid, activation: .relu, training: trained,
        role: "pointwise")
    }
    try network.classify(map, factors.factors.head ?? .averagePool, factors, training: .biased)
  }
}

extension FactorReader {
  /// The channels of one of MobileNet v1's last two convolutions, by ``TailReading``.
  fileprivate func tailChannels(_ factor: Factor) throws(FactorError) -> Int {
    let isGiven = factors[factor] != nil
    let reading = factors.tail ?? (factors[.beta] == nil ? .scaled : .absolute)
    // The standard 1024 is the architecture's own, which alpha always scales.
    if isGiven, reading == .absolute { return whole(factor) }
    let product = number(factor) * number(.alpha)
    guard product >= 1 else {
      throw FactorError(
        architecture.name, .noChannels([given(.alpha), given(factor)], base: whole(factor)))
    }
    return Int(product)
  }
}
