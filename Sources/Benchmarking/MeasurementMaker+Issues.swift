import BoardProfiles
import Hardware
import Measurements
import Planning

extension MeasurementMaker {
  /// What the run itself has to say about its figures.
  func issues(_ run: CheckedRun) -> [Issue] {
    var issues: [Issue] = []
    let identity = run.session.identity
    if identity.coreHertz != plan.board.clock.coreHertz {
      issues.append(
        Issue(
          code: "core_clock", severity: .invalid,
          text: "the firmware set a core clock of \(identity.coreHertz) Hz, the profile says"
            + " \(plan.board.clock.coreHertz) Hz" + said(run.session.warnings)))
    }
    let expectedRegisters = plan.board.clock.readBack.count
    if identity.registers.count != expectedRegisters {
      issues.append(
        Issue(
          code: "register_count", severity: .invalid,
          text: "the firmware read back \(identity.registers.count) registers, the profile names"
            + " \(expectedRegisters)"))
    }
    if let expected = plan.board.core.cycleCounter, identity.counter != expected {
      issues.append(
        Issue(
          code: "counter_kind", severity: .invalid,
          text: "the firmware counts with \(identity.counter), the profile names"
            + " \(expected)"))
    }
    return issues + clockIssues(run.session.clock) + passIssues(run) + lineIssues(run.session.line)
  }

  /// The firmware's own words on why it set another clock than it was to.
  private func said(_ warnings: [String]) -> String {
    warnings.isEmpty ? "" : "; the firmware says: " + warnings.joined(separator: "; ")
  }

  /// The times rest on the clock: one that is certainly another makes them wrong, one that could not
  /// be proved leaves them in doubt.
  private func clockIssues(_ proof: ClockProof) -> [Issue] {
    let severity: Issue.Severity
    let finding: String
    switch proof.verdict {
    case .proven: return []
    case .refuted:
      severity = .invalid
      finding = "does not run at"
    case .undecided:
      severity = .degraded
      finding = "could not be shown to run at"
    }
    return [
      Issue(
        code: "clock_unproven", severity: severity,
        text: "the core \(finding) the profile's \(proof.expectation.coreHertz) Hz"
          + " within \(percent(proof.expectation.toleratedShare)) %: \(clockFindings(proof))")
    ]
  }

  private func clockFindings(_ proof: ClockProof) -> String {
    func text(_ bounds: ClockProof.Bounds?) -> String {
      guard let bounds, bounds.highest.isFinite else { return "nothing" }
      return "\(Int(bounds.lowest.rounded())) to \(Int(bounds.highest.rounded())) Hz"
    }
    let seconds = "over \((proof.seconds * 100).rounded() / 100) s"
    let timer = "the second timer says \(text(proof.byTimer))"
    switch proof.expectation.reference {
    case .hostClock: return "\(seconds) the host's clock says \(text(proof.bounds)), \(timer)"
    case .modelledTime: return "\(seconds) of modelled time \(timer)"
    }
  }

  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func passIssues(_ run: CheckedRun) -> [Issue] {
    var issues: [Issue] = []
    for pass in run.session.passes {
      if pass.figures.interrupts > 0 {
        issues.append(
          Issue(
            code: "interrupts_waiting", severity: .information,
            text: "\(pass.figures.interrupts) windows of the \(pass.kind.rawValue) pass ended with"
              + " an interrupt waiting"))
      }
      if pass.ending == .timeCap {
        let wanted = run.session.method.minimumRuns
        issues.append(
          Issue(
            code: "time_cap", severity: pass.runs.count < wanted ? .degraded : .information,
            text: "the time for measuring ended the \(pass.kind.rawValue) pass after"
              + " \(pass.runs.count) runs; at least \(wanted) were wanted"))
      }
    }
    return issues
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
