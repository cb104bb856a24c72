import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import Testing

/// Layers whose result is known before the network runs leave the graph.
struct ConstantFoldingTests {
  /// The chain in front of a RESHAPE in models with an open batch.
  @Test func foldsTheChainThatComputesANewShape() throws {
    var graph = Chain(input: Tensor(name: "in", type: .int8, shape: [1, 2, 6], hasOpenShape: true))
    let shape = graph.add(.shape, .shape(outputType: .int32), [0], .int32([3]))
    let (zero, one) = (graph.constant([0]), graph.constant([1]))
    let batch = graph.add(
      .stridedSlice, .stridedSlice(StridedSliceMasks(shrinkAxis: 1)), [shape, zero, one, one],
      .int32([]))
    let (four, three) = (graph.scalar(4), graph.scalar(3))
    let pack = graph.add(.pack, .pack(axis: 0, count: 3), [batch, four, three], .int32([3]))
    let out = graph.add(.reshape, .reshape(newShape: nil), [0, pack], .int8([1, 1]))
    let prepared = try GraphPreparation.prepare(graph.finished(output: out))
    #expect(prepared.layers.map(\.kind) == [.reshape])
    #expect(prepared.layers.map(\.nodeIndex) == [3])
    #expect(prepared.tensors[pack].data == littleEndian([Int32(1), 4, 3]))
    #expect(prepared.tensors[out].shape == [1, 4, 3])
  }

  /// The chain with GATHER, REDUCE_PROD and CONCATENATION that a dense layer on maps carries.
  @Test func foldsProductsAndJoins() throws {
    var graph = Chain(input: Tensor(name: "in", type: .int8, shape: [1, 2, 6], hasOpenShape: true))
    let shape = graph.add(.shape, .shape(outputType: .int32), [0], .int32([3]))
    let inner = graph.add(
      .gather, .gather(axis: 0, batchDimensions: 0), [shape, graph.constant([1, 2])], .int32([2]))
    let product = graph.add(
      .reduceProd, .reduction(keepsDimensions: false), [inner, graph.constant([0])], .int32([]))
    let row = graph.add(.reshape, .reshape(newShape: [1]), [product], .int32([1]))
    let joined = graph.add(
      .concatenation, .concatenation(axis: 0, fusedActivation: .none),
      [graph.constant([-1]), row], .int32([2]))
    let out = graph.add(.reshape, .reshape(newShape: nil), [0, joined], .int8([1, 1]))
    let prepared = try GraphPreparation.prepare(graph.finished(output: out))
    #expect(prepared.layers.map(\.kind) == [.reshape])
    #expect(prepared.tensors[joined].data == littleEndian([Int32(-1), 12]))
    #expect(prepared.tensors[out].shape == [1, 12])
  }

  @Test func wrapsIntegerArithmeticAsADeviceDoes() throws {
    var graph = Chain(input: .int8([2]))
    let sum = graph.add(
      .add, .arithmetic(fusedActivation: .none),
      [graph.constant([.max, 1]), graph.constant([1])], .int32([2]))
    let out = graph.add(.gather, .gather(axis: 0, batchDimensions: 0), [0, sum], .int8([2]))
    let prepared = try GraphPreparation.prepare(graph.finished(output: out))
    #expect(prepared.tensors[sum].data == littleEndian([Int32.min, 2]))
  }

  @Test func foldsQuantizedConstantsPerChannel() throws {
    var graph = Chain(input: .int8([2, 2], scale: 1))
    var real = Tensor.float32([2, 2])
    real.data = littleEndian([Float(0.6), -100, 2.5, -2.5])
    let constant = graph.keep(real)
    var quantized = Tensor.int8([2, 2])
    quantized.quantization = Quantization(scales: [0.5, 1], zeroPoints: [3, 0], dimension: 1)
    let weights = graph.add(.quantize, .none, [constant], quantized)
    let out = graph.add(
      .maximum, .none, [0, weights], .int8([2, 2], scale: 1))
    let prepared = try GraphPreparation.prepare(graph.finished(output: out))
    #expect(prepared.layers.map(\.kind) == [.maximum])
    // Halves go away from zero: 0.6 / 0.5 + 3, -100, 2.5 / 0.5 + 3, -2.5.
    let expected: [Int8] = [4, -100, 8, -3]
    #expect(prepared.tensors[weights].data == expected.map { UInt8(bitPattern: $0) })
  }

