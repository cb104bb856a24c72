import Measurements
package import Regression

/// What every report of a night says in the same words; what is untrusted is not escaped here.
package enum NightText {
  /// The night in one line: `nightly: 1 regression, 1 not measured; 12 models measured`.
  package static func headline(_ report: NightReport) -> String {
    let regressions = report.entries.count { $0.outcome.isRegression }
    let failures = report.entries.count { $0.outcome == .failed }
    let measured = report.entries.count - failures
    var words = [regressions == 0 ? "no regression" : count(regressions, "regression")]
    if failures > 0 { words.append("\(failures) not measured") }
    words.append("\(measured) measured")
    return "\(report.suite): " + words.joined(separator: ", ")
  }

  /// What an outcome is called.
  package static func title(_ outcome: NightEntry.Outcome) -> String {
    switch outcome {
    case .baseline: "first run"
    case .unchanged: "unchanged"
    case .slower: "slower"
    case .faster: "faster"
    case .drift: "drifted slower"
    case .unconfirmed: "unconfirmed"
    case .boardSuspect: "board suspect"
    case .layoutSuspect: "layout suspect"
    case .notComparable: "not comparable"
    case .failed: "not measured"
    }
  }

  /// What a figure is worth: `simulated (m7 v1, parameters 0123456789ab; within 5 %, checked)`.
  ///
  /// A network without its dead channels is called `pruned` here, for it is other work.
  package static func evidence(_ entry: NightEntry) -> String {
    worth(entry) + (entry.isPruned == true ? ", pruned" : "")
  }

  private static func worth(_ entry: NightEntry) -> String {
    guard let evidence = entry.evidence else { return "-" }
    guard evidence != .measured else { return evidence.rawValue }
    guard let model = entry.timingModel else { return "\(evidence.rawValue) (no timing model)" }
    return "\(evidence.rawValue) (\(model.name) v\(model.version)"
      + (model.parameterHash.map { ", parameters \($0)" } ?? "")
      + "; \(EvidenceText.shortClaim(model)))"
  }

  /// `700 000 → 707 000 cycles, +7 000 (+1.00 %), limit 2 100`.
  package static func change(_ figure: NightEntry.ChangedFigure) -> String {
    "\(NumberText.grouped(figure.baselineCycles)) → \(NumberText.grouped(figure.cycles)) cycles, "
      + "\(delta(figure)), limit \(NumberText.grouped(figure.limitCycles))"
  }

  /// `+7 000 (+1.00 %)`.
  package static func delta(_ figure: NightEntry.ChangedFigure) -> String {
    DifferenceText.cycles(figure.cycles - figure.baselineCycles)
      + " (\(DifferenceText.percent(figure.deltaPercent)))"
  }

  /// `layer 3 CONV_2D conv2d/Relu, mcub_conv_2d_s8_ref`.
  package static func name(_ layer: NightEntry.ChangedLayer) -> String {
    "layer \(layer.index) \(layer.operatorName) \(layer.name)"
      + (layer.kernelSymbol.map { ", \($0)" } ?? "")
  }

  /// `since commit abc (run 0123abcd), last good abb (run 89abcdef)`.
  package static func suspect(_ suspect: NightEntry.Suspect) -> String {
    let good = [suspect.lastGoodCommit, suspect.lastGoodRun.map { "(run \($0.short))" }]
      .compactMap(\.self).joined(separator: " ")
    return "since commit \(suspect.firstBadCommit) (run \(suspect.firstBadRun.short))"
      + (good.isEmpty ? "" : ", last good \(good)")
  }

  /// `a second run on left agrees (run 0123abcd)`.
  package static func confirmation(_ confirmation: NightEntry.Confirmation) -> String {
    let what =
      if confirmation.codePaddingBytes != nil {
        "a run with its code moved on"
      } else {
        confirmation.isTwin ? "a run on twin" : "a second run on"
      }
    let verdict =
      switch confirmation.agrees {
      case .some(true): "agrees"
      case .some(false): "disagrees"
      case .none: "gave nothing to go by"
      }
    return "\(what) \(confirmation.boardName) \(verdict)"
      + (confirmation.runID.map { " (run \($0.short))" } ?? "")
  }

  /// The board by profile and by its name in the rig, with what a run was asked to use of it.
  package static func board(_ entry: NightEntry) -> String {
    (entry.boardName.map { "\($0) (\(entry.board))" } ?? entry.board)
      + PlacementText.mark(cores: entry.cores, placement: entry.placement)
  }

  /// All that is known of an entry, a line each: the change, its evidence, layers, confirmations, suspect,
  /// notes.
  package static func details(_ entry: NightEntry) -> [String] {
    var lines: [String] = []
    if let failure = entry.failure { lines.append("failed: \(failure)") }
    if let total = entry.total { lines.append("total: \(change(total))") }
    lines += entry.layers.map { "\(name($0)): \(change($0.figure))" }
    if entry.evidence != nil { lines.append("evidence: \(evidence(entry))") }
    lines += entry.suspect.map { ["suspect: \(suspect($0))"] } ?? []
    lines += entry.confirmations.map(confirmation)
    lines += entry.notes.map { "note: \($0)" }
    let runs = [("run", entry.runID), ("baseline", entry.baselineRunID)].compactMap { name, run in
      run.map { "\(name) \($0.rawValue)" }
    }
    if !runs.isEmpty { lines.append(runs.joined(separator: ", ")) }
    return lines
  }

  /// Whether there is more to say of an entry than its line in a table.
  package static func isNotable(_ entry: NightEntry) -> Bool {
    entry.outcome != .unchanged && entry.outcome != .baseline
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}
