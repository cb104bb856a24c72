import BoardProfiles
import Failures
package import FirmwareArtifacts
import Hardware
package import Measurements
import ModelGraph
package import Planning

/// Makes the record of a run from the values of its stages.
package struct MeasurementMaker: Sendable {
  package let modelName: String
  package let plan: ExecutionPlan
  package let image: FirmwareImage
  package let inputs: InputVectors
  package let program: String
  package let host: String?
  package let user: String?

  package init(
    modelName: String, plan: ExecutionPlan, image: FirmwareImage, inputs: InputVectors,
    program: String, host: String?, user: String?
  ) {
    self.modelName = modelName
    self.plan = plan
    self.image = image
    self.inputs = inputs
    self.program = program
    self.host = host
    self.user = user
  }

  /// The record of `run`.
  package func measurement(
    of run: CheckedRun, runID: RunID, created: Timestamp
  ) -> Measurement {
    let facts = ModelFacts(of: plan.graph)
    let evidence = EvidenceJudge(
      run, board: plan.board, built: BuiltProgram(plan: plan, image: image, run: run))
    return Measurement(
      runID: runID, created: created,
      model: PlanRecords.model(of: plan, named: modelName, facts: facts),
      board: board(run, evidence),
      chipState: ChipState(
        coreClockHertz: run.session.identity.coreHertz,
        provenClockHertz: run.session.clock.bounds.middle.map { Int($0.rounded()) },
        clockProof: ClockProofRecord(run.session.clock),
        registers: registers(run.session.identity)),
      build: build, memory: memory(run), method: method(run), evidence: evidence.evidence,
      timingModel: evidence.timingModel,
      layers: PlanRecords.layers(of: plan, facts: facts), passes: passes(run),
      passAccounts: accounts(run), outputCheck: run.outputCheck,
      initCycles: CycleCount(run.session.identity.initCycles),
      firstInferenceCycles: run.session.passes.first?.figures.firstCycles.map { CycleCount($0) },
      reportedIssues: issues(run), pruning: plan.graph.pruning, cores: cores(run),
      choices: PlanRecords.choices(of: plan.board),
      provenance: Provenance(program: program, user: user))
  }

  private func board(_ run: CheckedRun, _ evidence: EvidenceJudge) -> BoardRecord {
    let probe = run.probe
    return BoardRecord(
      profile: plan.board.name, uniqueID: run.session.identity.uniqueIDText,
      probeKind: probe?.kind ?? (evidence.evidence == .simulated ? "virtual" : "none"),
      probeSerial: probe?.serial, probePath: probe?.path, probeFirmware: probe?.firmware,
      targetMillivolts: probe?.targetMillivolts, flashTool: probe?.tool,
      flashing: run.flashing.isEmpty ? nil : run.flashing.map(FlashingRecord.init),
      port: run.portPath, host: host, line: line(run.session.line))
  }

  private func line(_ line: LineStatistics) -> SerialLineRecord {
    SerialLineRecord(
      baud: line.baud, frames: line.frameCount, brokenFrames: line.brokenFrameCount,
      commands: line.commandCount, resentCommands: line.resendCount)
  }

  private func registers(_ identity: BoardIdentity) -> [RegisterReading] {
    zip(plan.board.clock.readBack, identity.registers).map { expected, value in
      RegisterReading(
        name: expected.name, value: value, mask: expected.mask, expected: expected.value,
        meaning: expected.meaning)
    }
  }

  private var build: BuildRecord {
    BuildRecord(
      toolchain: image.compilerVersion, flags: image.flags, buildID: image.buildID,
      elfSHA256: image.elfSHA256,
      kernelSet: KernelSetName.name(
        plan.kernelSet, isPruned: plan.graph.pruning != nil, cores: plan.board.usedCores),
      sections: image.sections.map {
        SectionRecord(
          name: $0.name, address: $0.address, byteCount: $0.byteCount, isLoaded: $0.isLoaded)
      }, kernelCodeSHA256: image.kernelCodeSHA256)
  }

  private func memory(_ run: CheckedRun) -> MemoryRecord {
    let figures = run.session.passes.map(\.figures)
    return MemoryRecord(
      regions: RegionUse.uses(plan: plan, image: image), peakLiveBytes: plan.peakLiveBytes,
      peakLayer: plan.peakLayer,
      stackHighWaterBytes: figures.map(\.stackBytes).max(),
      stackBytes: figures.map(\.stackLimitBytes).max())
  }

  private func method(_ run: CheckedRun) -> MethodRecord {
    let method = run.session.method
    let last = inputs.firstIndex + inputs.vectors.count - 1
    let vectors =
      inputs.vectors.count == 1
      ? "vector \(inputs.firstIndex)"
      : "vectors \(inputs.firstIndex) to \(last), timed on vector \(inputs.firstIndex)"
    return MethodRecord(
      counter: run.session.identity.counter, warmupRuns: method.warmupRuns,
      warmupScope: method.isEachRunAnew ? .run : .pass,
      runs: method.maximumRuns, stopRule: method.stopRule, interruptPolicy: "masked",
      probeState: probeState(run), input: "\(inputs.source): \(vectors)")
  }

  /// What the debug probe did while cycles were counted.
  private func probeState(_ run: CheckedRun) -> String {
    if run.probe != nil { return "attached, not connected" }
    if case .simulator = run.origin { return "none attached" }
    return "unknown"
  }

  /// The layers that have a window in the record: those that the board calls.
  private var called: [Int] { plan.layers.indices.filter { !plan.layers[$0].isElided } }

  private func passes(_ run: CheckedRun) -> [PassSamples] {
    run.session.passes.map { samples(of: $0, run) }
  }

  private func samples(of pass: SessionResult.SessionPass, _ run: CheckedRun) -> PassSamples {
    PassSamples(
      kind: pass.kind, warmupRuns: pass.kind == .probe ? 0 : run.session.method.warmupRuns,
      runs: pass.kind == .layer ? pass.runs.map { run in called.map { run[$0] } } : pass.runs,
      wrappedRuns: Set(pass.contradicted.map(\.run)).sorted())
  }

  private func cores(_ run: CheckedRun) -> CoresRecord? {
    plan.board.usedCores == 1
      ? nil
      : CoresRecord(
        count: plan.board.usedCores,
        singleCore: run.session.singleCore.map { samples(of: $0, run) })
  }

  private func accounts(_ run: CheckedRun) -> [PassAccount] {
    run.session.passes.map { pass in
      let windows = pass.kind == .layer ? called : [0]
      return PassAccount(
        kind: pass.kind, ending: pass.ending,
        interrupts: windows.map { window in pass.interrupted.count { $0.window == window } },
        frameCycles: pass.kind == .probe ? pass.figures.frameCycles : nil)
    }
  }
}

