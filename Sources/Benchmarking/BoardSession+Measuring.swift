package import Measurements
import WireRecords

/// What a session is to do.
package struct SessionJob: Hashable, Sendable {
  package let firmware: ExpectedFirmware
  /// By vector, then by graph input; the first one is timed.
  package let vectors: [[[UInt8]]]
  /// How the core clock is to be proved.
  package let clock: ClockExpectation
  /// Cores that share the layers; with two, the layer pass is also run on one.
  package let cores: Int

  package init(
    firmware: ExpectedFirmware, vectors: [[[UInt8]]], clock: ClockExpectation, cores: Int = 1
  ) {
    self.cores = cores
    self.firmware = firmware
    self.vectors = vectors
    self.clock = clock
  }
}

/// What a session brought.
package struct SessionResult: Hashable, Sendable {
  package let identity: BoardIdentity
  package let method: RunMethod
  package let passes: [SessionPass]
  /// As the layer pass, each layer on the first core alone; only where the image uses two.
  package var singleCore: SessionPass?
  /// What the board gave, each time that it was read.
  package let outputs: [VectorOutput]
  package let clock: ClockProof
  package let line: LineStatistics
  /// Lines that the firmware logged, the first of them.
  package let log: [String]
  /// How many it logged after those.
  package var logLinesLeft = 0
  /// What the firmware warned of, each text once.
  package var warnings: [String] = []

  /// One pass: its counts in the order taken.
  package struct SessionPass: Hashable, Sendable {
    package let kind: Measurements.PassKind
    /// Cycles by run, then by layer; one count a run of clean and cold passes.
    package let runs: [[UInt64]]
    /// Windows that ended with an interrupt waiting.
    package let interrupted: Set<WindowPlace>
    /// Windows whose count the second timer contradicts.
    package let contradicted: Set<WindowPlace>
    package let figures: PassFigures
    package let ending: PassEnding
  }

  /// The outputs of one vector, read after a pass over it.
  package struct VectorOutput: Hashable, Sendable {
    package let vector: Int
    package let pass: Measurements.PassKind
    /// One buffer a graph output, in the graph's order.
    package let outputs: [[UInt8]]
  }
}

extension BoardSession {
  /// Does the whole job on a board whose session is open.
  ///
  /// Every pass runs on the first vector, and its outputs are read after each. The other vectors
  /// run once each. The clocks are read before the first pass and after the last vector.
  package func measure(
    _ job: SessionJob, on identity: BoardIdentity, method: RunMethod,
    progress: @Sendable (SessionProgress) -> Void
  ) async throws -> SessionResult {
    var passes: [SessionResult.SessionPass] = []
    var singleCore: SessionResult.SessionPass?
    var outputs: [SessionResult.VectorOutput] = []
    guard let first = job.vectors.first else {
      preconditionFailure("a job has a vector")
    }
    var proof = ClockProof(of: job.clock)
    proof.add(try await readClock())
    let deadline = clock.now.advanced(by: method.timeCap)
    progress(.sending(byteCount: first.reduce(0) { $0 + $1.count }))
    try await setInputs(first)
    for kind in method.passes {
      let pass = try await collect(
        kind, of: first, on: identity, method: method, until: deadline,
        layerCount: job.firmware.layerCount, progress: progress)
      passes.append(pass)
      guard kind != .probe else { continue }
      outputs.append(
        SessionResult.VectorOutput(
          vector: 0, pass: kind, outputs: try await readOutputs(job.firmware.outputBytes)))
      guard kind == .layer, job.cores > 1 else { continue }
      singleCore = try await collect(
        kind, as: .single, of: first, on: identity, method: method, until: deadline,
        layerCount: job.firmware.layerCount, progress: progress)
      outputs.append(
        SessionResult.VectorOutput(
          vector: 0, pass: kind, outputs: try await readOutputs(job.firmware.outputBytes)))
    }
    for vector in job.vectors.indices.dropFirst() {
      progress(.vector(vector, of: job.vectors.count))
      try await setInputs(job.vectors[vector])
      _ = try await runPass(.clean, warmup: 0, runs: 1, layerCount: job.firmware.layerCount)
      outputs.append(
        SessionResult.VectorOutput(
          vector: vector, pass: .clean, outputs: try await readOutputs(job.firmware.outputBytes)))
    }
    try await complete(&proof)
    return SessionResult(
      identity: identity, method: method, passes: passes, singleCore: singleCore,
      outputs: outputs, clock: proof, line: lineStatistics, log: log, logLinesLeft: logLinesLeft,
      warnings: warnings)
  }

