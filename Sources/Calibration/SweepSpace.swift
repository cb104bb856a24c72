import Glibc
import RandomNumbers

/// The layers that a calibration chooses from: what networks for microcontrollers are made of.
///
/// Extents are even on a logarithmic scale, since a kernel's fixed costs show in small layers and its
/// loops in large ones; half of the channels are multiples of eight, as most networks' are, and half
/// are anything, as pruned networks' are.
package enum SweepSpace {
  /// Most multiply-accumulates of a layer; more would only take longer.
  private static let mostMACs = 2_500_000
  /// Most bytes of weights of a layer.
  private static let mostWeights = 96 << 10
  /// Most bytes of a layer's inputs and outputs together.
  private static let mostActivations = 96 << 10

  /// How often each operator is drawn, in the mean of the whole.
  private static let shares: [(SweepLayer.Operator, Int)] = [
    (.convolution, 34), (.depthwise, 34), (.fullyConnected, 10), (.add, 6), (.addRepeated, 1),
    (.multiply, 4), (.multiplyRepeated, 4), (.averagePool, 7), (.maxPool, 6), (.mean, 5),
    (.softmax, 2), (.addScalar, 1), (.multiplyScalar, 1), (.table, 4), (.relu, 2),
    (.concatenation, 5), (.pad, 1), (.shuffle, 5),
    (.slice, 6),
  ]

  /// `count` layers that a seed fixes.
  package static func layers(_ count: Int, seed: UInt64) -> [SweepLayer] {
    var random = SplitMix(seed: seed)
    let drawn = shares.flatMap { Array(repeating: $0.0, count: $0.1) }
    var layers: [SweepLayer] = []
    while layers.count < count {
      let layer = layer(of: drawn[Int(random.next() % UInt64(drawn.count))], &random)
      if fits(layer), !isTiny(layer) || random.chance(15) { layers.append(layer) }
    }
    return layers
  }

  /// Whether a layer takes hardly any of a network's time.
  private static func isTiny(_ layer: SweepLayer) -> Bool {
    switch layer.kind {
    case .convolution, .depthwise: layer.macs < 10_000
    case .fullyConnected: layer.macs < 1000
    case .softmax, .addScalar, .multiplyScalar: false
    default: layer.inputElements < 512
    }
  }

  private static func fits(_ layer: SweepLayer) -> Bool {
    let outputPixels =
      ((layer.height + layer.stride - 1) / layer.stride)
      * ((layer.width + layer.stride - 1) / layer.stride)
    let outputChannels: Int
    let weights: Int
    switch layer.kind {
    case .convolution:
      outputChannels = layer.outputs
      weights = layer.kernel * layer.kernel * layer.channels * layer.outputs
    case .depthwise:
      outputChannels = layer.channels * layer.outputs
      weights = layer.kernel * layer.kernel * outputChannels
    case .fullyConnected:
      (outputChannels, weights) = (layer.outputs, layer.channels * layer.outputs)
    case .concatenation: (outputChannels, weights) = (2 * layer.channels, 0)
    default: (outputChannels, weights) = (layer.channels, 0)
    }
    return layer.macs <= mostMACs && weights <= mostWeights
      && layer.inputElements + outputPixels * outputChannels <= mostActivations
      && (layer.isPadded || min(layer.height, layer.width) >= layer.kernel)
  }

  private static func layer(
    of kind: SweepLayer.Operator, _ random: inout SplitMix
  ) -> SweepLayer {
    var kernel = kernel(of: kind, &random)
    var stride = stride(of: kind, kernel: kernel, &random)
    var (height, width) = extents(of: kind, stride: stride, &random)
    // Networks end in depthwise layers over few pixels, for which there are kernels of their own.
    let isLast = kind == .depthwise && random.chance(30)
    if isLast {
      (height, width, kernel, stride) = random.pick(lastDepthwise)
      // Narrow images may be of any height.
      if kernel == 3, stride == 1, (5...6).contains(width), random.chance(40) {
        height = random.logarithmic(3...48)
      }
    }
    // They begin with colours.
    let isFirst = kind == .convolution && random.chance(12)
    if isFirst {
      kernel = random.pick([3, 3, 3, 5])
      stride = random.pick([1, 2, 2, 2])
      height = random.pick([24, 32, 32, 48, 64, 80, 96, 96])
      width = height
    }
    // Of a signal, an image of one column, windows are long and narrow.
    if kind == .depthwise, !isLast, random.chance(8) {
      (height, width) = (random.logarithmic(12...96), 1)
      kernel = random.pick([3, 5, 7, 9, 10, 15])
    }
    let channels: Int
    switch kind {
    case .convolution:
      channels =
        isFirst ? 3 : random.chance(15) ? random.logarithmic(1...4) : random.channels(512)
    case .fullyConnected: channels = random.channels(1024)
    case .softmax: channels = random.logarithmic(2...128)
    case .shuffle: channels = 2 * random.channels(128)
    default: channels = random.channels(512)
    }
    let outputs: Int
    switch kind {
    case .convolution: outputs = random.channels(512)
    case .depthwise:
      outputs = !isLast && channels <= 8 && random.chance(30) ? random.logarithmic(1...8) : 1
    case .fullyConnected:
      outputs = random.chance(25) ? random.logarithmic(1...16) : random.channels(512)
    default: outputs = 0
    }
    return SweepLayer(
      kind, height: height, width: width, channels: channels, outputs: outputs, kernel: kernel,
      stride: stride,
      isPadded: isLast || random.chance(kind == .averagePool || kind == .maxPool ? 40 : 80),
      isRectified: random.chance(75), isNormal: random.chance(70),
      isPerTensor: kind == .fullyConnected && random.chance(50))
  }

  /// Images of a network's last depthwise layers: what halving 96, 80 and 224 comes to.
  private static let lastDepthwise: [(height: Int, width: Int, kernel: Int, stride: Int)] = [
    (3, 3, 3, 1), (3, 3, 3, 1), (3, 3, 5, 1), (3, 3, 5, 1), (5, 5, 3, 1), (5, 5, 3, 1),
    (6, 6, 3, 1), (6, 6, 3, 1), (12, 6, 3, 1), (10, 5, 3, 1), (6, 6, 3, 2), (6, 6, 3, 2),
    (6, 6, 5, 1), (6, 6, 5, 2), (7, 7, 3, 1), (7, 7, 5, 1),
  ]

  private static func kernel(of kind: SweepLayer.Operator, _ random: inout SplitMix) -> Int {
    switch kind {
    case .convolution: random.pick([1, 1, 1, 1, 1, 3, 3, 3, 3, 5, 2, 4, 7])
    case .depthwise: random.pick([3, 3, 3, 3, 3, 5, 5, 2, 4, 7])
    case .averagePool: random.pick([2, 3, 3, 4, 5, 7, 8, 10])
    case .maxPool: random.pick([2, 2, 3, 3, 3, 4])
    default: 1
    }
  }

  private static func stride(
    of kind: SweepLayer.Operator, kernel: Int, _ random: inout SplitMix
  ) -> Int {
    switch kind {
    case .convolution: random.chance(30) ? 2 : 1
    case .depthwise: random.chance(35) ? 2 : 1
    case .averagePool: random.pick([1, 2, kernel, kernel])
    case .maxPool: random.pick([1, 2, 2, kernel])
    default: 1
    }
  }

  /// A map's extents: often one of the sizes that halving 96 or 224 leads to.
  private static func extents(
    of kind: SweepLayer.Operator, stride: Int, _ random: inout SplitMix
  ) -> (height: Int, width: Int) {
    switch kind {
    case .fullyConnected: return (1, 1)
    case .addScalar,
      .multiplyScalar where random.chance(60):
      return (1, 1)
    case .softmax: return (random.chance(70) ? 1 : random.logarithmic(1...16), 1)
    default: break
    }
    let usual = random.pick([3, 3, 4, 5, 6, 6, 7, 8, 12, 12, 14, 16, 24, 24, 28, 32, 48, 96])
    let side = random.chance(60) ? usual : random.logarithmic(1...64)
    let height = random.chance(20) ? random.logarithmic(1...48) : side
    return (height, side)
  }
}

extension SplitMix {
  mutating func chance(_ percent: UInt64) -> Bool { next() % 100 < percent }

  mutating func pick<Element>(_ among: [Element]) -> Element {
    among[Int(next() % UInt64(among.count))]
  }

  /// Even on a logarithmic scale.
  mutating func logarithmic(_ range: ClosedRange<Int>) -> Int {
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound) + 1)
    let drawn = low * pow(high / low, Double(unit()))
    return min(range.upperBound, max(range.lowerBound, Int(drawn)))
  }

  /// Channels up to `most`, half of them in eights; few are less than eight.
  mutating func channels(_ most: Int) -> Int {
    let drawn = chance(20) ? logarithmic(2...16) : logarithmic(8...most)
    return chance(50) && drawn >= 6 ? (drawn + 4) / 8 * 8 : drawn
  }
}
