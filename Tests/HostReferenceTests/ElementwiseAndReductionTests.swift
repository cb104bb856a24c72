import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@Suite struct ElementwiseAndReductionTests {
  private static func binary(
    _ kind: OperatorKind, _ first: Tensor, _ second: Tensor, _ output: Tensor,
    activation: FusedActivation = .none
  ) -> OneLayerNetwork {
    OneLayerNetwork(
      kind, .arithmetic(fusedActivation: activation), inputs: [first, second], outputs: [output])
  }

  @Test func combinesEqualShapesAndSaturates() throws {
    let tensor = Tensor.int8([4], scale: 1)
    let values: ([Int8], [Int8]) = ([1, -128, 127, 100], [2, -128, 127, -100])
    #expect(
      try Self.binary(.add, tensor, tensor, tensor).runInt8(values.0, values.1)
        == [3, -128, 127, 0])
    #expect(
      try Self.binary(.sub, tensor, tensor, tensor).runInt8(values.0, values.1)
        == [-1, 0, 0, 127])
    #expect(
      try Self.binary(.mul, tensor, tensor, tensor).runInt8(values.0, values.1)
        == [2, 127, 127, -128])
  }

  @Test func takesZeroPointsOffAndAddsTheOutputs() throws {
    let (first, second) = (
      Tensor.int8([2], scale: 0.5, zeroPoint: -128), Tensor.int8([2], scale: 0.25, zeroPoint: 127)
    )
    let output = Tensor.int8([2], scale: 0.5, zeroPoint: 3)
    // Real values 1 and 64 against -1 and 0.
    let values: ([Int8], [Int8]) = ([-126, 0], [123, 127])
    #expect(try Self.binary(.add, first, second, output).runInt8(values.0, values.1) == [3, 127])
    #expect(try Self.binary(.sub, first, second, output).runInt8(values.0, values.1) == [7, 127])
    #expect(try Self.binary(.mul, first, second, output).runInt8(values.0, values.1) == [1, 3])
  }

  @Test func repeatsEitherInputAlongAnyDimension() throws {
    let whole = Tensor.int8([1, 2, 2, 2], scale: 1)
    let (row, column) = (Tensor.int8([2], scale: 1), Tensor.int8([2, 1, 1], scale: 1))
    let values: [Int8] = [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(
      try Self.binary(.add, whole, row, whole).runInt8(values, [10, 20])
        == [11, 22, 13, 24, 15, 26, 17, 28])
    #expect(
      try Self.binary(.sub, row, whole, whole).runInt8([10, 20], values)
        == [9, 18, 7, 16, 5, 14, 3, 12])
    #expect(
      try Self.binary(.mul, column, whole, whole).runInt8([1, -1], values)
        == [1, 2, 3, 4, -5, -6, -7, -8])
    let cross = Tensor.int8([1, 2, 1, 2], scale: 1)
    #expect(
      try Self.binary(.add, cross, Tensor.int8([2, 1], scale: 1), whole)
        .runInt8([1, 2, 3, 4], [10, 20]) == [11, 12, 21, 22, 13, 14, 23, 24])
  }

  @Test func takesAConstantScalarOnEitherSide() throws {
    let tensor = Tensor.int8([1, 3], scale: 1)
    let scalar = Tensor.int8([], scale: 1, data: [5])
    #expect(try Self.binary(.sub, tensor, scalar, tensor).runInt8([1, 2, 3]) == [-4, -3, -2])
    #expect(try Self.binary(.sub, scalar, tensor, tensor).runInt8([1, 2, 3]) == [4, 3, 2])
  }

  @Test func liesOnlyOnInputsThatAreNotRepeated() throws {
    let (whole, row) = (Tensor.int8([3, 2], scale: 1), Tensor.int8([2], scale: 1))
    #expect(try Self.binary(.add, whole, whole, whole).call().inPlaceInputs == [0, 1])
    #expect(try Self.binary(.mul, row, whole, whole).call().inPlaceInputs == [1])
    let constant = Tensor.int8([3, 2], scale: 1, data: [1, 2, 3, 4, 5, 6])
    #expect(try Self.binary(.sub, whole, constant, whole).call().inPlaceInputs == [0])
  }

  @Test func clampsSumsToTheFusedActivation() throws {
    let tensor = Tensor.int8([3], scale: 1)
    let layer = Self.binary(.add, tensor, tensor, tensor, activation: .relu6)
    #expect(try layer.runInt8([-3, 1, 9], [1, 2, 3]) == [0, 3, 6])
  }

  private static func reduction(
    _ kind: OperatorKind, _ shape: [Int], axes: [Int32], to output: [Int], scale: Float = 1,
    zeroPoint: Int = 0
  ) -> OneLayerNetwork {
    OneLayerNetwork(
      kind, .reduction(keepsDimensions: false),
      inputs: [.int8(shape, scale: scale, zeroPoint: zeroPoint), .constant(axes)],
      outputs: [.int8(output, scale: 1)])
  }

  @Test func reducesAnyDimensions() throws {
    let values: [Int8] = [1, 2, 3, 4, 5, 6, 7, 8]
    for (axes, shape, expected) in [
      ([0], [2, 2], [6, 8, 10, 12]), ([1], [2, 2], [4, 6, 12, 14]),
      ([-1], [2, 2], [3, 7, 11, 15]),
      ([0, 2], [2], [14, 22]), ([1, 1, -2], [2, 2], [4, 6, 12, 14]), ([0, 1, 2], [], [36]),
      ([], [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
    ] as [([Int32], [Int], [Int8])] {
      let sum = Self.reduction(.sum, [2, 2, 2], axes: axes, to: shape)
      #expect(try sum.runInt8(values) == expected, "\(axes)")
      let count = Int8(8 / max(expected.count, 1))
      let mean = Self.reduction(.mean, [2, 2, 2], axes: axes, to: shape)
      // Exact means only: halves are the golden vectors' matter.
      let means = try mean.runInt8(values)
      for (mean, sum) in zip(means, expected) where sum % count == 0 {
        #expect(mean == sum / count)
      }
    }
  }

  @Test func takesTheZeroPointOffEveryElement() throws {
    let sum = Self.reduction(.sum, [1, 3], axes: [1], to: [1], zeroPoint: -128)
    #expect(try sum.runInt8([-128, -127, -126]) == [3])
    let mean = Self.reduction(.mean, [1, 3], axes: [1], to: [1], zeroPoint: 127)
    #expect(try mean.runInt8([127, 124, 124]) == [-2])
  }

  /// Rounded twice, 0.3 would give 1.
  @Test func sumsAreRoundedOnceHalvesAwayFromZero() throws {
    let layer = Self.reduction(.sum, [5, 1], axes: [1], to: [5], scale: 0.3)
    #expect(try layer.runInt8([1, -1, 2, -2, 127]) == [0, 0, 1, -1, 38])
    let halves = Self.reduction(.sum, [4, 1], axes: [1], to: [4], scale: 0.5)
    #expect(try halves.runInt8([1, -1, 3, -3]) == [1, -1, 2, -2])
    let wide = Self.reduction(.sum, [3, 1], axes: [1], to: [3], scale: 0x1p29)
    #expect(try wide.runInt8([127, 0, -128]) == [127, 0, -128])
  }

  @Test func reshapesAreCopiesThatMayBeLeftOut() throws {
    for kind in [OperatorKind.reshape, .squeeze, .expandDims] {
      let layer = OneLayerNetwork(kind, inputs: [.int8([1, 2, 3])], outputs: [.int8([6])])
      #expect(try layer.call().isPlainCopy)
      #expect(try layer.runInt8([1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4, 5, 6])
    }
  }
}
