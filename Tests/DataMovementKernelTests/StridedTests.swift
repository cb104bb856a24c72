import MCUBenchTestSupport
import ModelGraph
import Testing

@testable import Planning

@Suite struct StridedTests {
  @Test(arguments: [
    ([2, 3], [1, 0]), ([2, 3, 4], [2, 0, 1]), ([2, 3, 4], [0, 2, 1]),
    ([1, 3, 1, 4], [3, 2, 0, 1]),
    ([2, 3, 2, 3, 2, 2], [5, 3, 1, 4, 2, 0]), ([5], [0]), ([], []), ([4, 4], [0, 1]),
  ])
  func transposesLikeTheDefinition(shape: [Int], permutation: [Int]) throws {
    let network = OneLayerNetwork(
      .transpose,
      inputs: [.int8(shape), .constant(permutation.map { Int32($0) })],
      outputs: [.int8(permutation.map { shape[$0] })])
    let input = counting(shape.reduce(1, *))
    let strides = StridedWalk.strides(of: shape, unit: 1)
    var expected: [Int8] = []
    func visit(_ depth: Int, _ offset: Int) {
      guard depth < permutation.count else {
        expected.append(input[offset])
        return
      }
      let dimension = permutation[depth]
      for place in 0..<shape[dimension] { visit(depth + 1, offset + place * strides[dimension]) }
    }
    visit(0, 0)
    #expect(try network.runInt8(input) == expected)
  }

