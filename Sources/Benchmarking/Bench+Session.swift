import BoardProfiles
package import FirmwareArtifacts
package import Hardware
import HostReference
package import Measurements
package import ModelGraph
package import Planning

/// What a user chose about the measuring.
package struct MeasuringChoices: Hashable, Sendable {
  package var warmupRuns: Int?
  package var runs: Int?
  package var passes: [PassKind] = [.clean, .layer, .cold, .probe]
  /// After this long no pass begins further runs.
  package var timeLimit: Duration?

  package init() {}
}

/// A board's run, with what the host gives for the same inputs.
package struct CheckedRun: Hashable, Sendable {
  package let session: SessionResult
  package let origin: BoardConnection.Origin
  package let portPath: String
  package let probe: ProbeIdentity?
  /// What was done to get the image onto the board, in order.
  package let flashing: [FlashStep]
  package let outputCheck: OutputCheck
  /// What differs, a value for each mismatch of the check.
  package let differences: [OutputDifference]
  /// The board's outputs by vector, then by graph output, each as first read.
  package let outputs: [[[UInt8]]]
}

extension Bench {
  /// Starts `image` over `link`, measures it, and holds its outputs against the host's.
  ///
  /// The host runs `whole`, the network as it was before something was removed from it, or the
  /// plan's own without it; nothing where `known` has the outputs already, by vector and then by graph
  /// output. The connection is closed whatever happens.
  package func run(
    _ image: FirmwareImage, of plan: ExecutionPlan, whole: ModelGraph? = nil,
    over link: any BoardLink, inputs: InputVectors, choices: MeasuringChoices,
    known: [[[UInt8]]]? = nil
  ) async throws -> CheckedRun {
    // The host needs about as long as the board takes to start: both at once.
    async let expected = hostOutputs(plan, whole, inputs, known: known)
    let connection = try await stage(.start) {
      let connection = try await link.start(image)
      return (connection, connection.portPath)
    }
    let session: SessionResult
    do {
      session = try await measure(
        image, of: plan, on: connection, inputs: inputs, choices: choices)
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
    let reference = try await expected
    return try stage(.check) {
      let (check, differences) = OutputComparison.check(
        session.outputs, against: reference, types: plan.graph.outputTypes,
        tensors: plan.graph.outputs,
        firstVector: inputs.firstIndex)
      let run = CheckedRun(
        session: session, origin: connection.origin, portPath: connection.portPath,
        probe: connection.probe, flashing: connection.flashing, outputCheck: check,
        differences: differences, outputs: session.outputsByVector)
      let vectors = check.vectorCount == 1 ? "1 vector" : "\(check.vectorCount) vectors"
      return (run, "\(vectors), \(check.mismatches.count) differ")
    }
  }

  /// The outputs of every vector by the reference kernels on this machine, or those `known`.
  private func hostOutputs(
    _ plan: ExecutionPlan, _ whole: ModelGraph?, _ inputs: InputVectors, known: [[[UInt8]]]?
  ) async throws -> [[[UInt8]]] {
    if let known { return known }
    let lowered =
      try whole.map { try Lowering.lower($0) }
      ?? LoweredGraph(graph: plan.graph, calls: plan.layers.map(\.call))
    return try await withTaskExecutorPreference(hostWork) {
      try inputs.vectors.map { vector in
        try Task.checkCancellation()
        return try HostReference.run(lowered, inputs: vector)
      }
    }
  }

  private func measure(
    _ image: FirmwareImage, of plan: ExecutionPlan, on connection: BoardConnection,
    inputs: InputVectors, choices: MeasuringChoices
  ) async throws -> SessionResult {
    let session = BoardSession(
      connection: connection, board: board.name, layerNames: plan.layerNames,
      bauds: board.serial.bauds, limits: SessionLimits(), clock: clock)
    let firmware = ExpectedFirmware(
      board: board.name, buildID: image.buildID, layerCount: plan.layers.count,
      inputBytes: plan.graph.inputs.map { plan.graph.tensors[$0].byteCount },
      outputBytes: plan.graph.outputs.map { plan.graph.tensors[$0].byteCount })
    let nonce = UInt32.random(in: 1 ... .max)
    let identity = try await stage(.handshake) {
      let identity = try await session.open(nonce: nonce, expecting: firmware)
      if let expected = connection.expectedUniqueID, identity.uniqueIDText != expected {
        throw LinkError(
          board: board.name, probe: connection.probe?.path ?? connection.portPath,
          reason: .otherChip(
            expected: expected, got: identity.uniqueIDText, port: connection.portPath))
      }
      try await session.checkFlash(against: image.flashParts)
      let byteCount = image.flashParts.reduce(0) { $0 + $1.bytes.count }
      return (
        identity, "unique id \(identity.uniqueIDText); the flash holds the image's \(byteCount) B"
      )
    }
    let isVirtual = identity.isVirtual || connection.origin != .device
    let method = RunMethod.method(
      isVirtual: isVirtual, warmupRuns: choices.warmupRuns, runs: choices.runs,
      passes: choices.passes, timeCap: choices.timeLimit)
    let job = SessionJob(
      firmware: firmware, vectors: inputs.vectors,
      clock: ClockExpectation(
        coreHertz: board.clock.coreHertz, toleratedShare: board.clock.source.toleratedShare,
        reference: isVirtual ? .modelledTime : .hostClock), cores: board.usedCores)
    await session.set(limits(of: plan, method: method, isVirtual: isVirtual))
    return try await stage(.measure) {
      let result = try await session.measure(
        job, on: identity, method: method, progress: { progress(.session($0)) })
      for line in result.log { progress(.log(line)) }
      if result.logLinesLeft > 0 {
        progress(.notice("the firmware logged \(result.logLinesLeft) more lines, not kept"))
      }
      return (result, "\(method.passes.map(\.rawValue).joined(separator: ", ")) passes")
    }
  }

  private func limits(
    of plan: ExecutionPlan, method: RunMethod, isVirtual: Bool
  ) -> SessionLimits {
    let facts = ModelFacts(of: plan.graph)
    // A busy host emulates some ten million instructions a second at the very least.
    let cyclesPerSecond = isVirtual ? 10_000_000 : board.clock.coreHertz
    return SessionLimits(
      macCount: facts.macCount,
      activationBytes: facts.layers.reduce(0) { $0 + $1.inputBytes + $1.outputBytes },
      inferencesAtOnce: method.warmupRuns + 1,
      inferences: method.warmupRuns + method.maximumRuns, cyclesPerSecond: cyclesPerSecond)
  }
}

extension ExecutionPlan {
  /// What to call each layer: its place, operator and name, the name made harmless.
  package var layerNames: [String] {
    layers.enumerated().map { index, planned in
      let name = planned.layer.outputs.first.map { graph.tensors[$0].name } ?? ""
      return "\(index) (\(planned.layer.kind), \(name.prefix(60).debugDescription))"
    }
  }
}

extension ModelGraph {
  fileprivate var outputTypes: [ElementType] { outputs.map { tensors[$0].type } }
}

extension SessionResult {
  /// What was read first for each vector, in the vectors' order.
  fileprivate var outputsByVector: [[[UInt8]]] {
    var seen: Set<Int> = []
    return outputs.filter { seen.insert($0.vector).inserted }
      .sorted { $0.vector < $1.vector }.map(\.outputs)
  }
}
