import BoardProfiles
import Foundation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// Kernels for Armv6-M give the reference's bytes, here by way of the plain-C twins of their assembly.
@Suite struct SelectedPairedKernelTests {
  /// The board's and the reference kernel's outputs for random inputs, and the board's choice.
  private static func run(
    _ network: OneLayerNetwork, using random: inout SplitMix
  ) throws -> (board: [[UInt8]], reference: [[UInt8]], choice: KernelChoice) {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let core = try BoardProfile.load(
      from: root.appending(path: "boards").path, named: "nucleo-g0b1re"
    ).core
    let call = try network.call()
    let choice = KernelSelection.choice(
      for: call, of: network.graph.layers[0], in: network.graph, on: core)
    let inputs = network.graph.inputs.map { input in
      (0..<network.graph.tensors[input].byteCount).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    let outputs = try [choice.call, call].map { call in
      try HostReference.run(LoweredGraph(graph: network.graph, calls: [call]), inputs: inputs)
    }
    return (outputs[0], outputs[1], choice)
  }

  private static func weights(
    _ shape: [Int], channels: Int, dimension: Int, most: Int8, using random: inout SplitMix
  ) -> Tensor {
    let scales = (0..<channels).map { _ in Float.random(in: 0.001...0.02, using: &random) }
    return Tensor(
      name: "weights", type: .int8, shape: shape,
      quantization: Quantization(
        scales: scales, zeroPoints: [Int](repeating: 0, count: channels), dimension: dimension),
      data: (0..<shape.reduce(1, *)).map { _ in
        UInt8(bitPattern: Int8.random(in: -most...most, using: &random))
      })
  }

  private static func convolution(
    _ shape: Window, most: Int8, activation: FusedActivation, using random: inout SplitMix
  ) -> OneLayerNetwork {
    let weights = weights(
      [shape.outputs, shape.taps, shape.taps, shape.inputs], channels: shape.outputs, dimension: 0,
      most: most, using: &random)
    let bias = (0..<shape.outputs).map { _ in Int32.random(in: -4000...4000, using: &random) }
    return OneLayerNetwork(
      .conv2D,
      .convolution(
        ConvolutionOptions(
          padding: .same, stride: HeightWidth(height: shape.stride, width: shape.stride),
          fusedActivation: activation)),
      inputs: [
        .int8([1, shape.height, shape.width, shape.inputs], scale: 0.05, zeroPoint: 7), weights,
        .constant(bias),
      ],
      outputs: [
        .int8(
          [
            1, (shape.height + shape.stride - 1) / shape.stride,
            (shape.width + shape.stride - 1) / shape.stride, shape.outputs,
          ], scale: 0.1, zeroPoint: -20)
      ])
  }

  struct Window: Sendable {
    let height: Int
    let width: Int
    let inputs: Int
    let outputs: Int
    let taps: Int
    let stride: Int
  }

  /// Fewer pixels than a tile has and more, one channel, more channels than a block of rows.
  private static let windows = [
    Window(height: 1, width: 2, inputs: 3, outputs: 1, taps: 1, stride: 1),
    Window(height: 2, width: 3, inputs: 40, outputs: 13, taps: 1, stride: 1),
    Window(height: 5, width: 5, inputs: 17, outputs: 25, taps: 1, stride: 2),
    Window(height: 7, width: 4, inputs: 3, outputs: 8, taps: 3, stride: 1),
    Window(height: 9, width: 9, inputs: 5, outputs: 12, taps: 5, stride: 2),
  ]

  @Test(arguments: windows, [FusedActivation.none, .relu, .relu6])
  func convolvesAsTheReference(window: Window, activation: FusedActivation) throws {
    var random = SplitMix(state: UInt64(window.inputs * 31 + window.outputs))
    for most: Int8 in [1, 20, 127] {
      let (board, reference, choice) = try Self.run(
        Self.convolution(window, most: most, activation: activation, using: &random),
        using: &random)
      #expect(board == reference, "\(window), weights to \(most)")
      #expect(choice.call.symbol == "mcub_conv_2d_s8_m0")
      #expect(choice.pathReason?.contains("two activations a product") == true)
    }
  }

  private static func depthwise(
    _ shape: Window, multiplier: Int, using random: inout SplitMix
  ) -> OneLayerNetwork {
    let outputs = shape.inputs * multiplier
    let weights = weights(
      [1, shape.taps, shape.taps, outputs], channels: outputs, dimension: 3, most: 127,
      using: &random)
    return OneLayerNetwork(
      .depthwiseConv2D,
      .depthwiseConvolution(
        ConvolutionOptions(
          padding: .same, stride: HeightWidth(height: shape.stride, width: shape.stride),
          fusedActivation: .none), depthMultiplier: multiplier),
      inputs: [
        .int8([1, shape.height, shape.width, shape.inputs], scale: 0.05, zeroPoint: -9), weights,
        .constant([Int32](repeating: -77, count: outputs)),
      ],
      outputs: [
        .int8(
          [
            1, (shape.height + shape.stride - 1) / shape.stride,
            (shape.width + shape.stride - 1) / shape.stride, outputs,
          ], scale: 0.1, zeroPoint: 11)
      ])
  }

  /// One row, rows of three outputs and of no multiple, an image without padding above it, several
  /// strips, a long filter.
  @Test(arguments: [
    Window(height: 1, width: 3, inputs: 2, outputs: 0, taps: 3, stride: 1),
    Window(height: 5, width: 7, inputs: 3, outputs: 0, taps: 3, stride: 1),
    Window(height: 8, width: 9, inputs: 5, outputs: 0, taps: 3, stride: 2),
    Window(height: 7, width: 5, inputs: 4, outputs: 0, taps: 3, stride: 2),
    Window(height: 6, width: 6, inputs: 3, outputs: 0, taps: 3, stride: 2),
    Window(height: 8, width: 18, inputs: 2, outputs: 0, taps: 3, stride: 2),
    Window(height: 70, width: 72, inputs: 1, outputs: 0, taps: 3, stride: 1),
    Window(height: 9, width: 11, inputs: 1, outputs: 0, taps: 6, stride: 1),
    Window(height: 97, width: 95, inputs: 1, outputs: 0, taps: 5, stride: 1),
  ])
  func convolvesChannelsApartAsTheReference(window: Window) throws {
    var random = SplitMix(state: UInt64(window.width))
    for multiplier in 1...2 {
      let (board, reference, choice) = try Self.run(
        Self.depthwise(window, multiplier: multiplier, using: &random), using: &random)
      #expect(board == reference, "\(window), times \(multiplier)")
      let isDirect = window.stride == 2 && window.width % 2 == 0
      let ending = window.taps != 3 ? "" : isDirect ? "_3x3_s2" : "_3x3"
      #expect(choice.call.symbol == "mcub_depthwise_conv_2d_s8_m0" + ending)
    }
  }

  @Test(arguments: [(1, 1, 1), (1, 7, 6), (1, 130, 9), (3, 20, 5)])
  func multipliesVectorsAsTheReference(batches: Int, depth: Int, units: Int) throws {
    var random = SplitMix(state: UInt64(depth))
    let weights = Tensor(
      name: "weights", type: .int8, shape: [units, depth],
      quantization: Quantization(scales: [0.01], zeroPoints: [0]),
      data: (0..<units * depth).map { _ in UInt8.random(in: 0...255, using: &random) })
    let (board, reference, choice) = try Self.run(
      OneLayerNetwork(
        .fullyConnected,
        .fullyConnected(
          fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
          asymmetricQuantizeInputs: false),
        inputs: [
          .int8([batches, depth], scale: 0.05, zeroPoint: -3), weights,
          .constant((1...Int32(units)).map(\.self)),
        ],
        outputs: [.int8([batches, units], scale: 0.1)]), using: &random)
    #expect(board == reference)
    #expect(
      choice.call.symbol
        == (batches == 1 ? "mcub_fully_connected_s8_m0" : "mcub_conv_2d_s8_m0"))
  }

