import BoardProfiles
import Foundation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// One layer by the call that a board makes, one with the DSP extension unless named, and by the
/// reference call.
struct SelectedLayer {
  let choice: KernelChoice
  let board: [[UInt8]]
  let reference: [[UInt8]]

  init(
    _ network: OneLayerNetwork, on board: String = "stm32f746g", using random: inout SplitMix
  ) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let profile = try BoardProfile.load(
      from: root.appending(path: "boards").path, named: board)
    let graph = network.graph
    let call = try network.call()
    choice = KernelSelection.choice(
      for: call, of: graph.layers[0], in: graph, on: profile.core)
    let inputs = graph.inputs.map { input in
      (0..<graph.tensors[input].byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    self.board = try HostReference.run(
      LoweredGraph(graph: graph, calls: [choice.call]), inputs: inputs)
    reference = try network.run(inputs)
  }
}

/// Depthwise convolutions, pools and means that a board runs give the reference's bytes, here by way
/// of the plain-C twins of their instructions.
@Suite struct SelectedWindowTests {
  /// A depthwise layer; its outputs follow from the other shapes.
  private static func depthwise(
    _ size: [Int], channels: Int, multiplier: Int = 1, kernel: [Int], stride: Int, dilation: Int,
    padding: Padding, activation: FusedActivation, outputZeroPoint: Int,
    using random: inout SplitMix
  ) -> OneLayerNetwork {
    let outputs = channels * multiplier
    let weights = Tensor(
      name: "weights", type: .int8, shape: [1, kernel[0], kernel[1], outputs],
      quantization: Quantization(
        scales: (0..<outputs).map { _ in Float.random(in: 0.001...0.02, using: &random) },
        zeroPoints: [Int](repeating: 0, count: outputs), dimension: 3),
      data: (0..<kernel[0] * kernel[1] * outputs).map { _ in
        UInt8(bitPattern: Int8.random(in: -127...127, using: &random))
      })
    let made = zip(size, kernel).map { extent, kernel in
      padding == .same
        ? (extent + stride - 1) / stride : (extent - (kernel - 1) * dilation - 1) / stride + 1
    }
    return OneLayerNetwork(
      .depthwiseConv2D,
      .depthwiseConvolution(
        ConvolutionOptions(
          padding: padding, stride: HeightWidth(height: stride, width: stride),
          dilation: HeightWidth(height: dilation, width: dilation), fusedActivation: activation),
        depthMultiplier: multiplier),
      inputs: [
        .int8(
          [1, size[0], size[1], channels], scale: 0.05,
          zeroPoint: Int.random(in: -128...127, using: &random)),
        weights,
        .constant((0..<outputs).map { _ in Int32.random(in: -5000...5000, using: &random) }),
      ],
      outputs: [
        .int8([1, made[0], made[1], outputs], scale: 0.1, zeroPoint: outputZeroPoint)
      ])
  }

  @Test(arguments: 0..<120) func depthwiseConvolutionsAgree(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let most = random.below(2) == 0 ? 3 : 5
    let kernel = [1 + random.below(most), 1 + random.below(most)]
    let dilation = most == 5 && (kernel.max() ?? 0) <= 3 ? 2 : 1
    let stride = dilation == 1 ? 1 + random.below(2) : 1
    let size = kernel.map { ($0 - 1) * dilation + 1 + random.below(19) }
    let activations: [FusedActivation] = [.none, .relu, .relu6]
    let network = Self.depthwise(
      size, channels: 1 + random.below(11), multiplier: 1 + random.below(2), kernel: kernel,
      stride: stride, dilation: dilation, padding: random.below(2) == 0 ? .same : .valid,
      activation: activations[random.below(3)],
      outputZeroPoint: Int.random(in: -128...127, using: &random), using: &random)
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.codePath == .simd)
    #expect(layer.board == layer.reference)
  }

  @Test func aFilterThatIsTooLargeKeepsTheReference() throws {
    var random = SplitMix(state: 1)
    let network = Self.depthwise(
      [9, 9], channels: 2, kernel: [7, 7], stride: 1, dilation: 1, padding: .same,
      activation: .none, outputZeroPoint: 0, using: &random)
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.codePath == .fallback)
    #expect(
      layer.choice.pathReason == "made for filters of at most 5x5, this covers 7 pixels")
    #expect(layer.board == layer.reference)
  }

  @Test(arguments: 0..<60) func poolsAgree(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let filter = HeightWidth(height: 1 + random.below(5), width: 1 + random.below(5))
    let stride = 1 + random.below(3)
    let size = [1 + random.below(20), 1 + random.below(20)]
    let channels = 1 + random.below(20)
    let network = OneLayerNetwork(
      seed % 2 == 0 ? .averagePool2D : .maxPool2D,
      .pooling(
        padding: .same, stride: HeightWidth(height: stride, width: stride), filter: filter,
        fusedActivation: random.below(2) == 0 ? .none : .relu),
      inputs: [.int8([2, size[0], size[1], channels], zeroPoint: -4)],
      outputs: [
        .int8(
          [2, (size[0] + stride - 1) / stride, (size[1] + stride - 1) / stride, channels],
          zeroPoint: -4)
      ])
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.codePath == .simd)
    #expect(layer.board == layer.reference)
  }

  /// 400 pixels are more than a lane of 16 bits can add up at once.
  @Test(arguments: [[1, 20, 20, 9], [3, 5, 4, 16]]) func meansOverImagesAgree(shape: [Int]) throws {
    var random = SplitMix(state: 7)
    let network = OneLayerNetwork(
      .mean, .reduction(keepsDimensions: false),
      inputs: [.int8(shape, scale: 0.05, zeroPoint: 11), .constant([1, 2])],
      outputs: [.int8([shape[0], shape[3]], scale: 0.02, zeroPoint: -3)])
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.codePath == .simd)
    #expect(layer.board == layer.reference)
  }
}
