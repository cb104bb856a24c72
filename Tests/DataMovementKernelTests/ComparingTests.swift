import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@Suite struct ComparingTests {
  @Test(
    arguments: [
      // The same scale: real 0, 6 and -1..1 are at zero point + 0, + 12 and -2..+2.
      (OperatorKind.relu, [-10, -10, 0, 20, 127]),
      (.relu6, [-10, -10, 0, 2, 2]),
      (.reluN1To1, [-12, -11, -8, -8, -8]),
    ] as [(OperatorKind, [Int8])])
  func clampsAtOneScale(kind: OperatorKind, expected: [Int8]) throws {
    let network = OneLayerNetwork(
      kind, inputs: [.int8([5], zeroPoint: -10)], outputs: [.int8([5], zeroPoint: -10)])
    #expect(try network.runInt8([-128, -11, 0, 20, 127]) == expected)
  }

  @Test func movesToTheOutputsScaleBeforeItClamps() throws {
    let relu6 = OneLayerNetwork(
      .relu6, inputs: [.int8([4], scale: 0.5)], outputs: [.int8([4], scale: 0.25, zeroPoint: -128)])
    #expect(try relu6.runInt8([-1, 3, 12, 100]) == [-128, -122, -104, -104])
  }

  @Test func saturatesAtAnExtremeRatioOfScales() throws {
    let up = OneLayerNetwork(
      .relu, inputs: [.int8([3], scale: 1024)], outputs: [.int8([3], scale: 0.001, zeroPoint: 5)])
    #expect(try up.runInt8([-128, 0, 127]) == [5, 5, 127])
    let down = OneLayerNetwork(
      .relu, inputs: [.int8([3], scale: 1e-30)], outputs: [.int8([3], scale: 1, zeroPoint: 5)])
    #expect(try down.runInt8([-128, 0, 127]) == [5, 5, 5])
  }

  @Test(arguments: [0, -1, .nan, .infinity, 1e-30] as [Float])
  func refusesAScaleWithoutMeaning(scale: Float) {
    for kind in [OperatorKind.relu, .relu6, .reluN1To1, .tanh, .logistic, .hardSwish] {
      let output = OneLayerNetwork(
        kind, inputs: [.int8([1])], outputs: [.int8([1], scale: scale)])
      #expect(output.refusal != nil, "\(kind)")
    }
  }

  @Test func leaksBelowZero() throws {
    let network = OneLayerNetwork(
      .leakyRelu, .leakyRelu(alpha: 0.125), inputs: [.int8([6], zeroPoint: 2)],
      outputs: [.int8([6], zeroPoint: -3)])
    // Differences -130, -4, 0, 1, 3 and 125; an eighth of the negative ones, halves away from zero.
    #expect(try network.runInt8([-128, -2, 2, 3, 5, 127]) == [-19, -4, -3, -2, 0, 122])
  }

  @Test(arguments: [-0.1, .nan, .infinity] as [Float])
  func refusesASlopeThatIsNegativeOrNoNumber(alpha: Float) {
    let network = OneLayerNetwork(
      .leakyRelu, .leakyRelu(alpha: alpha), inputs: [.int8([1])], outputs: [.int8([1])])
    #expect(network.refusal?.hasPrefix("needs the scaled slope") == true)
  }

  @Test(
    arguments: [
      ([3], [-4, -8, -12, -4, -8, 6]), ([1], [0, 0, 0, 0, 0, 6]), ([2, 1], [0, 0, 0, -4, -4, 6]),
      ([2, 3], [0, -4, -8, -12, -16, 6]),
    ] as [([Int], [Int8])])
  func broadcastsTheSlope(shape: [Int], expected: [Int8]) throws {
    // Slopes at scale 1; the second row's third element is positive.
    let slopes: [Int: [Int8]] = [1: [0], 2: [0, 1], 3: [1, 2, 3], 6: [0, 1, 2, 3, 4, 5]]
    let data = slopes[shape.reduce(1, *)]
    let network = OneLayerNetwork(
      .prelu, inputs: [.int8([2, 3]), .int8(shape, scale: 1, data: data)],
      outputs: [.int8([2, 3])])
    #expect(try network.runInt8([-4, -4, -4, -4, -4, 6]) == expected)
  }

  @Test func refusesASlopeThatDoesNotBroadcast() {
    for shape in [[2], [3, 2], [1, 2, 3, 1], [2, 2, 3]] {
      let network = OneLayerNetwork(
        .prelu, inputs: [.int8([2, 3]), .int8(shape)], outputs: [.int8([2, 3])])
      #expect(network.refusal != nil, "\(shape)")
    }
  }

  @Test(
    arguments: [
      ([2, 2], [2, 2], [5, 1, 6, 4], [1, 0, 3, -2]),
      ([2, 2], [2], [5, 1, 5, 4], [1, 0, 3, 0]),
      ([2, 1], [1, 2], [5, 1, 5, 2], [1, 0, 2, 0]),
      ([2, 2], [], [5, 5, 5, 5], [1, 1, 3, 4]),
      ([], [2, 2], [5, 1, 6, 1], [1, 0, 1, -2]),
    ] as [([Int], [Int], [Int8], [Int8])])
  func comparesWithBroadcasting(
    first: [Int], second: [Int], larger: [Int8], smaller: [Int8]
  ) throws {
    let a = ([1, 1, 3, 4] as [Int8]).prefix(first.reduce(1, *))
    let firstValues = first == [2, 1] ? [1, 2] : Array(a)
    let secondValues = Array(([5, 0, 6, -2] as [Int8]).prefix(second.reduce(1, *)))
    for (kind, expected) in [(OperatorKind.maximum, larger), (.minimum, smaller)] {
      let network = OneLayerNetwork(
        kind, inputs: [.int8(first), .int8(second)], outputs: [.int8([2, 2])])
      #expect(try network.runInt8(firstValues, secondValues) == expected)
    }
  }

  @Test func maySitOnAnInputOfTheOutputsShapeOnly() throws {
    let network = OneLayerNetwork(
      .maximum, inputs: [.int8([1, 2]), .int8([2, 2])], outputs: [.int8([2, 2])])
    #expect(try network.call().inPlaceInputs == [1])
  }

  @Test func refusesToCompareAcrossScales() {
    let network = OneLayerNetwork(
      .maximum, inputs: [.int8([2]), .int8([2], scale: 1)], outputs: [.int8([2])])
    #expect(network.refusal == "needs second input and output of one scale and zero point")
    let shapes = OneLayerNetwork(
      .minimum, inputs: [.int8([2]), .int8([3])], outputs: [.int8([3])])
    #expect(shapes.refusal == "cannot broadcast 2 with 3")
  }

  @Test(
    arguments: [
      (0, [3], [1, 0, 1]), (1, [2], [2, 0]), (-1, [2], [2, 0]),
    ] as [(Int32, [Int], [Int32])])
  func findsTheFirstLargest(axis: Int32, shape: [Int], expected: [Int32]) throws {
    let network = OneLayerNetwork(
      .argMax, .argMax(outputType: .int32), inputs: [.int8([2, 3]), .constant([axis], shape: [])],
      outputs: [.int32(shape)])
    let input: [Int8] = [-128, -1, 0, 7, -1, 7]
    let bytes = input.map { UInt8(bitPattern: $0) }
    #expect(try network.run([bytes])[0] == littleEndian(expected))
  }
}
