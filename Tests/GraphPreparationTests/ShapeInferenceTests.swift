import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import Testing

/// Behind an open batch the file's shapes are placeholders: each operator's rule gives the shape.
struct ShapeInferenceTests {
  struct Example: CustomStringConvertible, Sendable {
    let kind: OperatorKind
    let options: OperatorOptions
    let inputs: [Tensor]
    let outputs: [[Int]]

    init(
      _ kind: OperatorKind, _ options: OperatorOptions = .none, _ inputs: [Tensor],
      _ outputs: [Int]...
    ) {
      self.kind = kind
      self.options = options
      self.inputs = inputs
      self.outputs = outputs
    }

    var description: String { "\(kind) \(inputs.map(\.shape)) → \(outputs)" }

    /// The layer in a graph whose outputs are declared as one element behind an open extent.
    var graph: ModelGraph {
      OneLayerNetwork(
        kind, options, inputs: inputs,
        outputs: outputs.map { _ in
          Tensor(name: "out", type: .int8, shape: [1], hasOpenShape: true)
        }
      ).graph
    }
  }

  private static let three = HeightWidth(height: 3, width: 3)

  private static func convolution(
    _ padding: Padding, stride: Int = 1, dilation: Int = 1
  ) -> ConvolutionOptions {
    ConvolutionOptions(
      padding: padding, stride: HeightWidth(height: stride, width: stride),
      dilation: HeightWidth(height: dilation, width: dilation))
  }

  private static let windows: [Example] = [
    Example(
      .conv2D, .convolution(convolution(.same, stride: 2)),
      [.int8([1, 15, 13, 5]), .int8([8, 3, 3, 5])], [1, 8, 7, 8]),
    Example(
      .conv2D, .convolution(convolution(.valid, dilation: 3)),
      [.int8([1, 12, 11, 3]), .int8([2, 3, 3, 3])], [1, 6, 5, 2]),
    Example(
      .conv2D, .convolution(convolution(.valid)),
      [.int8([1, 5, 5, 6]), .int8([3, 1, 1, 2])], [1, 5, 5, 3]),
    Example(
      .depthwiseConv2D, .depthwiseConvolution(convolution(.valid, stride: 2), depthMultiplier: 3),
      [.int8([1, 9, 10, 3]), .int8([1, 3, 3, 9])], [1, 4, 4, 9]),
    Example(
      .transposeConv,
      .transposeConvolution(
        padding: .same, stride: HeightWidth(height: 2, width: 2), fusedActivation: .none),
      [.constant([1, 10, 12, 6]), .int8([6, 3, 3, 4]), .int8([1, 5, 6, 4])], [1, 10, 12, 6]),
    Example(
      .maxPool2D,
      .pooling(
        padding: .same, stride: HeightWidth(height: 2, width: 2), filter: three,
        fusedActivation: .none), [.int8([1, 9, 7, 5])], [1, 5, 4, 5]),
    Example(
      .fullyConnected, fullyConnected(keepsDimensions: false),
      [.int8([1, 13, 13, 12]), .int8([10, 2028])], [1, 10]),
    Example(
      .fullyConnected, fullyConnected(keepsDimensions: true),
      [.int8([1, 1, 1, 40]), .int8([16, 40])], [1, 1, 1, 16]),
    Example(
      .batchMatMul, .batchMatMul(adjointX: false, adjointY: true),
      [.int8([1, 6, 5]), .int8([3, 4, 5])], [3, 6, 4]),
    Example(
      .resizeBilinear, .resize(alignsCorners: false, usesHalfPixelCenters: true),
      [.int8([1, 5, 6, 3]), .constant([10, 12])], [1, 10, 12, 3]),
  ]

  private static func fullyConnected(keepsDimensions: Bool) -> OperatorOptions {
    .fullyConnected(
      fusedActivation: .none, shuffledWeights: false, keepsDimensions: keepsDimensions,
      asymmetricQuantizeInputs: false)
  }

