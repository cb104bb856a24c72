import BoardProfiles
import Calibration
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@testable import LatencyTables

/// How often the parts of kernels run, by hand for small layers, and what holds of every layer.
struct LayerCostTests {
  /// A small layer on a board, and counts that some part of its kernel must have.
  struct Example: Sendable, CustomTestStringConvertible {
    let board: String
    let layer: SweepLayer
    let kernel: String
    /// What is counted, and how often it happens.
    let counts: [(String, Double)]

    init(
      _ board: String, _ kernel: String, _ layer: SweepLayer, _ counts: [(String, Double)]
    ) {
      (self.board, self.kernel, self.layer, self.counts) = (board, kernel, layer, counts)
    }

    var testDescription: String { "\(board) \(kernel)" }
  }

  private static let window = SweepLayer(
    .convolution, height: 6, width: 5, channels: 4, outputs: 8, kernel: 3)
  private static let pointwise = SweepLayer(
    .convolution, height: 6, width: 5, channels: 12, outputs: 8)
  private static let depthwise = SweepLayer(
    .depthwise, height: 6, width: 5, channels: 8, outputs: 1, kernel: 3)
  private static let connected = SweepLayer(.fullyConnected, channels: 40, outputs: 9)
  private static let pool = SweepLayer(
    .maxPool, height: 6, width: 7, channels: 8, kernel: 3, isPadded: false)

  /// The convolution of `window` makes 30 pixels of 8 channels from 36 weights each: 8640 MACs.
  static let examples: [Example] = [
    // Tiles of three pixels times pairs of channels: 10 * 4, each of 36 / 4 quads of 24 MACs.
    Example(
      "stm32f746g", "conv_2d_s8_dsp", window,
      [("tiles of six outputs", 240 / 6), ("quads of 24 MACs", 8640 / 24)]),
    Example(
      "stm32f746g", "conv_2d_s8_dsp", pointwise,
      [("tiles of six outputs", 240 / 6), ("quads of 24 MACs", 2880 / 24)]),
    Example(
      "nucleo-f446re", "conv_2d_s8_dsp", window,
      [("tiles of six outputs", 240 / 6), ("quads of 24 MACs", 8640 / 24)]),
    // Tiles of six pixels times rows of weights: 5 * 8, each of 36 weights for six MACs.
    Example(
      "pico", "conv_2d_s8_m0", window,
      [("six outputs", 240 / 6), ("weights of six MACs", 8640 / 6)]),
    Example(
      "pico", "conv_2d_s8_m0", pointwise,
      [("six outputs", 240 / 6), ("weights of six MACs", 2880 / 6)]),
    // An output by itself, four MACs a step.
    Example(
      "esp32-240mhz", "conv_2d_s8_lx6", window,
      [("outputs", 240), ("steps of four MACs", 8640 / 4)]),
    Example(
      "esp32-240mhz", "conv_2d_s8_lx6", pointwise,
      [("outputs", 240), ("steps of four MACs", 2880 / 4)]),
    // Three pairs of rows by seven pairs of columns, the last of them half a pair, of eight channels.
    Example(
      "stm32f746g", "depthwise_conv_2d_s8_dsp_3x3",
      SweepLayer(.depthwise, height: 6, width: 13, channels: 8, outputs: 1, kernel: 3),
      [("groups of up to four outputs", 3 * 7 * 8), ("rows with a rest", 3 * 8)]),
    // Six rows by two groups of four columns and one that is left.
    Example(
      "stm32f746g", "depthwise_conv_2d_s8_dsp_5x5",
      SweepLayer(.depthwise, height: 6, width: 9, channels: 8, outputs: 1, kernel: 5),
      [("groups of four outputs", 6 * 2 * 8), ("last columns", 6 * 8)]),
    Example(
      "pico", "depthwise_conv_2d_s8_m0_3x3",
      SweepLayer(.depthwise, height: 6, width: 12, channels: 8, outputs: 1, kernel: 3),
      [("groups of six outputs", 6 * 2 * 8)]),
    Example(
      "esp32-240mhz", "depthwise_conv_2d_s8_lx6_3x3", depthwise,
      [("pairs of outputs", 6 * 2 * 8), ("odd outputs", 6 * 8)]),
    // Two groups of four rows, five steps of eight; one row, in fours.
    Example(
      "stm32f746g", "fully_connected_s8_folded", connected,
      [("groups", 2), ("steps of 32 MACs", 2 * 5), ("fours of the last row", 10)]),
    Example(
      "pico", "fully_connected_s8_m0", connected,
      [("groups", 3), ("steps of four MACs", 3 * 40), ("outputs", 9)]),
    Example(
      "esp32-240mhz", "fully_connected_s8_lx6", connected,
      [("outputs", 9), ("steps of four MACs", 9 * 10)]),
    // Twenty windows of two words of channels each, of which nine pixels are read.
    Example(
      "stm32f746g", "max_pool_2d_s8", pool, [("windows", 20), ("words of windows", 20 * 2)]),
    Example("esp32-240mhz", "max_pool_2d_s8", pool, [("windows", 20), ("words read", 20 * 9 * 2)]),
    Example(
      "stm32f746g", "mean_s8", SweepLayer(.mean, height: 6, width: 5, channels: 16),
      [("eights", 2), ("pixels of eights", 60), ("outputs", 16)]),
    Example(
      "stm32f746g", "softmax_s8", SweepLayer(.softmax, height: 3, channels: 11),
      [("rows", 3), ("elements", 33)]),
    Example(
      "stm32f746g", "lookup_s8", SweepLayer(.table, height: 3, width: 5, channels: 7),
      [("elements", 105)]),
    Example(
      "stm32f746g", "add_s8", SweepLayer(.add, height: 3, width: 5, channels: 7),
      [("elements", 105)]),
    Example(
      "pico", "mul_s8", SweepLayer(.multiply, height: 3, width: 5, channels: 7),
      [("elements", 105)]),
    Example(
      "esp32-240mhz", "add_s8", SweepLayer(.addRepeated, height: 3, width: 5, channels: 7),
      [("elements", 105), ("rows", 15)]),
    // Fifteen pixels of two inputs.
    Example(
      "stm32f746g", "concatenation",
      SweepLayer(.concatenation, height: 3, width: 5, channels: 7),
      [("inputs", 2), ("pixels", 15), ("copies", 30)]),
    // Five rows of seven pixels, of which three hold five of the input's.
    Example(
      "stm32f746g", "pad", SweepLayer(.pad, height: 3, width: 5, channels: 8),
      [("bytes filled", (5 * 7 - 3 * 5) * 8)]),
    Example(
      "pico", "lookup_s8", SweepLayer(.relu, height: 3, width: 5, channels: 7),
      [("elements", 105)]),
  ]

