import MCUBenchTestSupport
import ModelGraph
import Testing

@Suite struct PaddingTests {
  static func border(_ widths: [Int32]) -> Tensor {
    .constant(widths, shape: [widths.count / 2, 2])
  }

  @Test func padsEachSideWithTheZeroPoint() throws {
    let network = OneLayerNetwork(
      .pad, inputs: [.int8([2, 2], zeroPoint: -7), Self.border([1, 0, 0, 2])],
      outputs: [.int8([3, 4], zeroPoint: -7)])
    #expect(
      try network.runInt8([1, 2, 3, 4]) == [-7, -7, -7, -7, 1, 2, -7, -7, 3, 4, -7, -7])
  }

  @Test func padsInFrontOfADimensionWithoutBorder() throws {
    let network = OneLayerNetwork(
      .pad, inputs: [.int8([1, 2, 1, 2]), Self.border([0, 0, 1, 1, 0, 0, 0, 0])],
      outputs: [.int8([1, 4, 1, 2])])
    #expect(try network.runInt8([1, 2, 3, 4]) == [0, 0, 1, 2, 3, 4, 0, 0])
  }

  @Test func padsWithAValueOfItsOwn() throws {
    let network = OneLayerNetwork(
      .padV2, inputs: [.int8([2]), Self.border([1, 1]), .int8([], data: [-128])],
      outputs: [.int8([4])])
    #expect(try network.runInt8([1, 2]) == [-128, 1, 2, -128])
  }

  @Test func padsElementsOfFourAndTwoBytes() throws {
    let value = Tensor(name: "", type: .int32, shape: [1], data: littleEndian([-70_000] as [Int32]))
    let wide = OneLayerNetwork(
      .padV2, inputs: [.int32([1]), Self.border([1, 1]), value], outputs: [.int32([3])])
    #expect(
      try wide.run([littleEndian([5] as [Int32])])[0]
        == littleEndian([-70_000, 5, -70_000] as [Int32]))
    let half = Tensor(name: "", type: .float16, shape: [1])
    var wider = half
    wider.shape = [2]
    let narrow = OneLayerNetwork(.pad, inputs: [half, Self.border([0, 1])], outputs: [wider])
    #expect(try narrow.run([[0x12, 0x34]])[0] == [0x12, 0x34, 0, 0])
  }

  @Test func padsSixDimensionsWithBordersEach() throws {
    let network = OneLayerNetwork(
      .pad,
      inputs: [.int8([1, 1, 1, 1, 1, 1]), Self.border([1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1])],
      outputs: [.int8([2, 2, 2, 2, 2, 2])])
    var expected = [Int8](repeating: 0, count: 64)
    expected[0b101010] = 9
    #expect(try network.runInt8([9]) == expected)
  }

  @Test(
    arguments: [
      ([0, -1], [2]), ([.max, .max], [3]), ([.min, .min], [3]), ([0, 1], [4]), ([0, 1, 0, 0], [3]),
    ] as [([Int32], [Int])])
  func refusesABorderThatDoesNotFit(widths: [Int32], outputShape: [Int]) {
    for (kind, options) in [
      (OperatorKind.pad, OperatorOptions.none), (.mirrorPad, .mirrorPad(isSymmetric: true)),
    ] {
      let network = OneLayerNetwork(
        kind, options, inputs: [.int8([2]), Self.border(widths)], outputs: [.int8(outputShape)])
      #expect(network.refusal != nil)
    }
  }

  @Test func refusesAValueOfAnotherScale() {
    let network = OneLayerNetwork(
      .padV2, inputs: [.int8([2]), Self.border([1, 1]), .int8([], scale: 2, data: [1])],
      outputs: [.int8([4])])
    #expect(network.refusal == "needs border value and input of one scale and zero point")
  }

  /// NumPy's `pad` with the modes reflect and symmetric.
  @Test(arguments: [
    (false, [2, 1] as [Int32], [3, 2, 1, 2, 3, 2] as [Int8]),
    (true, [2, 1], [2, 1, 1, 2, 3, 3]),
    (true, [3, 3], [3, 2, 1, 1, 2, 3, 3, 2, 1]),
    (false, [0, 2], [1, 2, 3, 2, 1]),
  ])
  func mirrorsARow(isSymmetric: Bool, widths: [Int32], expected: [Int8]) throws {
    let network = OneLayerNetwork(
      .mirrorPad, .mirrorPad(isSymmetric: isSymmetric),
      inputs: [.int8([3]), Self.border(widths)], outputs: [.int8([expected.count])])
    #expect(try network.runInt8([1, 2, 3]) == expected)
  }

  @Test func mirrorsTwoDimensionsAndKeepsChannelsTogether() throws {
    let network = OneLayerNetwork(
      .mirrorPad, .mirrorPad(isSymmetric: false),
      inputs: [.int8([2, 2, 2]), Self.border([1, 0, 0, 1, 0, 0])], outputs: [.int8([3, 3, 2])])
    #expect(
      try network.runInt8([1, 2, 3, 4, 5, 6, 7, 8])
        == [5, 6, 7, 8, 5, 6, 1, 2, 3, 4, 1, 2, 5, 6, 7, 8, 5, 6])
  }

  @Test func refusesAMirrorLongerThanTheInput() {
    for (isSymmetric, width) in [(false, 3), (true, 4)] as [(Bool, Int32)] {
      let network = OneLayerNetwork(
        .mirrorPad, .mirrorPad(isSymmetric: isSymmetric),
        inputs: [.int8([3]), Self.border([width, 0])], outputs: [.int8([3 + Int(width)])])
      #expect(network.refusal?.hasPrefix("needs a mirrored border") == true)
    }
  }
}
