import BoardProfiles
import Calibration
import Measurements
import Planning
import Testing

@testable import LatencyTables

/// What a table says of a network.
struct LatencyPredictionTests {
  private static let overhead = 25.0

  /// Fully connected layers, softmax, and reshapes between them that the board makes no calls for.
  private static func plan() throws -> ExecutionPlan {
    try Planner.plan(
      SweepNetwork(
        [
          SweepLayer(.fullyConnected, channels: 40, outputs: 32),
          SweepLayer(.add, height: 4, width: 4, channels: 2),
          SweepLayer(.fullyConnected, channels: 32, outputs: 20),
          SweepLayer(.softmax, height: 1, channels: 20),
        ], seed: 1
      ).graph, for: Boards.load("stm32f746g"))
  }

  /// A table in which every part of every layer of `plan` takes three cycles, without the variants
  /// `lacking`.
  private static func table(
    of plan: ExecutionPlan, lacking: (String) -> Bool = { _ in false },
    hull: (LayerCost) -> [String: ClosedRange<Double>] = { _ in [:] }
  ) -> LatencyTable {
    let costs = plan.layers.compactMap { LayerCost($0, of: plan) }
    var fits: [String: VariantFit] = [:]
    for (place, group) in Dictionary(grouping: costs, by: \.variant).sorted(by: { $0.key < $1.key })
      .enumerated() where !lacking(group.key)
    {
      let names = Set(group.value.flatMap(\.terms).map(\.name))
      let error = 0.02 * Double(place + 1)
      fits[group.key] = VariantFit(
        variant: group.key, cycles: Dictionary(uniqueKeysWithValues: names.map { ($0, 3.0) }),
        residuals: (0..<30).map { $0.isMultiple(of: 2) ? error : -error },
        sampleCycles: (0..<30).map { Double($0 + 1) * 10 },
        hull: group.value.reduce(into: [:]) { ranges, cost in
          for extent in cost.extents {
            let range = ranges[extent.name] ?? extent.count...extent.count
            ranges[extent.name] =
              min(range.lowerBound, extent.count)...max(range.upperBound, extent.count)
          }
        }.merging(group.value.first.map(hull) ?? [:]) { $1 })
    }
    return LatencyTable(
      origin: LatencyTable.Origin(
        board: plan.board.name, clockHertz: 1, kernelSet: "dsp", kernelHash: "0123456789ab",
        evidence: .measured, timingModel: nil, compiler: "gcc",
        created: Timestamp(unixMilliseconds: 0), seed: 1),
      fits: fits, layerOverheadCycles: overhead, shapeCount: costs.count)
  }

  @Test func aLayerIsTheSumOfItsPartsAndANetworkTheSumOfItsLayers() throws {
    let plan = try Self.plan()
    let prediction = Self.table(of: plan).prediction(of: plan)
    #expect(prediction.layers.count == plan.layers.count)
    var sum = 0.0
    var called = 0
    for (step, layer) in zip(plan.layers, prediction.layers) {
      #expect(!layer.isUnknown)
      guard let cost = LayerCost(step, of: plan) else { continue }
      let expected = cost.terms.reduce(0) { $0 + 3 * $1.count }
      #expect(layer.variant == cost.variant)
      #expect(abs(layer.cycles.cycles - expected) < 1e-9)
      #expect(layer.outside.isEmpty)
      sum += expected
      called += 1
    }
    #expect(called >= 4)
    #expect(abs(prediction.total.cycles - (sum + Double(called) * Self.overhead)) < 1e-6)
  }

  @Test func aLayerThatTheBoardDoesNotCallTakesNothing() throws {
    let plan = try Self.plan()
    let elided = plan.layers.indices.filter { plan.layers[$0].isElided }
    try #require(!elided.isEmpty)
    let prediction = Self.table(of: plan).prediction(of: plan)
    for index in elided {
      let layer = prediction.layers[index]
      #expect(layer.variant == nil && !layer.isUnknown && layer.outside.isEmpty)
      #expect(layer.cycles == PredictedCycles(cycles: 0, low: 0, high: 0))
    }
  }

  /// Errors of one variant add up, those of different variants as squares.
  @Test func theTotalsIntervalCombinesVariants() throws {
    let plan = try Self.plan()
    let prediction = Self.table(of: plan).prediction(of: plan)
    let called = prediction.layers.filter { $0.variant != nil }
    let groups = Dictionary(grouping: called, by: \.variant)
    try #require(groups.count >= 3 && groups.values.contains { $0.count > 1 })
    var (below, above) = (0.0, 0.0)
    for group in groups.values {
      var (low, high) = (0.0, 0.0)
      for layer in group {
        #expect(layer.cycles.low < layer.cycles.cycles)
        #expect(layer.cycles.cycles < layer.cycles.high)
        low += layer.cycles.cycles - layer.cycles.low
        high += layer.cycles.high - layer.cycles.cycles
      }
      below += low * low
      above += high * high
    }
    let total = prediction.total
    #expect(abs(total.cycles - total.low - below.squareRoot()) < 1e-6)
    #expect(abs(total.high - total.cycles - above.squareRoot()) < 1e-6)
    // Narrower than if all erred together, wider than any alone.
    let widths = called.map { $0.cycles.high - $0.cycles.cycles }
    #expect(above.squareRoot() < widths.reduce(0, +))
    #expect(above.squareRoot() > (widths.max() ?? .infinity))
  }

  @Test func aKernelThatTheTableLacksIsUnknown() throws {
    let plan = try Self.plan()
    let prediction = Self.table(of: plan, lacking: { $0.contains("softmax") }).prediction(of: plan)
    for (step, layer) in zip(plan.layers, prediction.layers) where !step.isElided {
      #expect(layer.isUnknown == step.boardCall.symbol.contains("softmax"))
      #expect(layer.variant != nil)
      #expect((layer.cycles.cycles == 0) == layer.isUnknown)
    }
    #expect(prediction.layers.contains { $0.isUnknown })
  }

  @Test func aLayerOutsideHasAWiderIntervalOfTheSameMiddle() throws {
    let plan = try Self.plan()
    let inside = Self.table(of: plan).prediction(of: plan)
    let small = Self.table(
      of: plan,
      hull: { cost in cost.variant.contains("fully_connected") ? ["units": 1...2] : [:] }
    ).prediction(of: plan)
    var flagged = 0
    for (before, after) in zip(inside.layers, small.layers) where before.variant != nil {
      #expect(before.cycles.cycles == after.cycles.cycles)
      guard after.variant?.contains("fully_connected") == true else {
        #expect(before == after)
        continue
      }
      flagged += 1
      #expect(after.outside == ["units"])
      #expect(after.cycles.low < before.cycles.low && after.cycles.high > before.cycles.high)
    }
    #expect(flagged == 2)
    #expect(small.total.cycles == inside.total.cycles)
    #expect(small.total.high > inside.total.high)
  }
}