  @Test func transposesElementsOfFourBytes() throws {
    let network = OneLayerNetwork(
      .transpose, inputs: [.float32([2, 2]), .constant([1, 0])], outputs: [.float32([2, 2])])
    #expect(
      try network.run([littleEndian([1, 2, 3, 4] as [Float])])[0]
        == littleEndian([1, 3, 2, 4] as [Float]))
  }

  @Test(arguments: [[0, 0], [1, 2], [-1, 0], [0], [0, 1, 2], [.max, .min]] as [[Int32]])
  func refusesWhatIsNoPermutation(permutation: [Int32]) {
    let network = OneLayerNetwork(
      .transpose, inputs: [.int8([2, 2]), .constant(permutation)], outputs: [.int8([2, 2])])
    #expect(network.refusal != nil)
  }

  @Test func slicesFromTheMiddleAndToTheEnd() throws {
    let network = OneLayerNetwork(
      .slice, inputs: [.int8([3, 4]), .constant([1, 1]), .constant64([-1, 2])],
      outputs: [.int8([2, 2])])
    #expect(try network.runInt8([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) == [5, 6, 9, 10])
  }

  @Test(arguments: [(3, 1), (-1, 1), (0, 0), (0, -2), (2, 2), (0, .max)] as [(Int32, Int32)])
  func refusesASliceOutside(begin: Int32, count: Int32) {
    let network = OneLayerNetwork(
      .slice, inputs: [.int8([3]), .constant([begin]), .constant([count])], outputs: [.int8([1])])
    #expect(network.refusal != nil)
  }

  /// One STRIDED_SLICE with the result that NumPy's indexing gives.
  struct SliceVector: Sendable {
    var note: String
    var shape: [Int]
    var begins: [Int32]
    var ends: [Int32]
    var steps: [Int32]
    var masks = StridedSliceMasks()
    var outputShape: [Int]
    var expected: [Int8]
  }

  static let sliceVectors = [
    SliceVector(
      note: "a[1:3]", shape: [4], begins: [1], ends: [3], steps: [1], outputShape: [2],
      expected: [1, 2]),
    SliceVector(
      note: "a[-3:-1]", shape: [4], begins: [-3], ends: [-1], steps: [1], outputShape: [2],
      expected: [1, 2]),
    SliceVector(
      note: "a[::-1]", shape: [4], begins: [0], ends: [0], steps: [-1],
      masks: .init(begin: 1, end: 1), outputShape: [4], expected: [3, 2, 1, 0]),
    SliceVector(
      note: "a[3:0:-2]", shape: [4], begins: [3], ends: [0], steps: [-2], outputShape: [2],
      expected: [3, 1]),
    SliceVector(
      note: "a[-100:100:3]", shape: [7], begins: [-100], ends: [100], steps: [3], outputShape: [3],
      expected: [0, 3, 6]),
    SliceVector(
      note: "a[100:-100:-3]", shape: [7], begins: [100], ends: [-100], steps: [-3],
      outputShape: [3], expected: [6, 3, 0]),
    SliceVector(
      note: "a[1]", shape: [2, 3], begins: [1], ends: [0], steps: [1],
      masks: .init(shrinkAxis: 1), outputShape: [3], expected: [3, 4, 5]),
    SliceVector(
      note: "a[-1, -2]", shape: [2, 3], begins: [-1, -2], ends: [0, 0], steps: [1, 1],
      masks: .init(shrinkAxis: 3), outputShape: [], expected: [4]),
    SliceVector(
      note: "a[..., 1]", shape: [2, 2, 2], begins: [0, 1], ends: [0, 2], steps: [1, 1],
      masks: .init(ellipsis: 1, shrinkAxis: 2), outputShape: [2, 2], expected: [1, 3, 5, 7]),
    SliceVector(
      note: "a[1, ..., ::-1]", shape: [2, 2, 2], begins: [1, 0, 0], ends: [2, 0, 0],
      steps: [1, 1, -1], masks: .init(begin: 4, end: 4, ellipsis: 2, shrinkAxis: 1),
      outputShape: [2, 2], expected: [5, 4, 7, 6]),
    SliceVector(
      note: "a[newaxis, :, newaxis, 1:]", shape: [2, 2], begins: [0, 0, 0, 1], ends: [0, 0, 0, 2],
      steps: [1, 1, 1, 1], masks: .init(begin: 2, end: 2, newAxis: 5), outputShape: [1, 2, 1, 1],
      expected: [1, 3]),
    SliceVector(
      note: "an end that is an offset", shape: [5], begins: [1], ends: [3], steps: [1],
      masks: .init(endIsOffset: true), outputShape: [3], expected: [1, 2, 3]),
    SliceVector(
      note: "a step longer than the dimension", shape: [3], begins: [1], ends: [3],
      steps: [.max], outputShape: [1], expected: [1]),
  ]

  @Test(arguments: sliceVectors)
  func slicesLikeNumPy(vector: SliceVector) throws {
    let network = OneLayerNetwork(
      .stridedSlice, .stridedSlice(vector.masks),
      inputs: [
        .int8(vector.shape), .constant(vector.begins), .constant(vector.ends),
        .constant(vector.steps),
      ], outputs: [.int8(vector.outputShape)])
    let input = (0..<vector.shape.reduce(1, *)).map { Int8($0) }
    #expect(try network.runInt8(input) == vector.expected, "\(vector.note)")
  }

  @Test(
    arguments: [
      ([1], [1], [1], StridedSliceMasks()),  // nothing taken
      ([0], [2], [0], StridedSliceMasks()),  // a step of 0
      ([0], [2], [-1], StridedSliceMasks()),  // the wrong direction
      ([3], [4], [1], StridedSliceMasks(shrinkAxis: 1)),  // an index outside
      ([-4], [4], [1], StridedSliceMasks(shrinkAxis: 1)),
      ([0, 0], [1, 1], [1, 1], StridedSliceMasks()),  // too many entries
      ([0, 0], [1, 1], [1, 1], StridedSliceMasks(ellipsis: 3)),
      ([0, 1], [0, 2], [1, 1], StridedSliceMasks(ellipsis: 1)),  // an ellipsis for nothing
      ([1], [0], [-1], StridedSliceMasks(shrinkAxis: 1)),
      ([0], [1, 2], [1], StridedSliceMasks()),
      ([], [], [], StridedSliceMasks()),  // the whole, which the output is not
    ] as [([Int32], [Int32], [Int32], StridedSliceMasks)])
  func refusesASliceThatIsNone(
    begins: [Int32], ends: [Int32], steps: [Int32], masks: StridedSliceMasks
  ) {
    let network = OneLayerNetwork(
      .stridedSlice, .stridedSlice(masks),
      inputs: [.int8([3]), .constant(begins), .constant(ends), .constant(steps)],
      outputs: [.int8([1])])
    #expect(network.refusal != nil)
  }

  @Test func movesBlocksIntoSpaceAndBack() throws {
    // Two pixels of eight channels: channel = (block row * 2 + block column) * 2 + channel.
    let deep = Tensor.int8([1, 1, 2, 8])
    let wide = Tensor.int8([1, 2, 4, 2])
    let channels: [Int8] = Array(0..<16)
    let space: [Int8] = [0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15]
    let toSpace = OneLayerNetwork(
      .depthToSpace, .blockRearrangement(blockSize: 2), inputs: [deep], outputs: [wide])
    #expect(try toSpace.runInt8(channels) == space)
    let toDepth = OneLayerNetwork(
      .spaceToDepth, .blockRearrangement(blockSize: 2), inputs: [wide], outputs: [deep])
    #expect(try toDepth.runInt8(space) == channels)
  }

  @Test(arguments: [0, -1, 3, 1 << 20, Int.max, Int.min])
  func refusesABlockThatDoesNotDivide(block: Int) {
    for kind in [OperatorKind.depthToSpace, .spaceToDepth] {
      let network = OneLayerNetwork(
        kind, .blockRearrangement(blockSize: block), inputs: [.int8([1, 2, 2, 4])],
        outputs: [.int8([1, 2, 2, 4])])
      #expect(network.refusal != nil)
    }
  }

  @Test func mergesLoopsThatOneStrideSpans() throws {
    let network = OneLayerNetwork(
      .transpose, inputs: [.int8([2, 3, 4, 5]), .constant([1, 0, 2, 3])],
      outputs: [.int8([3, 2, 4, 5])])
    let parameters = try network.call().parameters
    #expect(
      parameters == [
        KernelParameter("block_bytes", 20), KernelParameter("input_offset_bytes", 0),
        KernelParameter("extents", array: [1, 1, 1, 1, 3, 2]),
        KernelParameter("input_strides", array: [0, 0, 0, 0, 20, 60]),
      ])
  }
}