  private static let movements: [Example] = [
    Example(.reshape, .reshape(newShape: nil), [.int8([2, 6]), .constant([3, -1])], [3, 4]),
    Example(.reshape, .reshape(newShape: [1, 1]), [.int8([1])], [1, 1]),
    Example(.squeeze, .squeeze(dimensions: [-1]), [.int8([1, 3, 1])], [1, 3]),
    Example(.squeeze, .squeeze(dimensions: []), [.int8([1, 3, 1])], [3]),
    Example(.expandDims, .none, [.int8([2, 3]), .constant([-1])], [2, 3, 1]),
    Example(
      .concatenation, .concatenation(axis: -1, fusedActivation: .none),
      [.int8([1, 2, 3]), .int8([1, 2, 4])], [1, 2, 7]),
    Example(.pack, .pack(axis: -1, count: 2), [.int8([3]), .int8([3])], [3, 2]),
    Example(.unpack, .unpack(axis: 0, count: 2), [.int8([2, 5])], [5], [5]),
    Example(
      .split, .split(count: 2), [.constant([-1], shape: []), .int8([1, 6])], [1, 3], [1, 3]),
    Example(
      .splitV, .split(count: 3),
      [.int8([6, 2]), .constant([1, -1, 3]), .constant([0], shape: [])],
      [1, 2], [2, 2], [3, 2]),
    Example(
      .gather, .gather(axis: 1, batchDimensions: 0), [.int8([4, 5, 6]), .constant([0, 2])],
      [4, 2, 6]),
    Example(.transpose, .none, [.int8([1, 2, 3]), .constant([2, 0, 1])], [3, 1, 2]),
    Example(
      .slice, .none, [.int8([4, 8]), .constant([1, 2]), .constant([2, -1])], [2, 6]),
    Example(
      .stridedSlice, .stridedSlice(StridedSliceMasks(begin: 1, shrinkAxis: 2)),
      [.int8([9, 8, 2]), .constant([5, -1]), .constant([7, 0]), .constant([2, 1])], [4, 2]),
    Example(
      .stridedSlice, .stridedSlice(StridedSliceMasks(end: 1)),
      [.int8([5]), .constant([-1]), .constant([0]), .constant([-2])], [3]),
    Example(.pad, .none, [.int8([2, 3]), .constant([0, 1, 2, 0], shape: [2, 2])], [3, 5]),
    Example(
      .mirrorPad, .mirrorPad(isSymmetric: false),
      [.int8([2, 3]), .constant([1, 1, 2, 2], shape: [2, 2])], [4, 7]),
    Example(
      .mean, .reduction(keepsDimensions: true), [.int8([1, 7, 5, 6]), .constant([1, -2])],
      [1, 1, 1, 6]),
    Example(
      .sum, .reduction(keepsDimensions: false), [.int8([1, 7, 5, 6]), .constant([1, 2])], [1, 6]),
    Example(.argMax, .argMax(outputType: .int32), [.int8([1, 10]), .constant([-1])], [1]),
    Example(
      .depthToSpace, .blockRearrangement(blockSize: 2), [.int8([1, 4, 5, 8])], [1, 8, 10, 2]),
    Example(
      .spaceToDepth, .blockRearrangement(blockSize: 2), [.int8([1, 4, 6, 2])], [1, 2, 3, 8]),
    Example(
      .add, .arithmetic(fusedActivation: .none), [.int8([8, 1, 4]), .int8([5, 1])], [8, 5, 4]),
    Example(.prelu, .none, [.int8([1, 8, 8, 4]), .int8([1, 1, 4])], [1, 8, 8, 4]),
    Example(.hardSwish, .none, [.int8([2, 3])], [2, 3]),
  ]

  @Test(arguments: windows + movements)
  func givesTheShapeOfItsOperator(example: Example) throws {
    let prepared = try GraphPreparation.prepare(example.graph)
    #expect(prepared.outputs.map { prepared.tensors[$0].shape } == example.outputs)
    #expect(!prepared.tensors.contains { $0.hasOpenShape })
  }

