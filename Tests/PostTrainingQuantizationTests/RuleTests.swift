import MCUBenchTestSupport
import ModelGraph
import PostTrainingQuantization
import Testing

/// The rules of TFLite's 8-bit specification, on small networks.
struct RuleTests {
  /// A float network made step by step.
  struct Chain {
    var graph = ModelGraph(
      tensors: [], layers: [], inputs: [], outputs: [],
      source: ModelSource(fileBytes: 0, sha256: ""))
    var ranges = ActivationRanges()

    mutating func activation(
      _ shape: [Int], _ range: ClosedRange<Float>?, isInput: Bool = false
    ) -> TensorID {
      graph.tensors.append(.float32(shape))
      let tensor = graph.tensors.count - 1
      if let range { ranges.include(tensor, range) }
      if isInput { graph.inputs.append(tensor) }
      return tensor
    }

    mutating func constant(_ values: [Float], _ shape: [Int]) -> TensorID {
      graph.tensors.append(
        Tensor(name: "constant", type: .float32, shape: shape, data: littleEndian(values)))
      return graph.tensors.count - 1
    }

    mutating func add(
      _ kind: OperatorKind, _ inputs: [TensorID?], _ outputs: [TensorID]
    ) {
      add(kind, .none, inputs, outputs)
    }

    mutating func add(
      _ kind: OperatorKind, _ options: OperatorOptions, _ inputs: [TensorID?],
      _ outputs: [TensorID]
    ) {
      graph.layers.append(
        Layer(
          nodeIndex: graph.layers.count, kind: kind, inputs: inputs, outputs: outputs,
          options: options))
      graph.outputs = outputs
    }

    func int8(_ inputRange: ClosedRange<Float>? = nil) throws -> ModelGraph {
      try PostTrainingQuantization.int8(graph, ranges: ranges, inputRange: inputRange)
    }
  }

  private static let dense = OperatorOptions.fullyConnected(
    fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
    asymmetricQuantizeInputs: false)

  /// A dense layer over an input of 0...2.55 with the given weights and biases of two units.
  private func denseLayer(_ weights: [Float], _ bias: [Float]) throws -> ModelGraph {
    var chain = Chain()
    let input = chain.activation([1, 2], 0...2.55, isInput: true)
    let (w, b) = (chain.constant(weights, [2, 2]), chain.constant(bias, [2]))
    chain.add(.fullyConnected, Self.dense, [input, w, b], [chain.activation([1, 2], -1...1)])
    return try chain.int8()
  }

  // MARK: Activations

  /// A range, and the parameters that it gives.
  struct RangeCase: CustomStringConvertible, Sendable {
    let low: Float
    let high: Float
    let scale: Float
    let zeroPoint: Int

    init(_ low: Float, _ high: Float, scale: Float, zeroPoint: Int) {
      (self.low, self.high, self.scale, self.zeroPoint) = (low, high, scale, zeroPoint)
    }

    var range: ClosedRange<Float> { low...high }
    var description: String { "\(range)" }
  }

  static let inputRanges = [
    RangeCase(0, 1, scale: 1 / 255, zeroPoint: -128),
    RangeCase(-1, 1, scale: 2 / 255, zeroPoint: -1),
    RangeCase(-1, 0, scale: 1 / 255, zeroPoint: 127),
    RangeCase(0, 255, scale: 1, zeroPoint: -128),
    RangeCase(-128, 127, scale: 1, zeroPoint: 0),
    RangeCase(-10, 245, scale: 1, zeroPoint: -118),
  ]

  @Test(arguments: inputRanges)
  func theInputHasTheGivenRange(example: RangeCase) throws {
    var chain = Chain()
    let input = chain.activation([4], nil, isInput: true)
    chain.add(.relu, [input], [chain.activation([4], 0...3)])
    let tensor = try chain.int8(example.range).tensors[input]
    let expected = Quantization(scales: [example.scale], zeroPoints: [example.zeroPoint])
    #expect(tensor.quantization == expected)
    #expect(tensor.type == .int8)
  }

  static let measuredRanges = [
    RangeCase(2, 5, scale: 5 / 255, zeroPoint: -128),
    RangeCase(-5, -2, scale: 5 / 255, zeroPoint: 127),
    RangeCase(-0.2, 5, scale: 5.2 / 255, zeroPoint: -118),
    RangeCase(3, 3, scale: 3 / 255, zeroPoint: -128),
    RangeCase(0, 0, scale: 1e-6 / 255, zeroPoint: 0),
  ]

  @Test(arguments: measuredRanges)
  func everyRangeContainsZeroExactly(example: RangeCase) throws {
    var chain = Chain()
    let input = chain.activation([4], example.range, isInput: true)
    chain.add(.relu, [input], [chain.activation([4], 0...3)])
    let quantization = try #require(try chain.int8().tensors[input].quantization)
    #expect(abs(quantization.scales[0] / example.scale - 1) < 1e-6)
    #expect(quantization.zeroPoints == [example.zeroPoint])
  }

