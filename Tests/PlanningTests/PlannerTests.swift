import BoardProfiles
import ModelGraph
import Planning
import Testing

@Suite struct PlannerTests {
  private let board = BoardProfile.sketch([("fast", 4096), ("slow", 65536)])

  @Test func reordersBranchesWhenThatLowersThePeak() throws {
    // Two wide branches made first, two narrow results after: running each branch to its end wins.
    var sketch = GraphSketch()
    let x = sketch.input(16)
    let wideA = sketch.layer([x], makes: 1600)
    let wideB = sketch.layer([x], makes: 1600)
    let narrowA = sketch.layer([wideA], makes: 16)
    let narrowB = sketch.layer([wideB], makes: 16)
    let joined = sketch.layer([narrowA, narrowB], makes: 32)
    sketch.outputs = [joined]
    let plan = try Planner.plan(sketch.lowered, for: board)
    #expect(plan.isReordered)
    #expect(plan.layers.map(\.layer.nodeIndex) == [0, 2, 1, 3, 4])
    #expect(plan.peakLiveBytes == 1600 + 16 + 16)
    #expect(plan.arenaBytes == plan.peakLiveBytes)
  }

  @Test func keepsTheStoredOrderWhenNoneIsBetter() throws {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    let a = sketch.layer([x], makes: 128)
    sketch.outputs = [sketch.layer([a], makes: 64)]
    #expect(try !Planner.plan(sketch.lowered, for: board).isReordered)
  }

  @Test func giveUpOnAGraphWithTooManyOrdersIsQuick() throws {
    var sketch = GraphSketch()
    let x = sketch.input(16)
    let branches = (0..<40).map { _ in sketch.layer([sketch.layer([x], makes: 64)], makes: 16) }
    sketch.outputs = [sketch.layer(branches, makes: 16)]
    let plan = try Planner.plan(sketch.lowered, for: board)
    #expect(plan.layers.count == 81)
  }

  @Test func leavesOutACopyWhoseOutputLiesOnItsInput() throws {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    let copy = sketch.layer([x], makes: 64, isCopy: true)
    sketch.outputs = [sketch.layer([copy], makes: 32)]
    let plan = try Planner.plan(sketch.lowered, for: board)
    #expect(plan.layers.map(\.isElided) == [true, false])
    #expect(plan.placements[x] == plan.placements[copy])
    #expect(plan.arenaBytes == 96)
  }

  /// A layer over its own input, whose copy is kept where there is room, on a board of one memory of
  /// 256 B that takes the weights too.
  private func planWithWeightsInRAM(weightBytes: Int) throws -> ExecutionPlan {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    let weights = sketch.tensor(weightBytes, data: [UInt8](repeating: 1, count: weightBytes))
    sketch.outputs = [sketch.layer([x, weights], makes: 64, inPlace: [0])]
    var board = BoardProfile.sketch([("ram", 256)])
    board.placement = BoardProfile.Placement(code: .flash, weights: .ram)
    return try Planner.plan(sketch.lowered, for: board)
  }

  @Test(arguments: [(128, true), (129, false), (192, false)])
  func weightsInRAMComeBeforeACopyOfTheInput(weightBytes: Int, keepsCopy: Bool) throws {
    let plan = try planWithWeightsInRAM(weightBytes: weightBytes)
    #expect(plan.constantBytes == weightBytes)
    #expect(plan.arenaBytes == 64)
    #expect(plan.overwrittenInputs == [0])
    #expect(plan.inputCopies.isEmpty == !keepsCopy)
    #expect(plan.arenas[0].reservedBytes + weightBytes <= 256)
  }

