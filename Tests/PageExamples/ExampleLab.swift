package import Jobs
import Measurements
package import Regression

extension PageExamples {
  package static func key(layer: Int? = nil) -> SeriesKey {
    SeriesKey(
      modelSHA256: String(repeating: "5a", count: 32), layer: layer, board: "stm32f746g",
      kernelSet: "cortex-m7", evidence: .measured, timingModel: nil)
  }

  /// A series of `count` nights with a step up at two fifths of it and one down at four fifths.
  package static func points(_ count: Int, boardName: String = "left") -> [SeriesPoint] {
    var generator = Counting(state: 7)
    return (0..<count).map { number in
      let level = number < count * 2 / 5 ? 0 : number < count * 4 / 5 ? 96_000.0 : 18_000
      let noise = Double(generator.next() % 4_000)
      return SeriesPoint(
        runID: runID(UInt64(1_000 + number)), created: night(number - count),
        medianCycles: 9_600_000 + level + noise, deviationCycles: 900, count: 30,
        commit: String(0x4f2a_9c1d_5e6b_0000 + UInt64(number / 3) * 0x1_0001_0001, radix: 16),
        uniqueID: "0029004b3137510f39383538", boardName: boardName, clockHertz: 216_000_000)
    }
  }

  /// A night in which everything that can happen did.
  package static func report(modelName: String = "mobilenetv1_0.25_96_c3_o2") -> NightReport {
    let models = [modelName, "kws_ref_model", "ad01_int8", "pretrainedResnet_quant", "cnn_int8"]
    let entries = NightEntry.Outcome.allCases.enumerated().map { place, outcome in
      entry(outcome, number: place, modelName: models[place % models.count])
    }
    return NightReport(
      id: "aabbccdd00112233", suite: "nightly", started: night(0),
      ended: Timestamp(unixMilliseconds: started + 412_000),
      commit: "4f2a9c1d5e6b7a8091a2b3c4d5e6f708192a3b4c", entries: entries)
  }

  private static func entry(
    _ outcome: NightEntry.Outcome, number: Int, modelName: String
  ) -> NightEntry {
    if outcome == .failed {
      return .failed(
        modelName: modelName, modelSHA256: String(repeating: "7c", count: 32), board: "pico",
        boardName: "right", because: "the board 'right' is not attached")
    }
    let isChanged = [.slower, .faster, .drift, .boardSuspect, .unconfirmed].contains(outcome)
    let factor = outcome == .faster ? 0.98 : isChanged ? 1.01 : 1
    let figure = NightEntry.ChangedFigure(
      baselineCycles: 9_600_000, cycles: 9_600_000 * factor, limitCycles: 28_800,
      verdict: outcome == .faster ? .faster : isChanged ? .slower : .unchanged)
    let layer = NightEntry.ChangedLayer(
      index: 14, operatorName: "DEPTHWISE_CONV_2D", name: "\(modelName)/Conv2d_7_depthwise",
      kernelSymbol: "mcub_depthwise_conv_2d_s8_dsp",
      figure: NightEntry.ChangedFigure(
        baselineCycles: 412_000, cycles: 412_000 + (factor - 1) * 9_600_000, limitCycles: 1_236,
        verdict: figure.verdict))
    return NightEntry(
      modelName: modelName,
      modelSHA256: String(repeating: outcome == .slower ? "5a" : "6b", count: 32),
      board: "stm32f746g", boardName: number.isMultiple(of: 2) ? "left" : "v1",
      evidence: number.isMultiple(of: 2) ? .measured : .simulated,
      timingModel: number.isMultiple(of: 2) ? nil : timingModel, outcome: outcome,
      runID: runID(UInt64(50 + number)),
      baselineRunID: outcome == .baseline ? nil : runID(UInt64(40 + number)),
      total: outcome == .baseline ? nil : figure, layers: isChanged ? [layer] : [],
      confirmations: outcome == .slower
        ? [
          NightEntry.Confirmation(
            runID: runID(90), boardName: "left", isTwin: false, agrees: true),
          NightEntry.Confirmation(runID: runID(91), boardName: "twin", isTwin: true, agrees: true),
        ] : [],
      suspect: outcome == .slower
        ? NightEntry.Suspect(
          lastGoodCommit: "3d1e8b0c", firstBadCommit: "4f2a9c1d5e6b7a80", lastGoodRun: runID(39),
          firstBadRun: runID(50)) : nil,
      notes: outcome == .notComparable ? ["the compiler differs: gcc 13, then gcc 14"] : [],
      seconds: 12.5 + Double(number))
  }

