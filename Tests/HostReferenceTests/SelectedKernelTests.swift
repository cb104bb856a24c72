import BoardProfiles
import Foundation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// Kernels that a board runs instead of the reference give its bytes, here by way of the plain-C
/// twins of their instructions.
@Suite struct SelectedKernelTests {
  private static func core() throws -> BoardProfile.Core {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try BoardProfile.load(from: root.appending(path: "boards").path, named: "stm32f746g")
      .core
  }

  /// The board's and the reference kernel's outputs, and the board's choice.
  private static func run(
    _ network: OneLayerNetwork, using random: inout SplitMix
  ) throws -> (board: [[UInt8]], reference: [[UInt8]], choice: KernelChoice) {
    let call = try network.call()
    let choice = KernelSelection.choice(
      for: call, of: network.graph.layers[0], in: network.graph, on: try core())
    let inputs = network.graph.inputs.map { input in
      (0..<network.graph.tensors[input].byteCount).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    let calls = [choice.call, call].map { LoweredGraph(graph: network.graph, calls: [$0]) }
    return (
      try HostReference.run(calls[0], inputs: inputs),
      try HostReference.run(calls[1], inputs: inputs), choice
    )
  }

  private static func weights(
    _ shape: [Int], channels: Int, dimension: Int, using random: inout SplitMix
  ) -> Tensor {
    let scales = (0..<channels).map { _ in Float.random(in: 0.001...0.02, using: &random) }
    return Tensor(
      name: "weights", type: .int8, shape: shape,
      quantization: Quantization(
        scales: scales, zeroPoints: [Int](repeating: 0, count: channels), dimension: dimension),
      data: (0..<shape.reduce(1, *)).map { _ in
        UInt8(bitPattern: Int8.random(in: -127...127, using: &random))
      })
  }

  private static func convolution(using random: inout SplitMix) -> OneLayerNetwork {
    let groups = Int.random(in: 1...4, using: &random) == 1 ? 3 : 1
    let filterChannels = Int.random(in: 1...20, using: &random)
    let channels = groups * filterChannels
    let outputs = groups * Int.random(in: 2...19, using: &random)
    let kernel = [Int.random(in: 1...4, using: &random), Int.random(in: 1...4, using: &random)]
    let dilation = Int.random(in: 1...2, using: &random)
    let stride = Int.random(in: 1...2, using: &random)
    let extent = kernel.map { ($0 - 1) * dilation + Int.random(in: 1...7, using: &random) }
    let isSame = Bool.random(using: &random)
    let made = zip(extent, kernel).map { extent, kernel in
      isSame
        ? (extent + stride - 1) / stride : (extent - (kernel - 1) * dilation - 1) / stride + 1
    }
    let zeroPoint = Int.random(in: -128...127, using: &random)
    let bias = (0..<outputs).map { _ in Int32.random(in: -5000...5000, using: &random) }
    return OneLayerNetwork(
      .conv2D,
      .convolution(
        ConvolutionOptions(
          padding: isSame ? .same : .valid, stride: HeightWidth(height: stride, width: stride),
          dilation: HeightWidth(height: dilation, width: dilation),
          fusedActivation: Bool.random(using: &random) ? .relu6 : .none)),
      inputs: [
        .int8([1, extent[0], extent[1], channels], scale: 0.05, zeroPoint: zeroPoint),
        weights(
          [outputs, kernel[0], kernel[1], filterChannels], channels: outputs, dimension: 0,
          using: &random),
        .constant(bias),
      ],
      outputs: [
        .int8(
          [1, made[0], made[1], outputs], scale: 0.1,
          zeroPoint: Int.random(in: -128...127, using: &random))
      ])
  }

  private static func fullyConnected(using random: inout SplitMix) -> OneLayerNetwork {
    let depth = Int.random(in: 1...70, using: &random)
    let units = Int.random(in: 1...14, using: &random)
    let batches = Int.random(in: 1...3, using: &random)
    return OneLayerNetwork(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false),
      inputs: [
        .int8([batches, depth], scale: 0.05, zeroPoint: -7),
        weights([units, depth], channels: units, dimension: 0, using: &random),
      ],
      outputs: [.int8([batches, units], scale: 0.1, zeroPoint: 12)])
  }

  @Test(arguments: 0..<60) func convolutionsAgree(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let network = Self.convolution(using: &random)
    let (board, reference, choice) = try Self.run(network, using: &random)
    #expect(choice.codePath == .simd)
    #expect(board == reference)
  }

  @Test(arguments: [Int32.min, -1_500_000_000, 0, 1_500_000_000, Int32.max])
  func aChannelWithoutWeightsMayHaveAnyBias(bias: Int32) throws {
    var random = SplitMix(state: UInt64(bitPattern: Int64(bias)))
    let (channels, taps) = (5, 12)
    var rows = Self.weights(
      [channels, 1, 1, taps], channels: channels, dimension: 0, using: &random)
    let dead = 2
    rows = Tensor(
      name: rows.name, type: rows.type, shape: rows.shape, quantization: rows.quantization,
      data: rows.data.map { bytes in
        bytes.enumerated().map { $0.offset / taps == dead ? 0 : $0.element }
      })
    let network = OneLayerNetwork(
      .conv2D,
      .convolution(
        ConvolutionOptions(
          padding: .valid, stride: HeightWidth(height: 1, width: 1),
          dilation: HeightWidth(height: 1, width: 1), fusedActivation: .none)),
      inputs: [
        .int8([1, 3, 4, taps], scale: 0.05, zeroPoint: -128), rows,
        .constant((0..<channels).map { $0 == dead ? bias : 100 }),
      ],
      outputs: [.int8([1, 3, 4, channels], scale: 0.1, zeroPoint: -4)])
    let (board, reference, choice) = try Self.run(network, using: &random)
    #expect(choice.codePath == .simd)
    #expect(board == reference)
  }

  @Test(arguments: 0..<60) func fullyConnectedLayersAgree(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let network = Self.fullyConnected(using: &random)
    let (board, reference, choice) = try Self.run(network, using: &random)
    #expect(choice.codePath == .simd)
    #expect(board == reference)
  }
}