  /// What no operator can do is refused; the part of the refusal that names it.
  private static let impossible: [(Example, String)] = [
    (
      Example(
        .conv2D, .convolution(convolution(.valid)), [.int8([1, 2, 9, 3]), .int8([2, 3, 3, 3])], []),
      "reaches over 3, its input has 2"
    ),
    (
      Example(
        .conv2D, .convolution(convolution(.same, stride: 0)),
        [.int8([1, 4, 4, 3]), .int8([2, 3, 3, 3])], []), "stride 0"
    ),
    (
      Example(
        .conv2D, .convolution(convolution(.same)), [.int8([1, 4, 4, 3]), .int8([2, 3, 3, 2])], []),
      "do not fit its input"
    ),
    (
      Example(
        .conv2D, .convolution(convolution(.same)),
        [.int8([1, 4, 4, 3]), .int8([2, 3, 3, 3]), .int32([5])], []), "bias of shape [5]"
    ),
    (
      Example(
        .fullyConnected, fullyConnected(keepsDimensions: false), [.int8([7]), .int8([2, 3])], []),
      "do not fit"
    ),
    (
      Example(.reshape, .reshape(newShape: nil), [.int8([2, 6]), .constant([5, -1])], []),
      "do not fit its new shape"
    ),
    (
      Example(.reshape, .reshape(newShape: nil), [.int8([2, 6]), .constant([-1, -1])], []),
      "its new shape is"
    ),
    (Example(.transpose, .none, [.int8([2, 3]), .constant([1, 1])], []), "no order"),
    (
      Example(.gather, .gather(axis: 5, batchDimensions: 0), [.int8([4]), .constant([0])], []),
      "axis 5"
    ),
    (
      Example(
        .concatenation, .concatenation(axis: 0, fusedActivation: .none),
        [.int8([1, 2]), .int8([1, 3])], []),
      "do not join"
    ),
    (
      Example(
        .stridedSlice, .stridedSlice(StridedSliceMasks()),
        [.int8([5]), .constant([0]), .constant([5]), .constant([0])], []), "stride of 0"
    ),
    (
      Example(
        .pad, .none,
        [.int8([65_536, 2]), .constant([0, 0, 0, .max], shape: [2, 2])], []), "2^31 - 1 elements"
    ),
    (Example(.slice, .none, [.int8([4]), .constant([3]), .constant([2])], []), "leaves [4]"),
    (
      Example(.slice, .none, [.int8([4]), .constant([4]), .constant([-1])], []), "no elements"
    ),
    (
      Example(.add, .arithmetic(fusedActivation: .none), [.int8([2]), .int8([3])], []), "broadcast"
    ),
    (Example(.unpack, .unpack(axis: 0, count: 3), [.int8([2])], []), "says 3"),
  ]

  @Test(arguments: impossible)
  func refusesWhatNoOperatorCanDo(example: Example, says: String) throws {
    let error = #expect(throws: PreparationError.self) {
      try GraphPreparation.prepare(example.graph)
    }
    let summary = try #require(error?.summary)
    #expect(summary.contains(says), "\(summary)")
    #expect(summary.contains("operator 0 (\(example.kind))"))
  }

  @Test func refusesAShapeThatTheOperatorDoesNotGive() {
    var graph = OneLayerNetwork(.relu, inputs: [.int8([1, 4])], outputs: [.int8([1, 5])]).graph
    let expected = PreparationError(
      .shapeMismatch(nodeIndex: 0, kind: .relu, tensor: 1, declared: [1, 5], inferred: [1, 4]))
    #expect(throws: expected) { try GraphPreparation.prepare(graph) }
    graph.tensors[1].shape = [1, 4]
    #expect(throws: Never.self) { try GraphPreparation.prepare(graph) }
  }

  @Test func keepsTheShapesOfOperatorsWithoutARule() throws {
    let unknown = OperatorKind(rawValue: 27)
    let graph = OneLayerNetwork(unknown, inputs: [.int8([1, 4])], outputs: [.int8([7])]).graph
    #expect(try GraphPreparation.prepare(graph) == graph)
  }
}
