import BoardProfiles
import Foundation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// Both cores' parts of a call give the whole call's bytes, each in its own scratch and its own part of
/// the output; host buffers are fenced, so a part that reaches beyond its own is seen.
@Suite struct HalvedCallTests {
  private static func pico() throws -> BoardProfile {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try BoardProfile.load(from: root.appending(path: "boards").path, named: "pico")
  }

  /// What one part writes, run as a call of its own on what it may see of each buffer.
  private static func output(
    of share: CoreSplit.Share, _ call: KernelCall, in graph: ModelGraph, inputs: [[UInt8]]
  ) throws -> [UInt8] {
    var (tensors, inputs) = (graph.tensors, inputs)
    func resized(_ tensor: TensorID, to byteCount: Int) {
      tensors[tensor] = Tensor(name: "part", type: .int8, shape: [byteCount])
    }
    let output = graph.outputs[0]
    let arguments = zip(call.arguments, share.argumentOffsets).map {
      argument, offset -> KernelArgument in
      switch argument {
      case .tensor(output):
        resized(output, to: share.outputBytes.count)
      case .tensor(let tensor) where offset > 0:
        if let data = tensors[tensor].data {
          return .constant(
            KernelConstant(role: "part", type: .int8, bytes: Array(data.dropFirst(offset))))
        }
        guard let input = graph.inputs.firstIndex(of: tensor) else { break }
        inputs[input] = Array(inputs[input].dropFirst(offset))
        resized(tensor, to: inputs[input].count)
      case .constant(let constant):
        return .constant(
          KernelConstant(
            role: "part", type: .int8, bytes: Array(constant.bytes.dropFirst(offset))))
      case .scratch: return .scratch(byteCount: share.scratchBytes)
      case .tensor, .tensors, .null: break
      }
      return argument
    }
    let part = KernelCall(
      symbol: call.symbol, header: call.header, parameterType: call.parameterType,
      parameters: share.parameters, arguments: arguments)
    let partGraph = ModelGraph(
      tensors: tensors, layers: graph.layers, inputs: graph.inputs, outputs: graph.outputs,
      source: graph.source)
    return try HostReference.run(LoweredGraph(graph: partGraph, calls: [part]), inputs: inputs)[0]
  }

  /// Runs the reference and the board's kernel of `network`, whole and in parts; gives the axes.
  private static func axes(
    _ network: OneLayerNetwork, using random: inout SplitMix
  ) throws -> [String] {
    try divisions(network, using: &random).map(\.axis)
  }

