import MCUBenchTestSupport
import ModelGraph
import Testing

@testable import BoardProfiles
@testable import Planning

/// Which call an ESP32 makes for a layer, and the words that its kernels requantize by.
@Suite struct LX6SelectionTests {
  private static let core = BoardProfile.Core(name: "lx6", kernelsOf: nil, cycleCounter: "ccount")

  private static func weights(_ shape: [Int], dimension: Int, scale: Float = 0.01) -> Tensor {
    Tensor(
      name: "weights", type: .int8, shape: shape,
      quantization: Quantization(
        scales: [Float](repeating: scale, count: shape[dimension]),
        zeroPoints: [Int](repeating: 0, count: shape[dimension]), dimension: dimension),
      data: (0..<shape.reduce(1, *)).map { UInt8(truncatingIfNeeded: 7 * $0) })
  }

  private static func convolution(
    _ size: Int, inputs: Int, kernel: Int, isDepthwise: Bool = false, scale: Float = 0.01
  ) -> OneLayerNetwork {
    let options = ConvolutionOptions(
      padding: .valid, stride: HeightWidth(height: 1, width: 1),
      dilation: HeightWidth(height: 1, width: 1), fusedActivation: .none)
    let made = size - kernel + 1
    let outputs = isDepthwise ? inputs : 5
    return OneLayerNetwork(
      isDepthwise ? .depthwiseConv2D : .conv2D,
      isDepthwise ? .depthwiseConvolution(options, depthMultiplier: 1) : .convolution(options),
      inputs: [
        .int8([1, size, size, inputs], scale: 0.05, zeroPoint: -3),
        isDepthwise
          ? weights([1, kernel, kernel, inputs], dimension: 3, scale: scale)
          : weights([outputs, kernel, kernel, inputs], dimension: 0, scale: scale),
        .constant([Int32](repeating: 9, count: outputs)),
      ],
      outputs: [.int8([1, made, made, outputs], scale: 0.1, zeroPoint: 4)])
  }

  private static func choice(_ network: OneLayerNetwork) throws -> KernelChoice {
    KernelSelection.choice(
      for: try network.call(), of: network.graph.layers[0], in: network.graph, on: core)
  }

  @Test(
    arguments: [
      (convolution(6, inputs: 8, kernel: 1), "mcub_conv_2d_s8_lx6"),
      (convolution(6, inputs: 3, kernel: 3), "mcub_conv_2d_s8_lx6"),
      (convolution(3, inputs: 8, kernel: 3), "mcub_fully_connected_s8_lx6"),
      (
        convolution(6, inputs: 8, kernel: 3, isDepthwise: true), "mcub_depthwise_conv_2d_s8_lx6_3x3"
      ),
      (
        convolution(9, inputs: 8, kernel: 5, isDepthwise: true), "mcub_depthwise_conv_2d_s8_lx6_any"
      ),
    ])
  func layersGetTheirKernels(network: OneLayerNetwork, symbol: String) throws {
    let choice = try Self.choice(network)
    #expect(choice.call.symbol == symbol)
    #expect(choice.pathReason?.isEmpty == false)
  }

  /// Scales that shift to the left have no room in bytes, but in a depthwise layer's lanes.
  @Test func aScaleAboveOneKeepsTheReferenceOfAConvolution() throws {
    let choice = try Self.choice(Self.convolution(6, inputs: 8, kernel: 1, scale: 5))
    #expect(choice.codePath == .fallback)
    #expect(choice.call.symbol == "mcub_conv_2d_s8_ref")
    let depthwise = try Self.choice(
      Self.convolution(6, inputs: 8, kernel: 3, isDepthwise: true, scale: 5))
    #expect(depthwise.call.symbol == "mcub_depthwise_conv_2d_s8_lx6_3x3")
  }

  /// floor((floor(value * multiplier / 2^32) + addend) / 2^shift), as the kernels compute it.
  private static func result(_ words: [Int32], of sum: Int, factor: Int) -> Int {
    let value = sum * factor * 4
    let product = (value * Int(words[1])) >> 32
    return max(
      -128, min(127, (product + Int(words[2]) + (value < 0 ? Int(words[4]) : 0)) >> Int(words[3])))
  }

  @Test(arguments: -4...22) func scalingIsTheReferences(right: Int) throws {
    var random = SplitMix(state: UInt64(100 + right))
    var exact = 0
    for _ in 0..<400 {
      let scale = RequantizationMultiplier(
        multiplier: Int32.random(in: 1 << 30...Int32.max, using: &random), shift: Int32(-right))
      let zeroPoint = Int.random(in: -128...127, using: &random)
      let most = 1 << Int.random(in: 4...28, using: &random)
      guard
        let scaling = LX6Scaling(
          scale, sums: -most...most, outputZeroPoint: zeroPoint, showsNegatives: true)
      else { continue }
      exact += 1
      // With no weights and the sum as its bias, the first word is 0.
      let words = scaling.words(bias: 0, weights: 0, inputZeroPoint: 0)
      for _ in 0..<20 {
        let sum = Int.random(in: -most...most, using: &random)
        let expected = Int(
          Int8(clamping: Int(FixedPoint.requantize(Int32(sum), scale)) + zeroPoint))
        #expect(
          Self.result(words, of: sum, factor: scaling.factor) == expected,
          "\(sum) by \(scale.multiplier), shift \(scale.shift), zero point \(zeroPoint)")
      }
    }
    #expect(exact > 20)
  }

  @Test func bandsAreEvenAndFit() {
    #expect(LX6Bands.rows(of: 48, weightBytes: 100, fastBytesLeft: nil) { $0 * 1024 } == 24)
    #expect(LX6Bands.rows(of: 49, weightBytes: 100, fastBytesLeft: nil) { $0 * 1024 } == 17)
    #expect(LX6Bands.rows(of: 48, weightBytes: 20_000, fastBytesLeft: nil) { $0 * 1024 } == 48)
    #expect(LX6Bands.rows(of: 48, weightBytes: 20_000, fastBytesLeft: 9000) { $0 * 1024 } == 8)
    #expect(LX6Bands.rows(of: 5, weightBytes: 100, fastBytesLeft: 10) { $0 * 1024 } == 1)
  }
}