  @Test(arguments: [OperatorKind.add, .sub, .mul])
  func addsAndMultipliesAsTheReference(kind: OperatorKind) throws {
    var random = SplitMix(state: 5)
    let (board, reference, choice) = try Self.run(
      OneLayerNetwork(
        kind, .arithmetic(fusedActivation: .none),
        inputs: [
          .int8([1, 16, 16, 8], scale: 0.05, zeroPoint: 4),
          .int8([1, 16, 16, 8], scale: 0.031, zeroPoint: -9),
        ],
        outputs: [.int8([1, 16, 16, 8], scale: 0.0617, zeroPoint: -2)]), using: &random)
    #expect(board == reference)
    #expect(choice.call.symbol == (kind == .mul ? "mcub_mul_s8_m0" : "mcub_add_s8_m0"))
  }

  @Test func keepsTheReferenceWhereRowsAreTooShort() throws {
    var random = SplitMix(state: 6)
    let narrow = Window(height: 4, width: 2, inputs: 3, outputs: 0, taps: 3, stride: 1)
    let choice = try Self.run(
      Self.depthwise(narrow, multiplier: 1, using: &random), using: &random
    ).choice
    #expect(choice.call.symbol == "mcub_depthwise_conv_2d_s8_ref")
    #expect(choice.codePath == .fallback)
    #expect(choice.pathReason == "made for rows of 3 outputs or more, this has 2")
  }
}
