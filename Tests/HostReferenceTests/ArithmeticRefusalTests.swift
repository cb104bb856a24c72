import MCUBenchTestSupport
import ModelGraph
import Testing

@testable import Planning

/// What arithmetic rules refuse, and that they never trap.
@Suite struct ArithmeticRefusalTests {
  private static let plain = ConvolutionOptions(
    padding: .same, stride: HeightWidth(height: 1, width: 1))

  /// A layer of `kind` that can run.
  private static func runnable(_ kind: OperatorKind) -> OneLayerNetwork {
    let image = Tensor.int8([1, 4, 4, 2])
    let weights = Tensor.int8([2, 3, 3, 2], data: Array(repeating: 1, count: 36))
    let bias = Tensor.constant([1, 2])
    let pool = OperatorOptions.pooling(
      padding: .valid, stride: HeightWidth(height: 2, width: 2),
      filter: HeightWidth(height: 2, width: 2), fusedActivation: .none)
    return switch kind {
    case .conv2D:
      OneLayerNetwork(
        kind, .convolution(plain), inputs: [image, weights, bias], outputs: [image])
    case .depthwiseConv2D:
      OneLayerNetwork(
        kind, .depthwiseConvolution(plain, depthMultiplier: 1),
        inputs: [image, .int8([1, 3, 3, 2], data: Array(repeating: 1, count: 18)), bias],
        outputs: [image])
    case .transposeConv:
      OneLayerNetwork(
        kind,
        .transposeConvolution(
          padding: .same, stride: HeightWidth(height: 2, width: 2), fusedActivation: .none),
        inputs: [.constant([1, 8, 8, 2]), weights, image, bias], outputs: [.int8([1, 8, 8, 2])])
    case .fullyConnected:
      OneLayerNetwork(
        kind, .plainFullyConnected,
        inputs: [image, .int8([2, 32], data: Array(repeating: 1, count: 64)), bias],
        outputs: [.int8([1, 2])])
    case .batchMatMul:
      OneLayerNetwork(
        kind, .batchMatMul(adjointX: false, adjointY: true), inputs: [image, image],
        outputs: [.int8([1, 4, 4, 4])])
    case .averagePool2D, .maxPool2D:
      OneLayerNetwork(kind, pool, inputs: [image], outputs: [.int8([1, 2, 2, 2])])
    case .softmax:
      OneLayerNetwork(
        kind, .softmax(beta: 1), inputs: [image],
        outputs: [.int8([1, 4, 4, 2], scale: 1 / 256, zeroPoint: -128)])
    case .add, .sub, .mul:
      OneLayerNetwork(
        kind, .arithmetic(fusedActivation: .relu), inputs: [image, .int8([2])], outputs: [image])
    case .mean, .sum:
      OneLayerNetwork(
        kind, .reduction(keepsDimensions: true), inputs: [image, .constant([1, 2])],
        outputs: [.int8([1, 1, 1, 2])])
    default:
      OneLayerNetwork(kind, inputs: [image], outputs: [.int8([32])])
    }
  }

  private static let kinds = Lowering.arithmeticRules.keys.sorted { $0.rawValue < $1.rawValue }

  @Test(arguments: kinds)
  func runsTheLayerThatTheOthersAreMadeFrom(kind: OperatorKind) {
    #expect(Self.runnable(kind).refusal == nil)
  }

  @Test(arguments: kinds.filter { ![.reshape, .squeeze, .expandDims].contains($0) })
  func refusesOtherActivations(kind: OperatorKind) {
    for (type, words) in [
      (ElementType.float32, "needs int8 activations, has float32"),
      (.int16, "needs int8 activations, has int16"), (.uint8, "needs int8 activations, has uint8"),
    ] {
      var network = Self.runnable(kind)
      for id in network.graph.tensors.indices where !network.graph.tensors[id].isConstant {
        network.graph.tensors[id].type = type
      }
      #expect(network.refusal?.hasPrefix(words) == true, "\(network.refusal ?? "runs")")
    }
  }