  /// The same with the kernels.
  private static func divisions(
    _ network: OneLayerNetwork, using random: inout SplitMix
  ) throws -> [(symbol: String, axis: String)] {
    let (graph, reference) = (network.graph, try network.call())
    let choice = KernelSelection.choice(
      for: reference, of: graph.layers[0], in: graph, on: try pico().core)
    let inputs = graph.inputs.map { input in
      (0..<graph.tensors[input].byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    return try [reference, choice.call].compactMap { call in
      guard
        let split = CoreSplitting.division(of: call, for: graph.layers[0], in: graph).split
      else { return nil }
      let whole = try HostReference.run(
        LoweredGraph(graph: graph, calls: [call]), inputs: inputs)[0]
      let parts = try [split.first, split.second].map {
        try output(of: $0, call, in: graph, inputs: inputs)
      }
      #expect(parts[0] + parts[1] == whole, "\(call.symbol) \(split.summary)")
      #expect(split.first.outputBytes.lowerBound == 0)
      #expect(split.second.outputBytes == split.first.outputBytes.upperBound..<whole.count)
      #expect(split.secondScratchOffset % 8 == 0)
      #expect(split.scratchBytes >= split.first.scratchBytes + split.second.scratchBytes)
      return (call.symbol, split.axis)
    }
  }

  private static func weights(
    _ shape: [Int], channels: Int, dimension: Int, using random: inout SplitMix
  ) -> Tensor {
    Tensor(
      name: "weights", type: .int8, shape: shape,
      quantization: Quantization(
        scales: (0..<channels).map { _ in Float.random(in: 0.001...0.02, using: &random) },
        zeroPoints: [Int](repeating: 0, count: channels), dimension: dimension),
      data: (0..<shape.reduce(1, *)).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  struct Window: Sendable {
    let height: Int
    let width: Int
    let channels: Int
    let taps: Int
    let stride: Int
    let axis: String

    var options: ConvolutionOptions {
      ConvolutionOptions(
        padding: .same, stride: HeightWidth(height: stride, width: stride),
        fusedActivation: .relu)
    }

    func output(_ channels: Int) -> Tensor {
      .int8(
        [1, (height + stride - 1) / stride, (width + stride - 1) / stride, channels], scale: 0.1,
        zeroPoint: -20)
    }

    func input(_ zeroPoint: Int) -> Tensor {
      .int8([1, height, width, channels], scale: 0.05, zeroPoint: zeroPoint)
    }
  }

  /// Odd rows, one row, a stride, padding on all sides, strips.
  private static let windows = [
    Window(height: 7, width: 5, channels: 3, taps: 3, stride: 1, axis: "output rows"),
    Window(height: 9, width: 11, channels: 5, taps: 5, stride: 2, axis: "output rows"),
    Window(height: 1, width: 13, channels: 4, taps: 3, stride: 1, axis: "output columns"),
    Window(height: 97, width: 95, channels: 1, taps: 5, stride: 1, axis: "output rows"),
    Window(height: 2, width: 3, channels: 2, taps: 3, stride: 1, axis: "output rows"),
  ]

  @Test(arguments: windows) func convolvesInParts(window: Window) throws {
    var random = SplitMix(state: UInt64(window.width))
    let outputs = 13
    let network = OneLayerNetwork(
      .conv2D, .convolution(window.options),
      inputs: [
        window.input(7),
        Self.weights(
          [outputs, window.taps, window.taps, window.channels], channels: outputs, dimension: 0,
          using: &random),
        .constant((0..<outputs).map { _ in Int32.random(in: -4000...4000, using: &random) }),
      ], outputs: [window.output(outputs)])
    #expect(try Self.axes(network, using: &random) == [window.axis, window.axis])
  }

  private static func channelsApart(
    _ window: Window, multiplier: Int, using random: inout SplitMix
  ) -> OneLayerNetwork {
    let outputs = window.channels * multiplier
    return OneLayerNetwork(
      .depthwiseConv2D,
      .depthwiseConvolution(window.options, depthMultiplier: multiplier),
      inputs: [
        window.input(-9),
        weights(
          [1, window.taps, window.taps, outputs], channels: outputs, dimension: 3, using: &random),
        .constant([Int32](repeating: -77, count: outputs)),
      ], outputs: [window.output(outputs)])
  }

  /// Of each window the kernels that divide, the reference first, each along the window's axis; with one
  /// output for each input channel, and with two.
  private static let divided = zip(
    windows,
    [
      (["ref", "m0_3x3"], ["ref", "m0_3x3"]), (["ref", "m0"], ["ref", "m0"]),
      (["ref"], ["ref"]), (["ref", "m0"], ["ref", "m0"]), (["ref", "m0_3x3"], ["ref", "m0_3x3"]),
    ])

  @Test(arguments: divided) func convolvesChannelsApartInParts(
    window: Window, kernels: ([String], [String])
  ) throws {
    var random = SplitMix(state: UInt64(window.height))
    for (multiplier, names) in [(1, kernels.0), (2, kernels.1)] {
      let network = Self.channelsApart(window, multiplier: multiplier, using: &random)
      let parts = try Self.divisions(network, using: &random)
      #expect(parts.map(\.symbol) == names.map { "mcub_depthwise_conv_2d_s8_" + $0 })
      #expect(parts.map(\.axis) == names.map { _ in window.axis })
    }
  }

  /// The kernels for filters of 3x3: with padding on all sides, in strips, with padding at the end
  /// alone, in groups of three.
  @Test(arguments: [
    (Window(height: 7, width: 9, channels: 3, taps: 3, stride: 1, axis: "output rows"), ""),
    (Window(height: 97, width: 95, channels: 1, taps: 3, stride: 1, axis: "output rows"), ""),
    (Window(height: 13, width: 13, channels: 2, taps: 3, stride: 2, axis: "output rows"), ""),
    (Window(height: 3, width: 3, channels: 4, taps: 3, stride: 1, axis: "output rows"), ""),
    (Window(height: 14, width: 12, channels: 3, taps: 3, stride: 2, axis: "output rows"), "_s2"),
    (Window(height: 6, width: 6, channels: 5, taps: 3, stride: 2, axis: "output rows"), "_s2"),
  ]) func convolves3x3InParts(window: Window, form: String) throws {
    var random = SplitMix(state: UInt64(window.height))
    for multiplier in 1...2 {
      let network = Self.channelsApart(window, multiplier: multiplier, using: &random)
      let own = try #require(try Self.divisions(network, using: &random).last)
      #expect(own.symbol == "mcub_depthwise_conv_2d_s8_m0_3x3" + form)
      #expect(own.axis == window.axis)
    }
  }

  /// Of pixels, so that the parts are of whole tiles: 9 are 6 and 3, which has a spare of its own.
  @Test(arguments: [(3, 3), (5, 8), (1, 7)]) func convolvesPixelsInParts(
    height: Int, width: Int
  ) throws {
    var random = SplitMix(state: UInt64(width))
    let window = Window(
      height: height, width: width, channels: 17, taps: 1, stride: 1, axis: "output pixels")
    let network = OneLayerNetwork(
      .conv2D, .convolution(window.options),
      inputs: [
        window.input(3), Self.weights([25, 1, 1, 17], channels: 25, dimension: 0, using: &random),
        .constant([Int32](repeating: 99, count: 25)),
      ], outputs: [window.output(25)])
    #expect(try Self.axes(network, using: &random).last == "output pixels")
  }

  @Test(arguments: [(8, 7), (9, 130), (131, 6)]) func multipliesInParts(
    units: Int, depth: Int
  ) throws {
    var random = SplitMix(state: UInt64(depth))
    let network = OneLayerNetwork(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false),
      inputs: [
        .int8([1, depth], scale: 0.05, zeroPoint: -3),
        Self.weights([units, depth], channels: units, dimension: 0, using: &random),
        .constant((1...Int32(units)).map(\.self)),
      ], outputs: [.int8([1, units], scale: 0.4)])
    #expect(
      try Self.axes(network, using: &random) == ["output channels", "output channels"])
  }

  @Test(arguments: [([1, 5, 4, 3], "elements"), ([1, 1, 1, 3], "output rows")])
  func addsInParts(second: [Int], axis: String) throws {
    var random = SplitMix(state: 5)
    let network = OneLayerNetwork(
      .add, .arithmetic(fusedActivation: .none),
      inputs: [.int8([1, 5, 4, 3], scale: 0.3, zeroPoint: 4), .int8(second, scale: 0.2)],
      outputs: [.int8([1, 5, 4, 3], scale: 0.5, zeroPoint: -1)])
    let axes = try Self.axes(network, using: &random)
    #expect(!axes.isEmpty && Set(axes) == [axis])
  }

  @Test(arguments: [OperatorKind.averagePool2D, .maxPool2D]) func poolsInParts(
    kind: OperatorKind
  ) throws {
    var random = SplitMix(state: 11)
    let network = OneLayerNetwork(
      kind,
      .pooling(
        padding: .same, stride: HeightWidth(height: 2, width: 2),
        filter: HeightWidth(height: 3, width: 3), fusedActivation: .none),
      inputs: [.int8([1, 9, 7, 5])], outputs: [.int8([1, 5, 4, 5])])
    #expect(try Self.axes(network, using: &random) == ["output rows", "output rows"])
  }

  /// In eights, so that the first part has no rest.
  @Test(arguments: [OperatorKind.logistic, .relu, .quantize]) func looksUpInParts(
    kind: OperatorKind
  ) throws {
    var random = SplitMix(state: 13)
    let network = OneLayerNetwork(
      kind, .none, inputs: [.int8([37], scale: 0.05, zeroPoint: 3)],
      outputs: [.int8([37], scale: 1 / 256, zeroPoint: -128)])
    let own = try #require(try Self.divisions(network, using: &random).last)
    #expect(own.symbol == "mcub_lookup_s8_dsp")
    #expect(own.axis == "elements")
  }

  @Test func keepsWhatHasNoPartsOnTheFirstCore() throws {
    let network = OneLayerNetwork(
      .averagePool2D,
      .pooling(
        padding: .valid, stride: HeightWidth(height: 1, width: 1),
        filter: HeightWidth(height: 3, width: 3), fusedActivation: .none),
      inputs: [.int8([1, 3, 3, 5])], outputs: [.int8([1, 1, 1, 5])])
    let plan = try Planner.plan(network.graph, for: Self.pico().using(cores: 2))
    #expect(plan.layers[0].split == nil)
    #expect(plan.layers[0].pathReason?.contains("core 0 alone: it has one output column") == true)
    let alone = try Planner.plan(network.graph, for: Self.pico())
    #expect(alone.layers[0].division == nil)
  }
}