  @Test(arguments: examples)
  func aSmallLayersPartsRunAsOftenAsCountedByHand(example: Example) throws {
    let cost = try #require(try Boards.cost(example.layer, on: example.board))
    #expect(cost.variant.contains(example.kernel), "\(cost.variant)")
    for (name, count) in example.counts {
      #expect(
        cost.terms.contains { $0.count == count },
        "\(name): \(count) in \(cost.terms.map { "\($0.name) \($0.count)" })")
    }
  }

  /// Layers drawn as a calibration draws them, on every core.
  @Test(arguments: Boards.names)
  func everyLayerHasPartsThatCanBeFitted(name: String) throws {
    let board = try Boards.load(name)
    let regions = Set(board.memory.map(\.name)).subtracting([board.arenaRegions[0].name])
    var (count, kernels) = (0, Set<String>())
    for layer in SweepSpace.layers(90, seed: 11) {
      guard let (step, plan) = try Boards.planned(layer, on: board),
        let cost = LayerCost(step, of: plan)
      else { continue }
      count += 1
      kernels.insert(cost.variant)
      #expect(cost.variant.hasPrefix(step.boardCall.symbol))
      #expect(cost.count(of: "call") == 1, "\(layer)")
      for term in cost.terms {
        #expect(term.count > 0 && term.count.isFinite, "\(layer): \(term)")
        guard let at = term.name.split(separator: "@").dropFirst().first else { continue }
        #expect(regions.contains(String(at)), "\(layer): \(term)")
      }
      #expect(Set(cost.terms.map(\.name)).count == cost.terms.count, "\(layer): \(cost.terms)")
      #expect(!cost.extents.isEmpty)
      #expect(cost.extents.allSatisfy { $0.count > 0 && $0.count.isFinite }, "\(layer): \(cost)")
      #expect(
        Set(cost.extents.map(\.name)).count == cost.extents.count, "\(layer): \(cost.extents)")
      // The same again, since nothing of it may hang on an order of a dictionary.
      #expect(LayerCost(step, of: plan) == cost)
    }
    #expect(count > 80 && kernels.count >= 12, "\(count) layers, \(kernels.sorted())")
  }

  /// A layer of twice the rows runs each part of its kernel at least as often, where it runs the same
  /// kernel in the same way: from memory that is as fast.
  @Test(arguments: Boards.names)
  func moreRowsNeverTakeFewerMACs(name: String) throws {
    var compared = 0
    for layer in SweepSpace.layers(80, seed: 5)
    where layer.kind == .convolution && layer.isPadded && layer.height >= 4 && layer.height <= 24 {
      let taller = SweepLayer(
        layer.kind, height: 2 * layer.height, width: layer.width, channels: layer.channels,
        outputs: layer.outputs, kernel: layer.kernel, stride: layer.stride,
        isRectified: layer.isRectified, isNormal: layer.isNormal)
      // Twice the rows may be more than a small board has memory for.
      guard let small = try? Boards.cost(layer, on: name),
        let large = try? Boards.cost(taller, on: name), small.variant == large.variant
      else { continue }
      compared += 1
      func work(_ cost: LayerCost) -> Double { cost.terms.map(\.count).max() ?? 0 }
      #expect(work(large) >= work(small), "\(layer)")
    }
    #expect(compared > 5)
  }

  // MARK: Where things lie

  /// An addition whose tensors together fill more than the fastest memory.
  ///
  /// What a data cache lies before counts by its lines, of 32 bytes.
  @Test func bytesInSlowerMemoryCountByLines() throws {
    let layer = SweepLayer(.add, height: 40, width: 25, channels: 64)
    let (step, plan) = try #require(
      try Boards.planned(layer, on: Boards.load("stm32f746g")))
    let cost = try #require(LayerCost(step, of: plan))
    let bytes = 40.0 * 25 * 64
    let (input, output) = (
      plan.placements[try #require(step.layer.input(0))]?.region,
      plan.placements[step.layer.outputs[0]]?.region
    )
    let (read, written) = (cost.count(of: "memory line"), cost.count(of: "line written back"))
    // Both inputs are one tensor here: its second bytes are found where the first were.
    #expect(input == "sram1" ? read >= bytes / 32 : read <= bytes / 32, "\(read)")
    #expect(output == "sram1" ? written > 0.9 * bytes / 32 : written == 0, "\(written)")
    #expect(input == "sram1" || output == "sram1")
    #expect(cost.all("read@dtcm") == 0 && cost.all("write@dtcm") == 0)
  }

  @Test func nothingOfASmallLayerLiesInSlowerMemory() throws {
    let cost = try #require(
      try Boards.cost(SweepLayer(.add, height: 4, width: 4, channels: 8), on: "stm32f746g"))
    #expect(!cost.terms.contains { $0.name.contains("@") }, "\(cost.terms)")
  }

  /// 256 channels of 256 weights are 2048 lines of 32 bytes, of which the data cache keeps 128.
  @Test func weightsBeyondTheCacheCountAsLinesFromFlash() throws {
    let layer = SweepLayer(.convolution, height: 4, width: 4, channels: 256, outputs: 256)
    let cost = try #require(try Boards.cost(layer, on: "stm32f746g"))
    let lines = cost.count(of: "flash line")
    #expect((2048...2048 + 200).contains(lines), "\(lines)")
    let small = SweepLayer(.convolution, height: 4, width: 4, channels: 16, outputs: 16)
    #expect(try Boards.cost(small, on: "stm32f746g")?.count(of: "flash line") == 0)
  }

  /// Weights that are read once lie in memory, where there is room.
  @Test func copiedWeightsCountWhereTheyLie() throws {
    let layer = SweepLayer(.fullyConnected, channels: 500, outputs: 160)
    let (step, plan) = try #require(try Boards.planned(layer, on: Boards.load("stm32f746g")))
    let copy = try #require(step.weightCopy)
    let cost = try #require(LayerCost(step, of: plan))
    #expect(copy.region == "sram1")
    #expect(cost.count(of: "memory line") >= 500 * 160 / 32)
    // The scales of 160 units stay in flash, 12 bytes each.
    #expect(cost.count(of: "flash line") <= 160 * 12 / 32 + 1)
  }

  // MARK: Kernels without a form

  @Test func aKernelThatNobodyWroteDownIsCountedByItsElements() throws {
    let sketch = PlanSketch([PlanSketch.Call(symbol: "mcub_new_s8_ref")])
    let board = try Boards.load("stm32f746g")
    let plan = sketch.plan(on: board)
    let cost = try #require(LayerCost(plan.layers[0], of: plan))
    #expect(cost.variant == "mcub_new_s8_ref")
    #expect(cost.terms == [CostTerm("call", 1), CostTerm("output", 6), CostTerm("input", 6)])
    #expect(cost.extents == [CostTerm("inputs", 6), CostTerm("outputs", 6)])
    let slow = sketch.plan(on: board, region: "sram1")
    let apart = try #require(LayerCost(slow.layers[0], of: slow))
    let lines = (apart.count(of: "memory line"), apart.count(of: "line written back"))
    #expect(lines.0 > 0 && lines.1 > 0, "\(lines)")
  }

  @Test func aLayerThatTheBoardDoesNotCallHasNoCost() throws {
    let plan = PlanSketch([PlanSketch.Call(isElided: true)]).plan(on: try Boards.load("pico"))
    #expect(LayerCost(plan.layers[0], of: plan) == nil)
  }
}