  @Test func foldsDequantizedConstants() throws {
    var graph = Chain(input: .float32([4]))
    var half = Tensor(name: "half", type: .float16, shape: [4])
    // 1.5, -2, the smallest subnormal, the largest finite number.
    half.data = littleEndian([UInt16(0x3e00), 0xc000, 0x0001, 0x7bff])
    let constant = graph.keep(half)
    let weights = graph.add(.dequantize, .none, [constant], .float32([4]))
    let out = graph.add(.maximum, .none, [0, weights], .float32([4]))
    let prepared = try GraphPreparation.prepare(graph.finished(output: out))
    #expect(prepared.layers.map(\.kind) == [.maximum])
    let expected: [Float] = [1.5, -2, 0x1p-24, 65_504]
    #expect(prepared.tensors[weights].data == littleEndian(expected))
  }

  /// Many layers that unfold one large constant each must not cost more than the file is worth.
  @Test func refusesToFoldFarMoreThanTheFileHolds() {
    var graph = Chain(input: .float32([100_000]))
    var half = Tensor(name: "half", type: .float16, shape: [100_000])
    half.data = [UInt8](repeating: 0, count: 200_000)
    let constant = graph.keep(half)
    var out = 0
    for _ in 0..<10 {
      let weights = graph.add(.dequantize, .none, [constant], .float32([100_000]))
      out = graph.add(.maximum, .none, [out, weights], .float32([100_000]))
    }
    var finished = graph.finished(output: out)
    finished.source.fileBytes = 210_000
    let expected = PreparationError(.foldingTooLarge(limitBytes: 8 * 210_000 + 65_536))
    #expect(throws: expected) { try GraphPreparation.prepare(finished) }
  }

  @Test func removesLayersThatNoOutputNeeds() throws {
    var graph = Chain(input: .int8([4]))
    let first = graph.add(.relu, .none, [0], .int8([4]))
    _ = graph.add(.tanh, .none, [first], .int8([4]))
    let out = graph.add(.relu6, .none, [0], .int8([4]))
    let prepared = try GraphPreparation.prepare(graph.finished(output: out))
    #expect(prepared.layers.map(\.kind) == [.relu6])
    #expect(prepared.layers.map(\.nodeIndex) == [2])
  }

  @Test func refusesAnOutputThatNoInputChanges() {
    var graph = Chain(input: .int8([4, 3]))
    let out = graph.add(.shape, .shape(outputType: .int32), [0], .int32([2]))
    #expect(throws: PreparationError(.constantOutput(position: 0))) {
      try GraphPreparation.prepare(graph.finished(output: out))
    }
  }
}

/// A graph under construction, one layer after the other; tensor 0 is its input.
struct Chain {
  private var tensors: [Tensor]
  private var layers: [Layer] = []

  init(input: Tensor) { tensors = [input] }

  /// Adds a tensor that no layer makes.
  mutating func keep(_ tensor: Tensor) -> TensorID {
    tensors.append(tensor)
    return tensors.count - 1
  }

  mutating func constant(_ values: [Int32]) -> TensorID { keep(.constant(values)) }
  mutating func scalar(_ value: Int32) -> TensorID { keep(.constant([value], shape: [])) }

  /// Adds a layer and the tensor that it makes.
  mutating func add(
    _ kind: OperatorKind, _ options: OperatorOptions, _ inputs: [TensorID], _ output: Tensor
  ) -> TensorID {
    let made = keep(output)
    layers.append(
      Layer(
        nodeIndex: layers.count, kind: kind, inputs: inputs, outputs: [made], options: options))
    return made
  }

  func finished(output: TensorID) -> ModelGraph {
    ModelGraph(
      tensors: tensors, layers: layers, inputs: [0], outputs: [output],
      source: ModelSource(fileBytes: 4_096, sha256: ""))
  }
}
