import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// What the writer of the tests writes, the reader reads back.
struct RoundTripTests {
  @Test(
    .enabled(if: SharedModels.isPresent, "../shared/models is absent"),
    arguments: SharedModels.all)
  func keepsEveryModel(model: SharedModel) throws {
    let read = try TFLiteReader.read(model.bytes())
    try expectKept(read)
  }

  @Test(arguments: OptionExample.all)
  func keepsEveryKindOfOptions(example: OptionExample) throws {
    try expectKept(SmallGraph.chain(example.kind, example.options))
  }

  @Test func keepsQuantizationShapesNamesAndVersions() throws {
    var graph = SmallGraph.chain(.conv2D, OptionExample.convolution)
    graph.tensors[0].hasOpenShape = true
    graph.tensors.append(
      Tensor(
        name: "weights", type: .int8, shape: [2, 3],
        quantization: Quantization(scales: [0.5, 0.25], zeroPoints: [0, -3], dimension: 0),
        data: [1, 2, 3, 4, 5, 6]))
    graph.layers[0].inputs = [0, nil, 2]
    graph.layers[0].version = 7
    graph.source.description = "made for a test"
    graph.source.producer = "min_runtime_version 2.11.0"
    try expectKept(graph)
  }

  @Test func readsOldFilesWithCodesOfOneByte() throws {
    let graph = SmallGraph.chain(.hardSwish, .none)
    var extras = DamagedTFLiteWriter.Extras()
    extras.usesOldOperatorCodes = true
    #expect(
      try TFLiteReader.read(DamagedTFLiteWriter.bytes(of: graph, extras)).layers == graph.layers)
  }

  @Test func readsCodesBeyondOneByteAndCustomOperators() throws {
    try expectKept(SmallGraph.chain(.gelu, .none))
    var custom = SmallGraph.chain(.custom, .none)
    custom.layers[0].customName = "my \"operator\"\n"
    try expectKept(custom)
  }

  @Test func takesTheFirstOfSeveralSubgraphs() throws {
    let graph = SmallGraph.chain(.relu, .none)
    var extras = DamagedTFLiteWriter.Extras()
    extras.subgraphCount = 3
    #expect(
      try TFLiteReader.read(DamagedTFLiteWriter.bytes(of: graph, extras)).layers == graph.layers)
  }

  @Test func repairsNamesThatAreNoText() throws {
    let graph = SmallGraph.chain(.relu, .none)
    var extras = DamagedTFLiteWriter.Extras()
    extras.names[0] = [0x22, 0x0a, 0x00, 0xff, 0x41]
    let read = try TFLiteReader.read(DamagedTFLiteWriter.bytes(of: graph, extras))
    #expect(read.tensors[0].name == "\"\n\0\u{FFFD}A")
  }

  /// A new shape without extents makes a scalar; the file holds no bytes for it.
  @Test func takesAConstantWithoutElements() throws {
    var graph = SmallGraph.chain(.reshape, .reshape(newShape: nil))
    graph.tensors.append(Tensor(name: "new shape", type: .int32, shape: [0], data: []))
    graph.layers[0].inputs = [0, 2]
    try expectKept(graph)
  }

  /// Older converters gave biases the dimension of their weights.
  @Test func ignoresTheDimensionOfARow() throws {
    var graph = SmallGraph.chain(.relu, .none)
    graph.tensors.append(
      Tensor(
        name: "bias", type: .int32, shape: [2],
        quantization: Quantization(scales: [0.5, 0.25], zeroPoints: [0, 0], dimension: 3),
        data: littleEndian([Int32(1), 2])))
    let read = try TFLiteReader.read(DamagedTFLiteWriter.bytes(of: graph))
    #expect(read.tensors[2].quantization?.dimension == 0)
    #expect(read.tensors[2].quantization?.scales == [0.5, 0.25])
  }

  private func expectKept(
    _ graph: ModelGraph, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var read = try TFLiteReader.read(DamagedTFLiteWriter.bytes(of: graph))
    read.source.fileBytes = graph.source.fileBytes
    read.source.sha256 = graph.source.sha256
    #expect(read == graph, sourceLocation: sourceLocation)
  }
}