  @Test func theRefusalOfWeightsInRAMCountsWhatTheRunUsesAlone() throws {
    let error = #expect(throws: PlanningError.self) {
      try planWithWeightsInRAM(weightBytes: 193)
    }
    #expect(
      error?.reason
        == .weightsTooLargeForRAM(
          weightBytes: 193, activationBytes: 64, region: .init(region: "ram", bytes: 256)))
  }

  @Test func doesNotOverwriteATensorThatIsReadLater() throws {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    let a = sketch.layer([x], makes: 64, inPlace: [0])
    let b = sketch.layer([a], makes: 64, inPlace: [0])
    sketch.outputs = [sketch.layer([a, b], makes: 64, inPlace: [0, 1])]
    let plan = try Planner.plan(sketch.lowered, for: board)
    #expect(plan.placements[a] == plan.placements[x])
    #expect(plan.placements[b] != plan.placements[a])
  }

  @Test func doesNotOverwriteAGraphOutput() throws {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    let a = sketch.layer([x], makes: 64)
    let b = sketch.layer([a], makes: 64, inPlace: [0])
    sketch.outputs = [a, b]
    let plan = try Planner.plan(sketch.lowered, for: board)
    #expect(plan.placements[a] != plan.placements[b])
  }

  @Test func keepsACopyOfAnInputThatTheNetworkOverwrites() throws {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    sketch.outputs = [sketch.layer([x], makes: 64, inPlace: [0])]
    let plan = try Planner.plan(sketch.lowered, for: board)
    #expect(plan.overwrittenInputs == [x])
    #expect(plan.inputCopies[x]?.region == "slow")
    #expect(plan.arenaBytes == 64)
    #expect(plan.arenas.map(\.reservedBytes) == [64, 64])
  }

  @Test func saysWhichInputMustBeSentAgainWhenNoMemoryIsLeft() throws {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    sketch.outputs = [sketch.layer([x], makes: 64, inPlace: [0])]
    let plan = try Planner.plan(sketch.lowered, for: .sketch([("only", 100)]))
    #expect(plan.overwrittenInputs == [x])
    #expect(plan.inputCopies.isEmpty)
  }

  @Test func givesScratchMemoryOfItsOwn() throws {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    sketch.outputs = [sketch.layer([x], makes: 64, scratchBytes: 40)]
    let plan = try Planner.plan(sketch.lowered, for: board)
    let scratch = try #require(plan.layers[0].scratch)
    #expect(scratch.byteCount == 40)
    #expect(plan.arenaBytes == 168)
  }

  @Test func refusesActivationsThatDoNotFitAndNamesThePeak() {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    let a = sketch.layer([x], makes: 5000)
    sketch.outputs = [sketch.layer([a], makes: 5000)]
    let error = #expect(throws: PlanningError.self) {
      try Planner.plan(sketch.lowered, for: .sketch([("a", 6000), ("b", 3000)]))
    }
    #expect(
      error?.reason
        == .activationsTooLarge(
          neededBytes: 10000,
          regions: [.init(region: "a", bytes: 6000), .init(region: "b", bytes: 3000)],
          layerIndex: 1, kind: .relu))
    #expect(
      error?.summary
        == "sketch: the activations need 10000 B at layer 1 (RELU), the board has 6000 B in a, "
        + "3000 B in b")
  }

  @Test func refusesConstantsThatDoNotFitInFlash() {
    var sketch = GraphSketch()
    let x = sketch.input(64)
    let weights = sketch.tensor(40000, data: [UInt8](repeating: 1, count: 40000))
    sketch.outputs = [sketch.layer([x, weights], makes: 64)]
    let error = #expect(throws: PlanningError.self) {
      try Planner.plan(sketch.lowered, for: .sketch([("a", 6000)], flashBytes: 80000))
    }
    #expect(
      error?.reason
        == .constantsTooLarge(
          neededBytes: 40000, flashBytes: 80000, reservedBytes: Planner.codeReserveBytes))
  }

  @Test func refusesAGraphWithoutLayers() {
    var sketch = GraphSketch()
    sketch.outputs = [sketch.input(64)]
    let error = #expect(throws: PlanningError.self) {
      try Planner.plan(sketch.lowered, for: board)
    }
    #expect(error?.reason == .noLayers)
  }

  /// Random graphs: live tensors never share bytes unless the plan says so, everything lies inside
  /// its region, and the plan is the same the second time.
  @Test(arguments: 0..<24)
  func placesRandomGraphsWithoutOverlap(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var sketch = GraphSketch()
    var made = [sketch.input(Int.random(in: 1...2000, using: &random))]
    for _ in 0..<Int.random(in: 1...25, using: &random) {
      let source = made.randomElement(using: &random) ?? 0
      let other = made.randomElement(using: &random) ?? 0
      let sourceBytes = sketch.tensors[source].byteCount
      switch Int.random(in: 0..<4, using: &random) {
      case 0: made.append(sketch.layer([source], makes: sourceBytes, inPlace: [0]))
      case 1: made.append(sketch.layer([source], makes: sourceBytes, isCopy: true))
      case 2:
        made.append(
          sketch.layer([source, other], makes: Int.random(in: 1...3000, using: &random)))
      default:
        made.append(
          sketch.layer(
            [other], makes: Int.random(in: 1...3000, using: &random),
            scratchBytes: Int.random(in: 1...500, using: &random)))
      }
    }
    sketch.outputs = [made[made.count - 1]]
    let lowered = sketch.lowered
    let plan = try Planner.plan(lowered, for: board)
    #expect(try plan == Planner.plan(lowered, for: board))
    try checkByExecution(plan)
  }

  /// Runs the plan on bytes: each layer writes a pattern of its own and every read must see what
  /// the tensor's maker wrote.
  private func checkByExecution(_ plan: ExecutionPlan) throws {
    var memory: [String: [Int]] = [:]
    for arena in plan.arenas {
      memory[arena.region] = [Int](repeating: -1, count: arena.reservedBytes)
      #expect(arena.byteCount <= arena.reservedBytes)
    }
    var contents: [TensorID: Int] = [:]
    func write(_ value: Int, at place: MemoryPlacement) {
      for byte in place.offsetBytes..<place.offsetBytes + place.byteCount {
        memory[place.region]?[byte] = value
      }
    }
    func expectValue(_ value: Int, at place: MemoryPlacement) {
      let bytes = memory[place.region] ?? []
      #expect(
        bytes[place.offsetBytes..<place.offsetBytes + place.byteCount].allSatisfy { $0 == value })
    }
    for input in plan.graph.inputs {
      let place = try #require(plan.placements[input])
      write(1_000 + input, at: place)
      contents[input] = 1_000 + input
      if let copy = plan.inputCopies[input] { write(1_000 + input, at: copy) }
    }
    for (step, planned) in plan.layers.enumerated() {
      for input in planned.layer.inputs.compactMap(\.self) {
        expectValue(try #require(contents[input]), at: try #require(plan.placements[input]))
      }
      let output = planned.layer.outputs[0]
      let place = try #require(plan.placements[output])
      #expect(place.offsetBytes % 16 == 0)
      if planned.isElided {
        contents[output] = contents[try #require(planned.layer.inputs[0])]
      } else {
        if let scratch = planned.scratch { write(-2, at: scratch) }
        write(step, at: place)
        contents[output] = step
      }
    }
    for output in plan.graph.outputs {
      expectValue(try #require(contents[output]), at: try #require(plan.placements[output]))
    }
    for input in plan.graph.inputs {
      let place = try #require(plan.placements[input])
      if let copy = plan.inputCopies[input] {
        expectValue(1_000 + input, at: copy)
      } else if !plan.overwrittenInputs.contains(input) {
        expectValue(1_000 + input, at: place)
      }
    }
  }
}

/// Knuth's 64-bit linear congruential generator (MMIX), upper bits only.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

  mutating func next() -> UInt64 {
    var value: UInt64 = 0
    for _ in 0..<2 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      value = value << 32 | state >> 32
    }
    return value
  }
}
