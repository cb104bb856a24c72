package import Benchmarking
package import BoardProfiles
package import FirmwareArtifacts
import FoundationEssentials
package import Hardware
import Measurements
package import ModelGraph
import Planning

/// A model whose firmware can be built and measured.
package struct PreparedRun: Sendable {
  package let board: BoardProfile
  let modelName: String
  let plan: ExecutionPlan
  /// The network before channels were removed, or `nil` where none were to be.
  let whole: ModelGraph?
  let sources: FirmwareSources
  let inputs: InputVectors

  /// A hash over all that the image is made from: equal ones give equal images.
  package var buildID: String { sources.buildID }

  /// What each layer is called: its operator, and its output's name, which is untrusted text.
  package var layers: [(operatorName: String, name: String)] {
    plan.layers.map { planned in
      let name = planned.layer.outputs.first.map { plan.graph.tensors[$0].name } ?? ""
      return ("\(planned.layer.kind)", name)
    }
  }
}

extension Workbench {
  /// The stages before the build: reads the model, plans it and generates its firmware.
  ///
  /// Without `inputs` the network runs on the smooth input; `codePaddingBytes` moves its code on in
  /// the flash; `prunesDead` leaves out channels that cannot change the outputs.
  package func prepare(
    _ model: [UInt8], named modelName: String, for board: BoardProfile,
    codePaddingBytes: Int? = nil, prunesDead: Bool = false,
    progress: @escaping @Sendable (BenchEvent) -> Void,
    inputs: (ModelGraph) throws -> InputVectors = { SmoothInput.vectors(for: $0) }
  ) throws -> PreparedRun {
    let bench = try bench(
      for: board, buildRoot: surroundings.temporaryDirectory, progress: progress)
    let graph = try bench.graph(model)
    let inputs = try inputs(graph)
    let plan = try bench.plan(prunesDead ? bench.pruned(graph) : graph)
    return PreparedRun(
      board: board, modelName: modelName, plan: plan, whole: prunesDead ? graph : nil,
      sources: try bench.sources(plan, codePaddingBytes: codePaddingBytes),
      inputs: inputs)
  }

  /// Builds the firmware in a new folder of `root`, which is the caller's to remove.
  package func image(
    of prepared: PreparedRun, under root: String,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> FirmwareImage {
    try await bench(for: prepared.board, buildRoot: root, progress: progress)
      .image(prepared.sources)
  }

  /// Brings the image onto a board, measures it and checks its outputs.
  ///
  /// What the host computes meanwhile is done by `hostWork` where one is given; nothing where `known`
  /// has the outputs already, by vector and then by graph output.
  package func measure(
    _ prepared: PreparedRun, as image: FirmwareImage, over link: any BoardLink,
    choices: MeasuringChoices, program: String, hostWork: (any TaskExecutor)? = nil,
    known: [[[UInt8]]]? = nil, progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> FinishedRun {
    var bench = try bench(
      for: prepared.board, buildRoot: surroundings.temporaryDirectory, progress: progress)
    bench.hostWork = hostWork
    let run = try await bench.run(
      image, of: prepared.plan, whole: prepared.whole, over: link, inputs: prepared.inputs,
      choices: choices, known: known)
    let maker = MeasurementMaker(
      modelName: prepared.modelName, plan: prepared.plan, image: image, inputs: prepared.inputs,
      program: program, host: Self.hostName, user: surroundings.environment["USER"])
    let now = Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    return FinishedRun(
      measurement: maker.measurement(of: run, runID: .random(), created: now),
      differences: run.differences, outputs: run.outputs)
  }
}
