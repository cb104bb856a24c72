import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@Suite struct PoolingAndSoftmaxTests {
  private static func pooling(
    _ kind: OperatorKind, width: Int, filter: Int, stride: Int, padding: Padding,
    activation: FusedActivation = .none, outputWidth: Int
  ) -> OneLayerNetwork {
    OneLayerNetwork(
      kind,
      .pooling(
        padding: padding, stride: HeightWidth(height: 1, width: stride),
        filter: HeightWidth(height: 1, width: filter), fusedActivation: activation),
      inputs: [.int8([1, 1, width, 1], zeroPoint: -4)],
      outputs: [.int8([1, 1, outputWidth, 1], zeroPoint: -4)])
  }

  @Test func averagesHalvesAwayFromZero() throws {
    let pairs = Self.pooling(
      .averagePool2D, width: 8, filter: 2, stride: 2, padding: .valid, outputWidth: 4)
    #expect(try pairs.runInt8([-1, -2, 1, 2, -128, -128, 127, 126]) == [-2, 2, -128, 127])
    let triples = Self.pooling(
      .averagePool2D, width: 6, filter: 3, stride: 3, padding: .valid, outputWidth: 2)
    #expect(try triples.runInt8([-1, 0, 0, 1, 1, 0]) == [0, 1])
  }

  @Test func averagesOverTheTapsInsideOnly() throws {
    let layer = Self.pooling(
      .averagePool2D, width: 3, filter: 3, stride: 1, padding: .same, outputWidth: 3)
    #expect(try layer.runInt8([10, 20, 60]) == [15, 30, 40])
  }

  @Test func takesTheLargestTapInside() throws {
    let layer = Self.pooling(
      .maxPool2D, width: 3, filter: 2, stride: 2, padding: .same, outputWidth: 2)
    #expect(try layer.runInt8([-128, -128, -127]) == [-128, -127])
  }

  @Test func clampsPoolsToTheFusedActivation() throws {
    for kind in [OperatorKind.averagePool2D, .maxPool2D] {
      let layer = Self.pooling(
        kind, width: 3, filter: 1, stride: 1, padding: .valid, activation: .relu6, outputWidth: 3)
      #expect(try layer.runInt8([-128, 3, 127]) == [-4, 3, 8])
    }
  }

  private static func softmax(_ shape: [Int], scale: Float = 0.1, beta: Float = 1)
    -> OneLayerNetwork
  {
    OneLayerNetwork(
      .softmax, .softmax(beta: beta), inputs: [.int8(shape, scale: scale, zeroPoint: 5)],
      outputs: [.int8(shape, scale: 1 / 256, zeroPoint: -128)])
  }

  @Test func sharesProbabilityWithinEachRow() throws {
    #expect(try Self.softmax([1, 1]).runInt8([-77]) == [127])
    #expect(
      try Self.softmax([3, 2]).runInt8([3, 3, 127, -128, -128, -118])
        == [0, 0, 127, -128, -59, 59])
  }

  /// The number of elements at the row's largest value around which the reference stops at a check.
  @Test(arguments: [(510, -127), (511, -127), (512, -128), (600, -128), (9000, -128)])
  func staysDefinedWithManyEqualMaxima(count: Int, expected: Int8) throws {
    let outputs = try Self.softmax([1, count]).runInt8(Array(repeating: 9, count: count))
    #expect(outputs == Array(repeating: expected, count: count))
  }

  @Test(arguments: [1e-7, 1e3, 1e30] as [Float])
  func runsAtExtremeScales(scale: Float) throws {
    let outputs = try Self.softmax([1, 2], scale: scale).runInt8([127, -128])
    #expect(outputs == (scale < 1 ? [0, 0] : [127, -128]))
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Float])
  func refusesABetaWithoutMeaning(beta: Float) {
    #expect(Self.softmax([1, 2], beta: beta).refusal != nil || beta == .infinity)
  }
}
