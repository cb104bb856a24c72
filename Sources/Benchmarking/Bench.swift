package import BoardProfiles
package import FirmwareArtifacts
package import FirmwareGeneration
import GraphPreparation
package import Hardware
package import ModelGraph
package import Planning
import Pruning
import TFLiteReader

/// A board's bench: everything that turns a model into an image for it.
package struct Bench<Time: Clock>: Sendable where Time.Duration == Duration {
  package let board: BoardProfile
  package let template: FirmwareTemplate
  package let toolchain: any Toolchain
  package let clock: Time
  /// Hears what happens, in order, on whatever thread it happens.
  package let progress: @Sendable (BenchEvent) -> Void
  /// Computes what the host computes while a board measures, or `nil` for the threads of all tasks.
  package var hostWork: (any TaskExecutor)?

  package init(
    board: BoardProfile, template: FirmwareTemplate, toolchain: any Toolchain, clock: Time,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) {
    self.board = board
    self.template = template
    self.toolchain = toolchain
    self.clock = clock
    self.progress = progress
  }

  /// The graph in a model's bytes, folded, with final shapes.
  package func graph(_ model: [UInt8]) throws -> ModelGraph {
    let graph = try stage(.read) {
      let graph = try TFLiteReader.read(model)
      return (graph, "\(graph.layers.count) operators")
    }
    return try stage(.prepare) {
      let prepared = try GraphPreparation.prepare(graph)
      return (prepared, "\(prepared.layers.count) layers")
    }
  }

  /// `graph` without the channels that cannot change its outputs.
  package func pruned(_ graph: ModelGraph) throws -> ModelGraph {
    try stage(.prune) {
      let pruned = DeadChannels.removed(from: graph)
      let removed = pruned.pruning?.removedChannelCount ?? 0
      return (pruned, removed == 1 ? "1 channel removed" : "\(removed) channels removed")
    }
  }

  /// How the network runs on the board.
  package func plan(_ graph: ModelGraph) throws -> ExecutionPlan {
    try stage(.plan) {
      let plan = try Planner.plan(graph, for: board)
      return (plan, "arena \(plan.arenaBytes) B, constants \(plan.constantBytes) B")
    }
  }

  /// The firmware's source tree.
  package func sources(
    _ plan: ExecutionPlan, session: FirmwareSession = .framed, codePaddingBytes: Int? = nil
  ) throws -> FirmwareSources {
    try stage(.generate) {
      let sources = try FirmwareGenerator.sources(
        for: plan, template: template, session: session, codePaddingBytes: codePaddingBytes)
      return (sources, "build id \(sources.buildID.prefix(16))")
    }
  }

  /// The linked firmware.
  package func image(_ sources: FirmwareSources) async throws -> FirmwareImage {
    try await stage(.build) {
      let image = try await toolchain.build(sources)
      return (
        image,
        "\(image.compiledObjectCount) objects compiled, \(image.cachedObjectCount) from the cache"
      )
    }
  }

  /// Runs one stage, and says when it begins and ends.
  func stage<Value>(_ stage: BenchStage, _ body: () throws -> (Value, String)) throws -> Value {
    try Task.checkCancellation()
    progress(.began(stage))
    let start = clock.now
    let (value, detail) = try body()
    progress(.ended(stage, start.duration(to: clock.now), detail: detail))
    return value
  }

  /// Runs one stage, and says when it begins and ends.
  func stage<Value: Sendable>(
    _ stage: BenchStage, _ body: @Sendable () async throws -> (Value, String)
  ) async throws -> Value {
    try Task.checkCancellation()
    progress(.began(stage))
    let start = clock.now
    let (value, detail) = try await body()
    progress(.ended(stage, start.duration(to: clock.now), detail: detail))
    return value
  }
}
