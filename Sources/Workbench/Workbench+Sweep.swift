package import Benchmarking
package import BoardProfiles
package import Calibration
import FirmwareGeneration
package import Hardware
package import LatencyTables
import Measurements
import ModelGraph
import Planning
import ProcessTools

/// Layers that were measured together.
package struct MeasuredSweep: Sendable {
  /// By the layers asked for; `nil` where no cycles of one came.
  package let layers: [MeasuredLayers.Layer?]
  /// What the whole network took beside its layers' sum.
  package let overheadCycles: Double
  /// Layers that are called.
  package let calledCount: Int
  package let run: FinishedRun

  /// Of the layers that have one, in the order asked for.
  package var samples: [LatencySample] { layers.compactMap { $0?.sample.sample } }
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

  /// As ``candidate(_:on:)`` for each of `layers` that the board can run, in their order; as many at a
  /// time as there are processors.
  func candidates(
    _ layers: [SweepLayer], on board: BoardProfile
  ) async throws -> [SweepDesign.Candidate] {
    let share = 32
    return try await withThrowingTaskGroup(
      of: (start: Int, found: [SweepDesign.Candidate]).self
    ) { group in
      for start in stride(from: 0, to: layers.count, by: share) {
        group.addTask {
          try Task.checkCancellation()
          let some = layers[start..<min(start + share, layers.count)]
          return (start, some.compactMap { candidate($0, on: board) })
        }
      }
      var shares: [(start: Int, found: [SweepDesign.Candidate])] = []
      for try await found in group { shares.append(found) }
      return shares.sorted { $0.start < $1.start }.flatMap(\.found)
    }
  }

  /// The name of the kernels that layers on `board` are run by, as tables have it.
  func sweptKernelSet(on board: BoardProfile) throws -> String {
    let layer = SweepLayer(.convolution, height: 8, width: 8, channels: 8, outputs: 8, kernel: 3)
    let plan = try Planner.plan(SweepNetwork([layer], seed: 1).graph, for: board)
    return KernelSetName.name(
      KernelSetName.name(plan.kernelSet, isPruned: false, cores: board.usedCores),
      placement: PlanRecords.choices(of: board)?.placement)
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
      let measured = layers.indices.map { index -> MeasuredLayers.Layer? in
        guard let step = Self.step(of: network, in: plan, layer: index),
          let place = plan.layers.firstIndex(of: step), let cost = LayerCost(step, of: plan),
          let timing = run.measurement.timing(ofLayer: place), timing.medianCycles > 0,
          let window = run.measurement.layers[place].window
        else { return nil }
        return MeasuredLayers.Layer(
          sample: CalibrationSample(
            layer: layers[index],
            sample: LatencySample(cost: cost, cycles: timing.medianCycles)),
          runs: run.measurement.pass(.layer)?.runs.map { $0[window] } ?? [])
      }
      return MeasuredSweep(
        layers: measured, overheadCycles: -(run.measurement.residueCycles ?? 0),
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

extension SweepObstacle {
  /// What of `error` is the layers' fault, or `nil` where machine or board are at fault.
  init?(_ error: any Error) {
    switch error {
    case let error as PlanningError:
      switch error.reason {
      case .activationsTooLarge, .constantsTooLarge, .weightsTooLargeForRAM:
        self = .tooLarge(error.summary)
      case .noRegion, .noLayers: return nil
      }
    case let error as GenerationError:
      guard case .tooMany = error.reason else { return nil }
      self = .tooLarge(error.summary)
    case let error as ToolError:
      guard case .doesNotFit = error.reason else { return nil }
      self = .tooLarge(error.summary)
    case let error as BoardError:
      switch error.reason {
      case .fault, .passTooLong, .countsLost, .wasReset: self = .invalid(error.summary)
      default: return nil
      }
    default: return nil
    }
  }

  /// What is wrong with a measurement's figures, or `nil` where they may be used.
  init?(_ measurement: Measurement) {
    switch measurement.validity {
    case .valid, .degraded: return nil
    case .invalid, .invalidOutput:
      let texts = measurement.issues.filter { $0.severity == .invalid }.map(\.text)
      self = .invalid(texts.joined(separator: "; "))
    }
  }
}