/// Graphs of one layer for the reader, whose shapes need not make sense.
enum SmallGraph {
  /// Tensor 0, the layer, tensor 1.
  static func chain(_ kind: OperatorKind, _ options: OperatorOptions) -> ModelGraph {
    ModelGraph(
      tensors: [
        Tensor(
          name: "in", type: .int8, shape: [1, 4],
          quantization: Quantization(scales: [0.5], zeroPoints: [-1])),
        Tensor(name: "out", type: .int8, shape: [1, 4]),
      ],
      layers: [Layer(nodeIndex: 0, kind: kind, inputs: [0], outputs: [1], options: options)],
      inputs: [0], outputs: [1], source: ModelSource(fileBytes: 0, sha256: ""))
  }
}

/// An operator with options of which none has its default.
struct OptionExample: CustomStringConvertible, Sendable {
  let kind: OperatorKind
  let options: OperatorOptions

  var description: String { kind.description }

  static let window = HeightWidth(height: 3, width: 2)
  static let convolution = OperatorOptions.convolution(
    ConvolutionOptions(
      padding: .valid, stride: window, dilation: HeightWidth(height: 5, width: 4),
      fusedActivation: .relu6))

  static let all: [OptionExample] = weighted + moving

  private static let weighted = [
    OptionExample(kind: .conv2D, options: convolution),
    OptionExample(
      kind: .depthwiseConv2D,
      options: .depthwiseConvolution(
        ConvolutionOptions(padding: .valid, stride: window, fusedActivation: .relu),
        depthMultiplier: 6)),
    OptionExample(
      kind: .transposeConv,
      options: .transposeConvolution(padding: .valid, stride: window, fusedActivation: .relu)),
    OptionExample(
      kind: .averagePool2D,
      options: .pooling(
        padding: .valid, stride: window, filter: HeightWidth(height: 7, width: 6),
        fusedActivation: .tanh)),
    OptionExample(
      kind: .fullyConnected,
      options: .fullyConnected(
        fusedActivation: .relu, shuffledWeights: true, keepsDimensions: true,
        asymmetricQuantizeInputs: true)),
    OptionExample(kind: .add, options: .arithmetic(fusedActivation: .relu)),
    OptionExample(kind: .sub, options: .arithmetic(fusedActivation: .reluN1To1)),
    OptionExample(kind: .mul, options: .arithmetic(fusedActivation: .signBit)),
    OptionExample(kind: .softmax, options: .softmax(beta: 0.5)),
    OptionExample(kind: .leakyRelu, options: .leakyRelu(alpha: 0.25)),
    OptionExample(kind: .mean, options: .reduction(keepsDimensions: true)),
    OptionExample(kind: .reduceProd, options: .reduction(keepsDimensions: true)),
    OptionExample(kind: .batchMatMul, options: .batchMatMul(adjointX: true, adjointY: false)),
    OptionExample(
      kind: .fakeQuant,
      options: .fakeQuant(minimum: -1, maximum: 2, bits: 7, isNarrowRange: true)),
  ]

  private static let moving = [
    OptionExample(kind: .concatenation, options: .concatenation(axis: -1, fusedActivation: .relu)),
    OptionExample(kind: .reshape, options: .reshape(newShape: [1, -1])),
    OptionExample(kind: .gather, options: .gather(axis: 3, batchDimensions: 1)),
    OptionExample(
      kind: .stridedSlice,
      options: .stridedSlice(
        StridedSliceMasks(
          begin: 1, end: 2, ellipsis: 3, newAxis: 4, shrinkAxis: 5, endIsOffset: true))),
    OptionExample(kind: .pack, options: .pack(axis: 1, count: 2)),
    OptionExample(kind: .unpack, options: .unpack(axis: 1, count: 2)),
    OptionExample(kind: .split, options: .split(count: 2)),
    OptionExample(kind: .splitV, options: .split(count: 3)),
    OptionExample(kind: .shape, options: .shape(outputType: .int64)),
    OptionExample(kind: .argMax, options: .argMax(outputType: .int64)),
    OptionExample(kind: .mirrorPad, options: .mirrorPad(isSymmetric: true)),
    OptionExample(
      kind: .resizeBilinear, options: .resize(alignsCorners: false, usesHalfPixelCenters: true)),
    OptionExample(
      kind: .resizeNearestNeighbor,
      options: .resize(alignsCorners: true, usesHalfPixelCenters: false)),
    OptionExample(kind: .depthToSpace, options: .blockRearrangement(blockSize: 2)),
    OptionExample(kind: .spaceToDepth, options: .blockRearrangement(blockSize: 3)),
    OptionExample(kind: .squeeze, options: .squeeze(dimensions: [0, 2])),
    OptionExample(kind: .cast, options: .cast(from: .int32, to: .float32)),
  ]
}