  package static let boards: [BoardStatus] = [
    BoardStatus(
      name: "left", profile: "stm32f746g", isVirtual: false, state: .busy(job(2).id),
      health: BoardHealth(score: 0.98, successes: 412, failures: 3, blames: 0),
      uniqueID: "0029004b3137510f39383538", lastSeen: night(0)),
    BoardStatus(
      name: "right", profile: "pico", isVirtual: false, state: .missing,
      health: BoardHealth(score: 0.71, successes: 120, failures: 40, blames: 1), uniqueID: nil,
      lastSeen: night(-2)),
    BoardStatus(
      name: "twin", profile: "stm32f746g", isVirtual: false,
      state: .quarantined("health 0.42 is below 0.5: 3 runs out of line that a twin did not show"),
      health: BoardHealth(score: 0.42, successes: 80, failures: 22, blames: 3),
      uniqueID: "0029004b3137510f39383539", lastSeen: night(0)),
    BoardStatus(
      name: "v1", profile: "stm32f746g", isVirtual: true, state: .idle,
      health: BoardHealth(score: 1, successes: 900, failures: 0, blames: 0),
      uniqueID: "4d43554256495254736e3031", lastSeen: night(0)),
  ]

  package static func job(
    _ number: Int, modelName: String = "mobilenetv1_0.25_96_c3_o2", submitter: String = "ci"
  ) -> Job {
    let states = JobState.allCases
    let state = states[number % states.count]
    let id = JobID(rawValue: runID(UInt64(7_000 + number)).rawValue) ?? .random()
    return Job(
      id: id,
      specification: JobSpecification(
        modelSHA256: String(repeating: "5a", count: 32), modelName: modelName,
        board: "stm32f746g", commit: "4f2a9c1d5e6b7a80",
        purpose: number.isMultiple(of: 2) ? .night(id: "aabbccdd00112233") : .user),
      priority: 5, submitter: submitter, created: night(-1), updated: night(0), state: state,
      attempt: state == .queued ? 0 : 1, maximumAttempts: 3, deadlineSeconds: 900, notBefore: nil,
      lease: state.isRunning
        ? JobLease(job: id, fence: 12, owner: "bench:4242:left", expires: night(1)) : nil,
      boardName: state == .queued ? nil : "left", isCancelRequested: false,
      runID: state == .done ? runID(1) : nil,
      failure: state == .failed
        ? JobFailure(
          summary: "the board 'left' stayed silent for 5 s after flashing",
          remedy: "look at its serial line with 'mcubench monitor'", failureClass: "boot") : nil)
  }

  package static func events(of job: Job, name: String = "Conv2d_0/Relu6") -> [JobEvent] {
    let kinds: [JobEvent.Kind] = [
      .state(.leased, attempt: 1), .state(.building, attempt: 1), .stageBegan("compile"),
      .stageEnded("compile", seconds: 4.21, detail: "31 objects, 29 from the cache"),
      .state(.flashing, attempt: 1), .notice("the probe answered at the second try"),
      .state(.measuring, attempt: 1), .log(name),
      .layer(
        index: 0, operatorName: "CONV_2D", name: name, cycles: 1_204_311, evidence: .measured),
      .layer(
        index: 1, operatorName: name, name: name, cycles: 402_118, evidence: .measured),
    ]
    return kinds.enumerated().map { place, kind in
      JobEvent(job: job.id, sequence: place + 1, time: night(0), kind: kind)
    }
  }

  package static func health(problems: [String] = []) -> LabHealth {
    LabHealth(
      problems: problems, isStopping: false, uptimeSeconds: 412_000,
      jobsByState: [.queued: 3, .measuring: 1, .done: 1_412, .failed: 4, .cancelled: 1])
  }
}
