import CKernels
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// Pools of cores without vector instructions give the reference's bytes.
@Suite struct SelectedPoolTests {
  private static let kernels = [
    "esp32": ["mcub_average_pool_2d_s8_lx6", "mcub_max_pool_2d_s8_lx6"],
    "pico": ["mcub_average_pool_2d_s8_words", "mcub_max_pool_2d_s8_words"],
  ]

  private static func network(
    _ kind: OperatorKind, batches: Int = 1, size: HeightWidth, channels: Int, filter: HeightWidth,
    stride: HeightWidth, padding: Padding, activation: FusedActivation = .none
  ) -> OneLayerNetwork {
    func extent(_ input: Int, _ filter: Int, _ stride: Int) -> Int {
      padding == .same ? (input + stride - 1) / stride : (input - filter) / stride + 1
    }
    let made = [
      extent(size.height, filter.height, stride.height),
      extent(size.width, filter.width, stride.width),
    ]
    return OneLayerNetwork(
      kind,
      .pooling(padding: padding, stride: stride, filter: filter, fusedActivation: activation),
      inputs: [.int8([batches, size.height, size.width, channels], zeroPoint: -4)],
      outputs: [.int8([batches] + made + [channels], zeroPoint: -4)])
  }

  /// Windows, strides, padding, channels in words and not, activations, two images.
  @Test(arguments: ["esp32", "pico"], 0..<120) func poolsAgree(board: String, seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let padding: Padding = random.below(2) == 0 ? .same : .valid
    let filter = HeightWidth(height: 1 + random.below(6), width: 1 + random.below(6))
    let room = padding == .same ? HeightWidth(height: 1, width: 1) : filter
    let layer = try SelectedLayer(
      Self.network(
        seed % 2 == 0 ? .averagePool2D : .maxPool2D, batches: 1 + random.below(2),
        size: HeightWidth(
          height: room.height + random.below(18), width: room.width + random.below(18)),
        channels: (1 + random.below(9)) * (random.below(2) == 0 ? 4 : 1), filter: filter,
        stride: HeightWidth(height: 1 + random.below(3), width: 1 + random.below(3)),
        padding: padding, activation: [.none, .relu, .relu6][random.below(3)]),
      on: board, using: &random)
    #expect(layer.choice.call.symbol == Self.kernels[board]?[seed % 2])
    #expect(layer.choice.codePath == .generic)
    #expect(layer.board == layer.reference)
  }

  /// A word's lanes of 16 bits hold the sums of 257 elements, and a product divides by up to 256.
  @Test(
    arguments: [[1, 255], [1, 256], [1, 257], [1, 258], [2, 129], [300, 1], [17, 600]], [4, 5])
  func largeWindowsAgree(size: [Int], channels: Int) throws {
    let whole = HeightWidth(height: size[0], width: size[1])
    for element in [127, -128, -1] as [Int8] {
      let network = Self.network(
        .averagePool2D, size: whole, channels: channels, filter: whole,
        stride: HeightWidth(height: 1, width: 1), padding: .valid)
      var random = SplitMix(state: UInt64(size[1]))
      let layer = try SelectedLayer(network, on: "pico", using: &random)
      #expect(layer.board == layer.reference)
      let isDivided = layer.choice.pathReason?.contains(", a division an output")
      #expect(isDivided == (size[0] * size[1] > 256))
      let inputs = [
        [UInt8](
          repeating: UInt8(bitPattern: element), count: size[0] * size[1] * channels)
      ]
      let board = try HostReference.run(
        LoweredGraph(graph: network.graph, calls: [layer.choice.call]), inputs: inputs)
      #expect(board == [[UInt8](repeating: inputs[0][0], count: channels)])
      #expect(try network.run(inputs) == board)
    }
  }

  @Test func saysWhyChannelsDoNotLieInWords() throws {
    var random = SplitMix(state: 1)
    let three = HeightWidth(height: 3, width: 3)
    let layer = try SelectedLayer(
      Self.network(
        .maxPool2D, size: HeightWidth(height: 9, width: 9), channels: 7, filter: three,
        stride: three, padding: .same),
      on: "esp32", using: &random)
    #expect(
      layer.choice.pathReason == "a channel at a time: 7 channels fill no whole words")
  }

  /// Every sum that windows of 1 to 256 elements can have, beside a division.
  @Test func meansByAProductAreExact() {
    var compared = 0
    var wrong: [String] = []
    for count in Int32(1)...256 {
      var divisor = mcub_mean_divisor_of(count)
      for sum in 0...UInt32(255 * count) {
        let plain = Int32(sum) - 128 * count
        let half = count / 2
        let mean = (plain > 0 ? plain + half : plain - half) / count
        compared += 1
        if Int32(mcub_mean_by_product(sum, &divisor)) != mean { wrong.append("\(plain)/\(count)") }
      }
    }
    #expect(compared == 8_388_736)
    #expect(wrong.isEmpty, "\(wrong.prefix(10))")
  }
}
