package import Benchmarking
package import BoardProfiles
package import Calibration
package import Hardware
package import LatencyTables
import Measurements
import ModelGraph
import Planning

/// Layers that were measured together.
package struct MeasuredSweep: Sendable {
  /// Of the layers asked for, in their order.
  package let samples: [LatencySample]
  /// What the whole network took beside its layers' sum.
  package let overheadCycles: Double
  /// Layers that are called.
  package let calledCount: Int
  package let run: FinishedRun
}

extension Workbench {
  /// What the cycles of `layer` hang on on `board`, or `nil` where the board cannot run it.
  package func candidate(_ layer: SweepLayer, on board: BoardProfile) -> SweepDesign.Candidate? {
    let network = SweepNetwork([layer], seed: 1)
    guard let plan = try? Planner.plan(network.graph, for: board),
      let step = Self.step(of: network, in: plan, layer: 0),
      let cost = LayerCost(step, of: plan)
    else { return nil }
    return SweepDesign.Candidate(layer: layer, cost: cost)
  }

  /// Builds one firmware of `layers` and measures each of them.
  package func measure(
    _ layers: [SweepLayer], seed: UInt64, on board: BoardProfile, over link: any BoardLink,
    choices: MeasuringChoices, program: String,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> MeasuredSweep {
    let network = SweepNetwork(layers, seed: seed)
    return try await ScratchDirectory.with(under: surroundings.temporaryDirectory) { scratch in
      let bench = try bench(for: board, buildRoot: scratch, progress: progress)
      let plan = try bench.plan(network.graph)
      let prepared = PreparedRun(
        board: board, modelName: "calibration", plan: plan, whole: nil,
        sources: try bench.sources(plan), inputs: SmoothInput.vectors(for: network.graph))
      let image = try await image(of: prepared, under: scratch, progress: progress)
      let run = try await measure(
        prepared, as: image, over: link, choices: choices, program: program, progress: progress)
      let samples = layers.indices.compactMap { index -> LatencySample? in
        guard let step = Self.step(of: network, in: plan, layer: index),
          let place = plan.layers.firstIndex(of: step), let cost = LayerCost(step, of: plan),
          let timing = run.measurement.timing(ofLayer: place), timing.medianCycles > 0
        else { return nil }
        return LatencySample(cost: cost, cycles: timing.medianCycles)
      }
      return MeasuredSweep(
        samples: samples, overheadCycles: -(run.measurement.residueCycles ?? 0),
        calledCount: plan.layers.count { !$0.isElided }, run: run)
    }
  }

  /// The planned layer that makes the output of a network's wanted layer: plans may reorder.
  private static func step(
    of network: SweepNetwork, in plan: ExecutionPlan, layer: Int
  ) -> PlannedLayer? {
    let wanted = network.graph.layers[network.places[layer]]
    return plan.layers.first { $0.layer.outputs == wanted.outputs }
  }
}
