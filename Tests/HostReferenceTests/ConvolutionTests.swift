import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// All scales are 1 unless said, so that outputs are plain sums.
@Suite struct ConvolutionTests {
  private static let one = HeightWidth(height: 1, width: 1)

  private static func options(
    _ padding: Padding, stride: HeightWidth = one, dilation: HeightWidth = one,
    activation: FusedActivation = .none
  ) -> ConvolutionOptions {
    ConvolutionOptions(
      padding: padding, stride: stride, dilation: dilation, fusedActivation: activation)
  }

  private static func ones(_ shape: [Int]) -> Tensor {
    .int8(shape, scale: 1, data: Array(repeating: 1, count: shape.reduce(1, *)))
  }

  @Test(
    arguments: [
      // An even kernel pads below and to the right only.
      (2, [12, 16, 9, 24, 28, 15, 15, 17, 9]),
      (3, [12, 21, 16, 27, 45, 33, 24, 39, 28]),
      (5, [45, 45, 45, 45, 45, 45, 45, 45, 45]),
    ] as [(Int, [Int8])])
  func padsOnEachSide(kernel: Int, expected: [Int8]) throws {
    let image = Tensor.int8([1, 3, 3, 1], scale: 1)
    let layers = [
      OneLayerNetwork(
        .conv2D, .convolution(Self.options(.same)),
        inputs: [image, Self.ones([1, kernel, kernel, 1])], outputs: [image]),
      OneLayerNetwork(
        .depthwiseConv2D, .depthwiseConvolution(Self.options(.same), depthMultiplier: 1),
        inputs: [image, Self.ones([1, kernel, kernel, 1])], outputs: [image]),
    ]
    for layer in layers {
      #expect(try layer.runInt8([1, 2, 3, 4, 5, 6, 7, 8, 9]) == expected)
    }
  }

