import BoardProfiles
import Hardware
import Measurements
import Planning

/// The core clock held against a second timer of the chip.
struct ClockProof {
  /// The least time that proves anything, and the most that crystals may differ.
  static let minimumSeconds = 0.2
  static let toleratedShare = 0.005

  enum Verdict: Hashable {
    case proven(hertz: Int)
    /// The passes together were shorter than ``minimumSeconds``, or there is no second timer.
    case tooShort
    case wrong(hertz: Int)
  }
  let verdict: Verdict

  init(_ figures: [PassFigures], coreHertz: Int) {
    let timed = figures.filter { $0.timerHertz > 0 && $0.timerTicks > 0 }
    let seconds = timed.reduce(0) { $0 + Double($1.timerTicks) / Double($1.timerHertz) }
    let cycles = timed.reduce(0) { $0 + Double($1.passCycles) }
    guard seconds >= Self.minimumSeconds, cycles / seconds < 1e10 else {
      verdict = .tooShort
      return
    }
    let hertz = cycles / seconds
    let expected = Double(coreHertz)
    let isNear = abs(hertz - expected) <= expected * Self.toleratedShare
    verdict = isNear ? .proven(hertz: Int(hertz.rounded())) : .wrong(hertz: Int(hertz.rounded()))
  }

  /// The clock as the second timer saw it, right or wrong.
  var measuredHertz: Int? {
    switch verdict {
    case .proven(let hertz), .wrong(let hertz): hertz
    case .tooShort: nil
    }
  }
}

extension MeasurementMaker {
  /// What the run itself has to say about its figures.
  func issues(_ run: CheckedRun, clock: ClockProof, evidence: EvidenceJudge) -> [Issue] {
    var issues: [Issue] = []
    let identity = run.session.identity
    if identity.coreHertz != plan.board.clock.coreHertz {
      issues.append(
        Issue(
          code: "core_clock", severity: .invalid,
          text: "the firmware set a core clock of \(identity.coreHertz) Hz, the profile says"
            + " \(plan.board.clock.coreHertz) Hz"))
    }
    let expectedRegisters = plan.board.clock.readBack.count
    if identity.registers.count != expectedRegisters {
      issues.append(
        Issue(
          code: "register_count", severity: .invalid,
          text: "the firmware read back \(identity.registers.count) registers, the profile names"
            + " \(expectedRegisters)"))
    }
    if identity.counter != plan.board.core.cycleCounter {
      issues.append(
        Issue(
          code: "counter_kind", severity: .invalid,
          text: "the firmware counts with \(identity.counter), the profile names"
            + " \(plan.board.core.cycleCounter)"))
    }
    switch clock.verdict {
    case .proven: break
    case .wrong(let hertz):
      issues.append(
        Issue(
          code: "clock_unproven", severity: .degraded,
          text: "a second timer puts the core clock at \(hertz) Hz, more than 0.5 % from the"
            + " profile's \(plan.board.clock.coreHertz) Hz"))
    case .tooShort where evidence.evidence == .measured:
      issues.append(
        Issue(
          code: "clock_unproven", severity: .degraded,
          text: "the passes were too short to prove the core clock; use more runs"))
    case .tooShort: break
    }
    return issues + sampleIssues(run) + lineIssues(run.session.line)
  }

  private func sampleIssues(_ run: CheckedRun) -> [Issue] {
    run.session.passes.compactMap { pass in
      guard pass.figures.interrupts > 0 else { return nil }
      return Issue(
        code: "interrupts_waiting", severity: .information,
        text: "\(pass.figures.interrupts) windows of the \(pass.kind.rawValue) pass ended with an"
          + " interrupt waiting")
    }
  }

  private func lineIssues(_ line: LineStatistics) -> [Issue] {
    guard let loss = line.lossText else { return [] }
    return [
      Issue(
        code: "frames_lost", severity: .information,
        text: "frames were lost or late, and what they held was asked for again: \(loss)")
    ]
  }
}
