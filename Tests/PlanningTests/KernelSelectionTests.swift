import BoardProfiles
import Foundation
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// Which call a board makes for a layer, and what the plan says about it.
@Suite struct KernelSelectionTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static func core(of board: String) throws -> BoardProfile.Core {
    try BoardProfile.load(from: root + "/boards", named: board).core
  }

  /// By default ten inputs, five units: neither a multiple of what a pass takes.
  private static func fullyConnected(depth: Int = 10, units: Int = 5) -> OneLayerNetwork {
    let weights = Tensor(
      name: "weights", type: .int8, shape: [units, depth],
      quantization: Quantization(scales: [0.5], zeroPoints: [0]),
      data: (0..<units * depth).map { UInt8(truncatingIfNeeded: 7 * $0) })
    return OneLayerNetwork(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false),
      inputs: [
        .int8([1, depth], zeroPoint: -3), weights, .constant((1...Int32(units)).map(\.self)),
      ],
      outputs: [.int8([1, units], scale: 40)])
  }

  private static func choice(_ network: OneLayerNetwork, board: String) throws -> KernelChoice {
    KernelSelection.choice(
      for: try network.call(), of: network.graph.layers[0], in: network.graph,
      on: try core(of: board))
  }

  @Test func aCoreWithTheDSPExtensionGetsItsKernel() throws {
    let choice = try Self.choice(Self.fullyConnected(), board: "stm32f746g")
    #expect(choice.call.symbol == "mcub_fully_connected_s8_folded")
    #expect(choice.codePath == .simd)
    #expect(choice.pathReason?.isEmpty == false)
    // Two steps of eight lanes and the end mark; two groups of four rows, and what is read behind.
    #expect(choice.call.scratchBytes == 36)
    let constants = choice.call.arguments.compactMap { argument -> Int? in
      if case .constant(let constant) = argument { constant.bytes.count } else { nil }
    }
    #expect(constants == [2 * (16 + 64) + 32, 12])
  }

  @Test func aCoreWithoutItKeepsTheReference() throws {
    let network = Self.fullyConnected()
    let core = try JSONDecoder().decode(
      BoardProfile.Core.self, from: Data(#"{"name": "cortex-m3"}"#.utf8))
    let choice = KernelSelection.choice(
      for: try network.call(), of: network.graph.layers[0], in: network.graph, on: core)
    #expect(try choice.call == network.call())
    #expect(choice.codePath == .generic)
    #expect(choice.pathReason == "cortex-m3 has no DSP extension")
  }

  @Test(arguments: [
    ("stm32f746g", "dsp"), ("nucleo-f446re", "dsp"), ("pico", "m0"), ("esp32", "lx6"),
  ])
  func thePlanNamesTheKernelsOfTheBoardsCore(name: String, kernels: String) throws {
    let board = try BoardProfile.load(from: Self.root + "/boards", named: name)
    #expect(try Planner.plan(Self.fullyConnected().graph, for: board).kernelSet == kernels)
  }

  @Test func thePlanCountsWhatTheBoardCalls() throws {
    let network = Self.fullyConnected()
    let board = try BoardProfile.load(from: Self.root + "/boards", named: "stm32f746g")
    let plan = try Planner.plan(network.graph, for: board)
    #expect(plan.kernelSet == "dsp")
    #expect(plan.layers[0].call.symbol == "mcub_fully_connected_s8_ref")
    #expect(plan.layers[0].boardCall.symbol == "mcub_fully_connected_s8_folded")
    #expect(plan.layers[0].scratch?.byteCount == 36)
    #expect(plan.constantBytes == 192 + 12)
  }

  @Test(
    arguments: [
      // Tensors and scratch take 336 B, the copy of 100 rows of 72 weights 7 200 B.
      ([("fast", 400), ("slow", 7_200)], "slow"), ([("fast", 7_536), ("slow", 7_200)], "fast"),
      ([("fast", 7_535), ("slow", 7_199)], nil),
    ] as [([(String, Int)], String?)])
  func weightsThatAreReadOnceAreCopiedToFreeMemory(
    regions: [(String, Int)], expected: String?
  ) throws {
    let lowered = try Lowering.lower(Self.fullyConnected(depth: 72, units: 100).graph)
    let plan = try Planner.plan(lowered, for: .sketch(regions, core: "cortex-m7"))
    let copy = plan.layers[0].weightCopy
    #expect(copy?.region == expected)
    let saysSo = plan.layers[0].pathReason?.contains("7200 B of weights read from a copy") == true
    #expect(saysSo == (expected != nil))
    guard let copy else { return }
    let arena = try #require(plan.arenas.first { $0.region == copy.region })
    #expect(copy.offsetBytes >= arena.inputCopiesEnd)
    #expect(arena.reservedBytes == copy.offsetBytes + copy.byteCount)
  }

  @Test func weightsThatAreReadAgainAndAgainStayInFlash() throws {
    let network = OneLayerNetwork(
      .conv2D,
      .convolution(
        ConvolutionOptions(
          padding: .valid, stride: HeightWidth(height: 1, width: 1),
          dilation: HeightWidth(height: 1, width: 1), fusedActivation: .none)),
      inputs: [
        .int8([1, 4, 4, 8]),
        Tensor(
          name: "weights", type: .int8, shape: [8, 1, 1, 8],
          quantization: Quantization(scales: [0.5], zeroPoints: [0]),
          data: [UInt8](repeating: 3, count: 64)),
        .constant([Int32](repeating: 1, count: 8)),
      ], outputs: [.int8([1, 4, 4, 8], scale: 40)])
    let board = try BoardProfile.load(from: Self.root + "/boards", named: "stm32f746g")
    let plan = try Planner.plan(network.graph, for: board)
    #expect(plan.layers[0].codePath == .simd)
    #expect(plan.layers[0].weightCopy == nil)
  }

  @Test func aKernelWhoseScratchLeavesNoRoomGivesWayToTheReference() throws {
    let network = Self.fullyConnected()
    let lowered = try Lowering.lower(network.graph)
    // 16 B for each of the tensors, and 16 more: too little for 36 B of scratch.
    let plan = try Planner.plan(
      lowered, for: .sketch([("ram", 48)], core: "cortex-m7"))
    #expect(plan.layers[0].boardCall == plan.layers[0].call)
    #expect(plan.layers[0].codePath == .fallback)
    #expect(plan.layers[0].pathReason?.contains("36 B of scratch") == true)
  }
}