  /// Runs one pass as often as the method wants; `wireKind` is another than the board's own of it.
  private func collect(
    _ kind: Measurements.PassKind, as wireKind: WireRecords.PassKind? = nil, of inputs: [[UInt8]],
    on identity: BoardIdentity,
    method: RunMethod, until deadline: Time.Instant, layerCount: Int,
    progress: @Sendable (SessionProgress) -> Void
  ) async throws -> SessionResult.SessionPass {
    if kind == .probe {
      let counts = try await runPass(
        .probe, warmup: 0, runs: RunMethod.probePairs, layerCount: layerCount)
      return SessionResult.SessionPass(
        kind: kind, runs: [[counts.end.probeCycles ?? 0]], interrupted: [], contradicted: [],
        figures: counts.end, ending: .fixedCount)
    }
    var all = PassCounts()
    while true {
      let done = all.runs.count
      if let ending = method.ending(after: all.runs, isOverdue: clock.now >= deadline) {
        return SessionResult.SessionPass(
          kind: kind, runs: all.runs, interrupted: all.interrupted,
          contradicted: all.contradicted, figures: all.end, ending: ending)
      }
      @Sendable func announce(_ run: Int) {
        progress(.run(min(done + run + 1, method.maximumRuns), of: method.maximumRuns, pass: kind))
      }
      announce(0)
      let counts = try await run(
        wireKind ?? kind.onTheWire, inputs, on: identity, begin: method.beginsAnew(after: done),
        method: method,
        runs: method.nextRuns(after: done), layerCount: layerCount
      ) { run in announce(run + 1) }
      all.add(counts)
      if kind == .layer, wireKind == nil, let run = counts.runs.last {
        progress(.layers(cycles: run, isVirtual: identity.isVirtual))
      }
    }
  }

  /// Runs a pass, in one command where inputs outlive an inference, else one inference at a time.
  ///
  /// One that begins anew does so with empty caches and the warm-up; another goes on from the last.
  private func run(
    _ kind: WireRecords.PassKind, _ inputs: [[UInt8]], on identity: BoardIdentity, begin: Bool,
    method: RunMethod, runs: Int, layerCount: Int, progress: @Sendable (Int) -> Void
  ) async throws -> PassCounts {
    let warmup = begin ? method.warmupRuns : 0
    if identity.keepsInputs {
      return try await runPass(
        kind, warmup: warmup, runs: runs, isFresh: begin, layerCount: layerCount,
        progress: progress)
    }
    var all = PassCounts()
    for inference in 0..<warmup + runs {
      try await setInputs(inputs)
      let counts = try await runPass(
        kind, warmup: 0, runs: 1, isFresh: begin && inference == 0, layerCount: layerCount)
      all.add(counts, isWarmup: inference < warmup)
      if inference >= warmup { progress(inference - warmup) }
    }
    return all
  }
}

/// How far a session is.
package enum SessionProgress: Hashable, Sendable {
  case sending(byteCount: Int)
  case run(Int, of: Int, pass: Measurements.PassKind)
  case vector(Int, of: Int)
  /// What the latest run of the layer pass took, layer by layer; whether a virtual chip ran it.
  case layers(cycles: [UInt64], isVirtual: Bool)
}

extension Measurements.PassKind {
  var onTheWire: WireRecords.PassKind {
    switch self {
    case .clean: .clean
    case .layer: .layer
    case .cold: .cold
    case .probe: .probe
    }
  }
}