  @Test(arguments: [-128, -5, 0, 7, 126], [-128, -3, 0, 9, 118])
  func paddingAddsNothingWhateverTheZeroPoints(input: Int, output: Int) throws {
    let layer = OneLayerNetwork(
      .conv2D, .convolution(Self.options(.same)),
      inputs: [.int8([1, 3, 3, 1], scale: 1, zeroPoint: input), Self.ones([1, 3, 3, 1])],
      outputs: [.int8([1, 3, 3, 1], scale: 1, zeroPoint: output)])
    let taps = [4, 6, 4, 6, 9, 6, 4, 6, 4]
    #expect(
      try layer.runInt8(Array(repeating: Int8(input + 1), count: 9))
        == taps.map { Int8($0 + output) })
  }

  @Test(
    arguments: [
      (.none, [-128, -128, 2, 127]), (.relu, [-10, -10, 2, 127]), (.relu6, [-10, -10, 2, 2]),
      (.reluN1To1, [-12, -12, -8, -8]),
    ] as [(FusedActivation, [Int8])])
  func clampsAtBothEnds(activation: FusedActivation, expected: [Int8]) throws {
    // A step of the input is two steps of the output, 1/2 each, whose zero point is -10.
    let layer = OneLayerNetwork(
      .conv2D, .convolution(Self.options(.valid, activation: activation)),
      inputs: [.int8([1, 1, 4, 1], scale: 1), Self.ones([1, 1, 1, 1])],
      outputs: [.int8([1, 1, 4, 1], scale: 0.5, zeroPoint: -10)])
    #expect(try layer.runInt8([-128, -59, 6, 127]) == expected)
  }

  @Test(arguments: [1, 2, 3, 5, 17])
  func sumsEveryChannel(channels: Int) throws {
    let weights = Tensor.int8(
      [1, 1, 1, channels], scale: 1, data: (0..<channels).map { Int8($0 % 2 == 0 ? 3 : -2) })
    let layer = OneLayerNetwork(
      .conv2D, .convolution(Self.options(.valid)),
      inputs: [.int8([1, 1, 1, channels], scale: 1), weights, .constant([5])],
      outputs: [.int8([1, 1, 1, 1], scale: 1)])
    let expected = 5 + (0..<channels).reduce(0) { $0 + ($1 % 2 == 0 ? 3 : -2) }
    #expect(try layer.runInt8(Array(repeating: 1, count: channels)) == [Int8(expected)])
  }

  @Test func keepsGroupsAndBatchesApart() throws {
    // Two groups of two channels, three outputs a group.
    let weights = Tensor.int8(
      [6, 1, 1, 2], scale: 1, data: [1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, -1])
    let layer = OneLayerNetwork(
      .conv2D, .convolution(Self.options(.valid)),
      inputs: [.int8([2, 1, 1, 4], scale: 1), weights], outputs: [.int8([2, 1, 1, 6], scale: 1)])
    #expect(
      try layer.runInt8([1, 2, 3, 4, 10, 20, 30, 40])
        == [1, 2, 3, 3, 4, -1, 10, 20, 30, 30, 40, -10])
  }

  @Test func scalesEachChannelByItsOwn() throws {
    var weights = Tensor.int8([3, 1, 1, 1], data: [1, 1, 1])
    weights.quantization = Quantization(scales: [0.5, 1, 4], zeroPoints: [0, 0, 0])
    let layer = OneLayerNetwork(
      .conv2D, .convolution(Self.options(.valid)),
      inputs: [.int8([1, 1, 1, 1], scale: 1), weights], outputs: [.int8([1, 1, 1, 3], scale: 1)])
    #expect(try layer.runInt8([10]) == [5, 10, 40])
  }

  @Test func dilatesAndStrides() throws {
    let wide = OneLayerNetwork(
      .conv2D,
      .convolution(Self.options(.valid, dilation: HeightWidth(height: 1, width: 2))),
      inputs: [.int8([1, 1, 5, 1], scale: 1), Self.ones([1, 1, 2, 1])],
      outputs: [.int8([1, 1, 3, 1], scale: 1)])
    #expect(try wide.runInt8([1, 2, 3, 4, 5]) == [4, 6, 8])
    // The taps to the left and right fall into the padding at either end.
    let padded = OneLayerNetwork(
      .depthwiseConv2D,
      .depthwiseConvolution(
        Self.options(.same, dilation: HeightWidth(height: 7, width: 3)), depthMultiplier: 1),
      inputs: [.int8([1, 1, 5, 1], scale: 1), Self.ones([1, 1, 3, 1])],
      outputs: [.int8([1, 1, 5, 1], scale: 1)])
    #expect(try padded.runInt8([1, 2, 3, 4, 5]) == [5, 7, 3, 5, 7])
    let strided = OneLayerNetwork(
      .conv2D, .convolution(Self.options(.same, stride: HeightWidth(height: 1, width: 3))),
      inputs: [.int8([1, 1, 5, 1], scale: 1), Self.ones([1, 1, 1, 1])],
      outputs: [.int8([1, 1, 2, 1], scale: 1)])
    #expect(try strided.runInt8([1, 2, 3, 4, 5]) == [1, 4])
  }

  @Test func givesEachInputChannelItsMultiple() throws {
    // The option is left at 0, as old files have it; the shapes say 3.
    let layer = OneLayerNetwork(
      .depthwiseConv2D, .depthwiseConvolution(Self.options(.valid), depthMultiplier: 0),
      inputs: [
        .int8([1, 1, 1, 2], scale: 1),
        .int8([1, 1, 1, 6], scale: 1, data: [1, 2, 3, -1, -2, -3]),
        .constant([0, 0, 0, 1, 1, 1]),
      ],
      outputs: [.int8([1, 1, 1, 6], scale: 1)])
    #expect(try layer.runInt8([10, 20]) == [10, 20, 30, -19, -39, -59])
  }

  @Test func spreadsEachInputInATransposedConvolution() throws {
    let valid = OneLayerNetwork(
      .transposeConv,
      .transposeConvolution(
        padding: .valid, stride: HeightWidth(height: 2, width: 2), fusedActivation: .none),
      inputs: [
        .constant([1, 2, 4, 1]), .int8([1, 2, 2, 1], scale: 1, data: [1, 2, 3, 4]),
        .int8([1, 1, 2, 1], scale: 1, zeroPoint: 3), .constant([1]),
      ],
      outputs: [.int8([1, 2, 4, 1], scale: 1)])
    #expect(try valid.runInt8([4, 5]) == [2, 3, 3, 5, 4, 5, 7, 9])
    let cut = OneLayerNetwork(
      .transposeConv,
      .transposeConvolution(
        padding: .same, stride: HeightWidth(height: 1, width: 2), fusedActivation: .none),
      inputs: [
        .constant([1, 1, 4, 1]), .int8([1, 1, 3, 1], scale: 1, data: [1, 10, 100]),
        .int8([1, 1, 2, 1], scale: 1),
      ],
      outputs: [.int8([1, 1, 4, 1], scale: 1)])
    #expect(try cut.runInt8([1, 2]) == [1, 10, 102, 20])
  }

  @Test func takesRowsOfAnyShapeInAFullyConnectedLayer() throws {
    let layer = OneLayerNetwork(
      .fullyConnected, .plainFullyConnected,
      inputs: [
        .int8([2, 1, 1, 3], scale: 1, zeroPoint: 1),
        .int8([2, 3], scale: 1, data: [1, 2, 3, -1, 0, 1]),
      ],
      outputs: [.int8([2, 2], scale: 1, zeroPoint: -1)])
    #expect(try layer.runInt8([2, 2, 2, 1, 1, 5]) == [5, -1, 11, 3])
  }

  @Test func multipliesMatricesStraightAndTransposed() throws {
    let left: [Int8] = [1, 2, 3, 4, 5, 6]
    let transposedLeft: [Int8] = [1, 4, 2, 5, 3, 6]
    let right: [Int8] = [1, 0, 0, 1, 1, 1]
    let transposedRight: [Int8] = [1, 0, 1, 0, 1, 1]
    for (x, y) in [(false, false), (true, false), (false, true), (true, true)] {
      let layer = OneLayerNetwork(
        .batchMatMul, .batchMatMul(adjointX: x, adjointY: y),
        inputs: [.int8(x ? [3, 2] : [2, 3], scale: 1), .int8(y ? [2, 3] : [3, 2], scale: 1)],
        outputs: [.int8([2, 2], scale: 1)])
      #expect(
        try layer.runInt8(x ? transposedLeft : left, y ? transposedRight : right)
          == [4, 5, 10, 11])
    }
  }

  @Test func repeatsMatricesAlongBatches() throws {
    let layer = OneLayerNetwork(
      .batchMatMul, .batchMatMul(adjointX: false, adjointY: false),
      inputs: [.int8([2, 1, 1, 1], scale: 1), .int8([3, 1, 1], scale: 1, zeroPoint: 1)],
      outputs: [.int8([2, 3, 1, 1], scale: 1)])
    #expect(try layer.runInt8([1, 10], [2, 3, 4]) == [1, 2, 3, 10, 20, 30])
  }
}