  @Test func saysWhenItIsDynamicRange() {
    var network = Self.runnable(.fullyConnected)
    network.graph.tensors[0] = .float32([1, 4, 4, 2])
    #expect(
      network.refusal
        == "needs int8 activations, has float32 with int8 weights (dynamic range quantization)")
  }

  @Test(
    arguments: kinds.filter { ![.reshape, .squeeze, .expandDims].contains($0) },
    [0, -0.5, .nan, .infinity, -.infinity] as [Float])
  func refusesScalesWithoutMeaning(kind: OperatorKind, scale: Float) {
    for id in Self.runnable(kind).graph.tensors.indices {
      var network = Self.runnable(kind)
      guard network.graph.tensors[id].type == .int8 else { continue }
      network.graph.tensors[id].quantization = Quantization(scales: [scale], zeroPoints: [0])
      // Weights of scale 0 are zeros.
      let isZeroWeights = network.graph.tensors[id].isConstant && scale == 0
      #expect((network.refusal == nil) == isZeroWeights, "tensor \(id)")
    }
  }

  /// One thing that is wrong with a convolution, and words of the refusal.
  struct Breakage: Sendable, CustomTestStringConvertible {
    let words: String
    let apply: @Sendable (inout ModelGraph) -> Void

    init(_ words: String, _ apply: @escaping @Sendable (inout ModelGraph) -> Void) {
      self.words = words
      self.apply = apply
    }

    var testDescription: String { words }

    static let all = [
      Breakage("zero point 0") {
        $0.tensors[1].quantization = Quantization(scales: [1], zeroPoints: [1])
      },
      Breakage("needs 1 or 2 weight scales") {
        $0.tensors[1].quantization = Quantization(scales: [1, 1, 1], zeroPoints: [])
      },
      Breakage("along dimension 0") {
        $0.tensors[1].quantization = Quantization(scales: [1, 1], zeroPoints: [], dimension: 3)
      },
      Breakage("needs quantized weights") { $0.tensors[1].quantization = nil },
      Breakage("constant weights") { $0.tensors[1].data = nil },
      Breakage("36 bytes of constant weights") { $0.tensors[1].data?.removeLast() },
      Breakage("needs int8 weights, has uint8") { $0.tensors[1].type = .uint8 },
      Breakage("whole groups") { $0.tensors[1] = .int8([1, 1, 1, 3], data: [1, 2, 3]) },
      Breakage("8 bytes of constant bias") { $0.tensors[2].data?.removeLast(4) },
      Breakage("2 bias values") { $0.tensors[2] = .constant([1, 2, 3]) },
      Breakage("constant bias") { $0.tensors[2].data = nil },
      Breakage("int32 bias") { $0.tensors[2] = .constant64([1, 2]) },
      Breakage("from -128 to 127") {
        $0.tensors[0].quantization = Quantization(scales: [1], zeroPoints: [128])
      },
      Breakage("needs one scale") {
        $0.tensors[0].quantization = Quantization(scales: [1, 1], zeroPoints: [0, 0])
      },
      Breakage("needs output 1x4x4x2, has 1x4x2x4") { $0.tensors[3].shape = [1, 4, 2, 4] },
      Breakage("needs output 1x4x4x2, has 32") { $0.tensors[3].shape = [32] },
      Breakage("rank 4") { $0.tensors[0].shape = [1, 32] },
      Breakage("has no weights") { $0.layers[0].inputs[1] = nil },
      Breakage("has no output") { $0.layers[0].outputs = [] },
      Breakage("has no convolution options") { $0.layers[0].options = .none },
      Breakage("TANH") {
        $0.layers[0].options = .convolution(
          ConvolutionOptions(padding: .same, stride: plain.stride, fusedActivation: .tanh))
      },
      Breakage("ratio of the scales") {
        $0.tensors[3].quantization = Quantization(scales: [1e-30], zeroPoints: [0])
      },
    ]
  }

  @Test(arguments: Breakage.all)
  func refusesABrokenConvolution(breakage: Breakage) throws {
    var network = Self.runnable(.conv2D)
    breakage.apply(&network.graph)
    let refusal = try #require(network.refusal)
    #expect(refusal.contains(breakage.words), "\(refusal)")
  }

  /// Options from hostile files: each is refused or gives a call that stays inside its tensors.
  @Test(arguments: [Int.min, -1, 0, 1, 2, 5, Int(Int32.max) - 1, Int(Int32.max), 1 << 40, .max])
  func anyWindowOptionIsRefusedOrRuns(number: Int) throws {
    let odd = HeightWidth(height: number, width: 1)
    for padding in [Padding.same, .valid] {
      for options in [
        ConvolutionOptions(padding: padding, stride: odd),
        ConvolutionOptions(
          padding: padding, stride: HeightWidth(height: 1, width: 1), dilation: odd),
      ] {
        for kind in [OperatorKind.conv2D, .depthwiseConv2D] {
          var network = Self.runnable(kind)
          network.graph.layers[0].options =
            kind == .conv2D
            ? .convolution(options) : .depthwiseConvolution(options, depthMultiplier: number)
          // Every output shape that some of these options could need.
          for shape in [[1, 4, 4, 2], [1, 2, 4, 2], [1, 1, 4, 2], [1, 2, 2, 2]] {
            network.graph.tensors[3].shape = shape
            if network.refusal == nil {
              #expect(try network.runInt8(counting(32)).count == shape.reduce(1, *))
            }
          }
        }
      }
      var pool = Self.runnable(.maxPool2D)
      pool.graph.layers[0].options = .pooling(
        padding: padding, stride: odd, filter: odd, fusedActivation: .none)
      if pool.refusal == nil { #expect(try pool.runInt8(counting(32)).count == 8) }
    }
  }

  @Test(arguments: kinds)
  func randomChangesAreRefusedOrRun(kind: OperatorKind) throws {
    var random = SplitMix(state: UInt64(bitPattern: Int64(kind.rawValue)) &+ 0x6172_6974)
    for _ in 0..<2_000 {
      var network = Self.runnable(kind)
      for _ in 0...random.below(2) {
        let id = random.below(network.graph.tensors.count)
        switch random.below(4) {
        case 0:
          let scales: [Float] = [1e-38, 1e-9, 0.1, 1, 100, 1e9, 3e38]
          network.graph.tensors[id].quantization = Quantization(
            scales: [scales[random.below(scales.count)]],
            zeroPoints: [[-128, 0, 127][random.below(3)]])
        case 1 where !network.graph.tensors[id].isConstant:
          network.graph.tensors[id].shape = (0..<random.below(6)).map { _ in 1 + random.below(4) }
        case 2 where !network.graph.tensors[id].shape.isEmpty:
          let place = random.below(network.graph.tensors[id].shape.count)
          network.graph.tensors[id].shape[place] = 1 + random.below(8)
          let bytes = network.graph.tensors[id].byteCount
          if network.graph.tensors[id].isConstant {
            network.graph.tensors[id].data = (0..<bytes).map { _ in UInt8(random.below(256)) }
          }
        default:
          network.graph.layers[0].inputs.swapAt(
            0, random.below(network.graph.layers[0].inputs.count))
        }
      }
      guard network.refusal == nil else { continue }
      let graph = network.graph
      let inputs = graph.inputs.map { id in
        (0..<graph.tensors[id].byteCount).map { _ in UInt8(random.below(256)) }
      }
      // Throws when a kernel writes beside its tensors.
      #expect(try network.run(inputs)[0].count == graph.tensors[graph.outputs[0]].byteCount)
    }
  }
}
