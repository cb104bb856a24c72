import HostReference
import ModelGraph
import Planning
import Pruning
import Testing

/// Which channels go, seen on two convolutions in a row.
@Suite struct DeadChannelTests {
  /// What a case changes of the network below.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The first layer's two rows of one weight, and their biases.
    var weights: [Int8] = [1, 0]
    var biases: [Int32] = [0, 0]
    /// Kernel extent and padding of the second layer, whose weights are 1, or 0 for channel 1.
    var kernel = 1
    var padding = Padding.same
    var readsBoth = true
    var isOutput = false
    /// Channels of the first layer that go: constant, unread.
    let expected: (constant: Int, unread: Int)
  }

  static let cases = [
    Case(testDescription: "a zero row goes into the next bias", expected: (1, 0)),
    Case(testDescription: "rows that vary and are read stay", weights: [1, 1], expected: (0, 0)),
    Case(
      testDescription: "an unread row goes though it varies", weights: [1, 1], readsBoth: false,
      expected: (0, 1)),
    Case(
      testDescription: "a bias that clamps all sums makes a row constant", weights: [1, 1],
      biases: [0, -2000], expected: (1, 0)),
    Case(
      testDescription: "one that clamps all sums but one does not", weights: [1, 1],
      biases: [0, -126], expected: (0, 0)),
    Case(
      testDescription: "sums that wrap may be anything", weights: [1, 1], biases: [0, .min],
      expected: (0, 0)),
    Case(
      testDescription: "a constant at a padded border stays", biases: [0, 9], kernel: 3,
      expected: (0, 0)),
    Case(
      testDescription: "the zero point adds nothing there either", kernel: 3, expected: (1, 0)),
    Case(
      testDescription: "a window that stays inside folds any constant", biases: [0, 9],
      kernel: 3, padding: .valid, expected: (1, 0)),
    Case(testDescription: "one channel is kept of all", weights: [0, 0], expected: (1, 0)),
    Case(testDescription: "the network's output keeps its shape", isOutput: true, expected: (0, 0)),
  ]

  @Test(arguments: cases)
  func removes(example: Case) throws {
    let graph = Self.graph(example)
    let pruned = DeadChannels.removed(from: graph)
    let layer = try #require(pruned.pruning?.layer(atNode: 0))
    #expect(layer.constantChannelCount == example.expected.constant)
    #expect(layer.unreadChannelCount == example.expected.unread)
    #expect(pruned.tensors[2].shape == [1, 4, 4, 2 - layer.removedChannelCount])
    let (whole, slim) = (try Lowering.lower(graph), try Lowering.lower(pruned))
    for value in [UInt8](0...255) {
      let input = (0..<16).map { $0 % 3 == 0 ? value : 0x80 }
      #expect(
        try HostReference.run(slim, inputs: [input])
          == HostReference.run(whole, inputs: [input]))
    }
  }

  @Test func addsABiasWhereTheLayerHadNone() throws {
    let pruned = DeadChannels.removed(
      from: Self.graph(
        Case(
          testDescription: "", biases: [0, 9], expected: (1, 0))))
    let bias = try #require(pruned.layers[1].input(2))
    // Value 9 on the zero point -128 minus that, times weights of 1.
    #expect(pruned.tensors[bias].data == [9, 0, 0, 0])
  }

  @Test func leavesTheGraphAsItIsWithoutDeadChannels() {
    let graph = Self.graph(Case(testDescription: "", weights: [1, 1], expected: (0, 0)))
    var pruned = DeadChannels.removed(from: graph)
    #expect(pruned.pruning?.removedChannelCount == 0)
    pruned.pruning = nil
    #expect(pruned == graph)
  }

  /// A 4x4 image of one channel, a 1x1 convolution to two with RELU, another convolution to one.
  private static func graph(_ example: Case) -> ModelGraph {
    func int8(_ shape: [Int], zeroPoint: Int, data: [Int8]? = nil) -> Tensor {
      Tensor(
        name: "", type: .int8, shape: shape,
        quantization: Quantization(scales: [1], zeroPoints: [zeroPoint]),
        data: data.map { $0.map { UInt8(bitPattern: $0) } })
    }
    let kernel = example.kernel
    let extent = example.padding == .same ? 4 : 5 - kernel
    let second = (0..<kernel * kernel).flatMap { _ -> [Int8] in [1, example.readsBoth ? 1 : 0] }
    func options(_ padding: Padding, _ activation: FusedActivation) -> OperatorOptions {
      .convolution(
        ConvolutionOptions(
          padding: padding, stride: HeightWidth(height: 1, width: 1), fusedActivation: activation))
    }
    return ModelGraph(
      tensors: [
        int8([1, 4, 4, 1], zeroPoint: 0),
        int8([2, 1, 1, 1], zeroPoint: 0, data: example.weights),
        int8([1, 4, 4, 2], zeroPoint: -128),
        Tensor(
          name: "", type: .int32, shape: [2],
          data: example.biases.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
          }),
        int8([1, kernel, kernel, 2], zeroPoint: 0, data: second),
        int8([1, extent, extent, 1], zeroPoint: -128),
      ],
      layers: [
        Layer(
          nodeIndex: 0, kind: .conv2D, inputs: [0, 1, 3], outputs: [2],
          options: options(.same, .relu)),
        Layer(
          nodeIndex: 1, kind: .conv2D, inputs: [2, 4], outputs: [5],
          options: options(example.padding, .none)),
      ], inputs: [0], outputs: example.isOutput ? [5, 2] : [5],
      source: ModelSource(fileBytes: 0, sha256: ""))
  }
}