  static let fixedOutputs: [(OperatorKind, Float, Int)] = [
    (.softmax, 1 / 256, -128), (.logistic, 1 / 256, -128), (.tanh, 1 / 128, 0),
  ]

  @Test(arguments: fixedOutputs)
  func someOutputsAreFixed(kind: OperatorKind, scale: Float, zeroPoint: Int) throws {
    var chain = Chain()
    let input = chain.activation([1, 4], -3...3, isInput: true)
    let middle = chain.activation([1, 4], 0.1...0.2)
    chain.add(kind, kind == .softmax ? .softmax(beta: 1) : .none, [input], [middle])
    let output = chain.activation([4], 0.1...0.2)
    chain.add(.reshape, .reshape(newShape: [4]), [middle], [output])
    let graph = try chain.int8()
    let expected = Quantization(scales: [scale], zeroPoints: [zeroPoint])
    #expect(graph.tensors[middle].quantization == expected)
    #expect(graph.tensors[output].quantization == expected)
  }

  @Test func operatorsThatMoveElementsKeepOneScale() throws {
    var chain = Chain()
    let input = chain.activation([1, 4, 4, 2], -1...1, isInput: true)
    let left = chain.activation([1, 4, 4, 2], 0...2)
    chain.add(.relu, [input], [left])
    let right = chain.activation([1, 4, 4, 2], -4...1)
    chain.add(.hardSwish, [input], [right])
    let joined = chain.activation([1, 4, 4, 4], -4...2)
    chain.add(
      .concatenation, .concatenation(axis: 3, fusedActivation: .none), [left, right], [joined])
    let pooled = chain.activation([1, 2, 2, 4], -3...1)
    chain.add(
      .averagePool2D,
      .pooling(
        padding: .valid, stride: HeightWidth(height: 2, width: 2),
        filter: HeightWidth(height: 2, width: 2), fusedActivation: .none), [joined], [pooled])
    let mean = chain.activation([1, 4], -2...1)
    let axes = chain.graph.tensors.count
    chain.graph.tensors.append(.constant([1, 2]))
    chain.add(.mean, .reduction(keepsDimensions: false), [pooled, axes], [mean])
    let graph = try chain.int8()
    let shared = graph.tensors[joined].quantization
    #expect(shared?.scales == [Float(6.0 / 255)])
    for tensor in [left, right, pooled] { #expect(graph.tensors[tensor].quantization == shared) }
    #expect(graph.tensors[mean].quantization?.scales == [Float(3.0 / 255)])
    #expect(graph.tensors[axes] == .constant([1, 2]))
  }

  @Test func aGateJoinedWithOtherValuesIsRequantized() throws {
    var chain = Chain()
    let input = chain.activation([1, 4], -2...2, isInput: true)
    let gate = chain.activation([1, 4], 0.1...0.9)
    chain.add(.logistic, [input], [gate])
    let other = chain.activation([1, 4], 0...4)
    chain.add(.relu, [input], [other])
    let joined = chain.activation([1, 8], 0...4)
    chain.add(
      .concatenation, .concatenation(axis: 1, fusedActivation: .none), [gate, other], [joined])
    let graph = try chain.int8()
    #expect(graph.layers.map(\.kind) == [.logistic, .relu, .quantize, .concatenation])
    let requantized = try #require(graph.layers[2].outputs.first)
    #expect(graph.layers[3].inputs == [requantized, other])
    #expect(graph.tensors[gate].quantization?.scales == [Float(1.0 / 256)])
    #expect(graph.tensors[requantized].quantization == graph.tensors[joined].quantization)
    #expect(graph.tensors[requantized].type == .int8)
  }

  @Test func constantOperandsHaveTheirOwnRange() throws {
    var chain = Chain()
    let input = chain.activation([1, 2], -1...1, isInput: true)
    let constant = chain.constant([0.5, -1.5], [2])
    chain.add(
      .add, .arithmetic(fusedActivation: .none), [input, constant],
      [chain.activation([1, 2], -2...2)])
    let tensor = try chain.int8().tensors[constant]
    #expect(tensor.quantization == Quantization(scales: [Float(2.0 / 255)], zeroPoints: [63]))
    #expect(tensor.data?.map { Int8(bitPattern: $0) } == [127, -128])
  }

  // MARK: Weights

  @Test func weightsAreSymmetricInEachChannel() throws {
    let graph = try denseLayer([1, -2, 0.25, 0.5], [0.1, -0.2])
    let weights = graph.tensors[1]
    #expect(weights.quantization?.scales == [Float(2.0 / 127), Float(0.5 / 127)])
    #expect(weights.quantization?.zeroPoints == [0, 0])
    #expect(weights.data?.map { Int8(bitPattern: $0) } == [64, -127, 64, 127])
    let bias = graph.tensors[2]
    #expect(bias.type == .int32)
    let inputScale = try #require(graph.tensors[0].quantization?.scales[0])
    #expect(bias.quantization?.scales == weights.quantization?.scales.map { $0 * inputScale })
    // 0.1 / (0.01 * 2 / 127) and -0.2 / (0.01 * 0.5 / 127)
    #expect(FloatTwin.integers(bias.data ?? [], .int32) == [635, -5080])
  }

  @Test func depthwiseWeightsHaveAScaleForEachOutputChannel() throws {
    var chain = Chain()
    let input = chain.activation([1, 1, 2, 2], 0...1, isInput: true)
    let weights = chain.constant([1, 2, 3, -4], [1, 1, 2, 2])
    chain.add(
      .depthwiseConv2D,
      .depthwiseConvolution(
        ConvolutionOptions(padding: .valid, stride: HeightWidth(height: 1, width: 1)),
        depthMultiplier: 1), [input, weights, nil], [chain.activation([1, 1, 1, 2], -4...4)])
    let tensor = try chain.int8().tensors[weights]
    #expect(tensor.quantization?.dimension == 3)
    #expect(tensor.quantization?.scales == [Float(3.0 / 127), Float(4.0 / 127)])
    #expect(tensor.data?.map { Int8(bitPattern: $0) } == [42, 64, 127, -127])
  }

  /// A channel of zeros has a tiny scale; its bias would leave int32, so that the scale is raised.
  @Test func aBiasBeyondInt32RaisesTheWeightScale() throws {
    let graph = try denseLayer([0, 0, 1, 1], [100, 0.5])
    let scales = try #require(graph.tensors[1].quantization?.scales)
    #expect(scales[1] == Float(1.0 / 127))
    #expect(graph.tensors[1].data?.prefix(2) == [0, 0])
    let bias = FloatTwin.integers(graph.tensors[2].data ?? [], .int32)
    #expect(abs(bias[0] - 1 << 30) < 1 << 8)
    let stored = try #require(graph.tensors[2].quantization?.scales[0])
    #expect(abs(Float(bias[0]) * stored / 100 - 1) < 1e-6)
    let zero = try denseLayer([0, 0, 1, 1], [0, 0])
    #expect(zero.tensors[1].quantization?.scales[0] == Float(1e-6 / 254))
  }

  @Test func layersThatShareWeightsHaveBiasesOfTheirOwn() throws {
    var chain = Chain()
    let input = chain.activation([1, 2], 0...1, isInput: true)
    let (w, b) = (chain.constant([1, 2, 3, 4], [2, 2]), chain.constant([1, 2], [2]))
    let middle = chain.activation([1, 2], 0...50)
    chain.add(.fullyConnected, Self.dense, [input, w, b], [middle])
    chain.add(.fullyConnected, Self.dense, [middle, w, b], [chain.activation([1, 2], 0...90)])
    let graph = try chain.int8()
    var biases: [Quantization] = []
    for layer in graph.layers {
      let parameters = try layer.inputs.map { input in
        let tensor = try #require(input)
        return try #require(graph.tensors[tensor].quantization)
      }
      let (inputScale, weights) = (parameters[0].scales[0], parameters[1])
      #expect(parameters[2].scales == weights.scales.map { $0 * inputScale })
      biases.append(parameters[2])
    }
    #expect(biases[0] != biases[1])
  }

  // MARK: Refusals

  @Test func refusesWhatHasNoRangeOrIsNotFinite() throws {
    var chain = Chain()
    let input = chain.activation([2], -1...1, isInput: true)
    let output = chain.activation([2], nil)
    chain.add(.relu, [input], [output])
    #expect(throws: QuantizationError(.noRange(tensor: output, name: "float32"))) {
      try chain.int8()
    }
    for broken in [Float.infinity, -Float.infinity, Float.nan] {
      var broke = chain
      broke.ranges.include(output, [1, broken, 2])
      #expect(throws: QuantizationError(.notFinite(tensor: output, name: "float32"))) {
        try broke.int8()
      }
    }
    #expect(throws: QuantizationError.self) { try denseLayer([1, .nan, 1, 1], [0, 0]) }
    #expect(throws: QuantizationError.self) { try denseLayer([1, 1, 1, 1], [.infinity, 0]) }
    #expect(throws: QuantizationError(.inputRange(1...1))) { try chain.int8(1...1) }
  }

  @Test func refusesOperatorsWithoutARule() throws {
    var chain = Chain()
    let input = chain.activation([2], -1...1, isInput: true)
    chain.add(.exp, [input], [chain.activation([2], 0...3)])
    let error = #expect(throws: QuantizationError.self) { try chain.int8() }
    #expect(error?.summary.contains("operator 0 (EXP) cannot be made int8") == true)
  }
}
