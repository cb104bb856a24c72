import Measurements

extension ModelScorecard {
  /// The headline time with what it is worth and its interval.
  var latency: ScorecardFigure {
    let verdict = verdicts.first { $0.limit.quantity == .latency }
    guard let run else {
      return ScorecardFigure(
        "Latency", "–", notes: [note ?? "not known: name a board with --board"], verdict: verdict)
    }
    guard run.validity != .invalidOutput, let clean = run.clean, clean.median > 0,
      run.prediction == nil || run.prediction?.total != nil
    else {
      return ScorecardFigure(
        "Latency", "–",
        notes: [
          run.validity == .invalidOutput
            ? "not shown: the board computed something else than the host"
            : "the table lacks a layer's kernel"
        ], verdict: verdict)
    }
    return ScorecardFigure(
      "Latency",
      run.microseconds(clean.median).map(NumberText.duration)
        ?? "\(NumberText.grouped(clean.median)) cycles",
      notes: [
        "\(EvidenceText.short(run.evidence, run.timingModel)) on \(run.board.profile)",
        Self.interval(run, clean),
        "\(NumberText.grouped(clean.median)) cycles",
        run.validity.isUsable ? nil : "INVALID: not to be used",
      ].compactMap(\.self), verdict: verdict)
  }

  /// Where the latency lies: nine of ten predictions, or all of the runs.
  private static func interval(_ run: Measurement, _ clean: SampleStatistics) -> String? {
    if let total = run.prediction?.total {
      return range(total.low, total.high, in: run).map { "90 % interval \($0)" }
    }
    guard clean.count > 1,
      let range = range(Double(clean.minimum.rawValue), Double(clean.maximum.rawValue), in: run)
    else { return "1 run" }
    return "\(clean.count) runs, \(range)"
  }

  private static func range(_ low: Double, _ high: Double, in run: Measurement) -> String? {
    guard let from = run.microseconds(low), let to = run.microseconds(high) else { return nil }
    return "\(NumberText.duration(microseconds: from)) … \(NumberText.duration(microseconds: to))"
  }

  var cyclesPerMAC: ScorecardFigure {
    let macs = run?.ranMACCount ?? 0
    let usable = run.map { $0.validity != .invalidOutput && $0.validity != .invalid } ?? false
    guard let run, usable, macs > 0, let cycles = run.clean?.median, cycles > 0 else {
      return ScorecardFigure("Cycles / MAC", "–", notes: ["needs a latency"])
    }
    return ScorecardFigure(
      "Cycles / MAC", NumberText.fixed(cycles / Double(macs), digits: 2),
      notes: [
        EvidenceText.short(run.evidence, run.timingModel),
        run.inferencesPerSecond.map {
          NumberText.fixed($0, digits: $0 < 100 ? 2 : 0) + " inferences a second"
        },
      ].compactMap(\.self))
  }
}