extension FlashingRecord {
  fileprivate init(_ step: FlashStep) {
    let failureClass: FailureClass? =
      if case .failed(_, let part) = step.outcome { part } else { nil }
    self.init(
      rung: step.rung.rawValue, reason: step.reason, outcome: step.outcome.text,
      isSuccess: step.outcome.isSuccess, failureClass: failureClass?.rawValue,
      seconds: step.duration / .seconds(1))
  }
}

extension ClockProofRecord {
  fileprivate init(_ proof: ClockProof) {
    let bounds = proof.bounds
    let isBounded = bounds.highest.isFinite
    self.init(
      reference: proof.expectation.reference == .hostClock ? .hostClock : .modelledTime,
      verdict: Verdict(proof.verdict), seconds: proof.seconds, readings: proof.readings.count,
      lowestHertz: isBounded ? bounds.lowest : nil,
      highestHertz: isBounded ? bounds.highest : nil, timerHertz: proof.byTimer?.middle,
      toleratedPercent: proof.expectation.toleratedShare * 100)
  }
}

extension ClockProofRecord.Verdict {
  fileprivate init(_ verdict: ClockProof.Verdict) {
    switch verdict {
    case .proven: self = .proven
    case .refuted: self = .refuted
    case .undecided: self = .undecided
    }
  }
}
