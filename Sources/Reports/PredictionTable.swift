package import Failures
package import Measurements

/// A model that could not be predicted, and why.
package struct UnpredictedModel: Sendable {
  /// The file's path as the user gave it; untrusted text.
  package let path: String
  package let failure: any Failure

  package init(path: String, failure: any Failure) {
    self.path = path
    self.failure = failure
  }
}

/// Predictions of several models: the fastest first, those without a total last.
package enum PredictionTable {
  /// A row a model, then those that cannot run.
  package static func text(
    _ runs: [Measurement], unpredicted: [UnpredictedModel], budget: RunBudget?
  ) -> String {
    var table = TextTable(columns: [
      .text("model"), .number("predicted"), .text("90 % interval"), .number("MACs"),
      .number("cycles/MAC"), .number("params"), .number("arena B"), .text("budget"),
      .text("note"),
    ])
    for run in sorted(runs) {
      let total = run.prediction?.total
      table.append([
        run.model.name + (run.pruning == nil ? "" : ", pruned"),
        total.map { time($0.cycles, in: run) } ?? "-", total.map { range($0, in: run) } ?? "-",
        NumberText.grouped(run.ranMACCount),
        total.flatMap { perMAC($0, run) } ?? "-", NumberText.grouped(run.ranParameterCount),
        NumberText.grouped(run.memory.arenaBytes), budget.map { verdict($0, run) } ?? "",
        note(run),
      ])
    }
    let failures = unpredicted.map { model in
      // A summary of several lines would leave its place in the list.
      let summary = model.failure.summary.split(separator: "\n")
        .map { $0.trimmingPrefix { $0 == " " } }.joined(separator: "; ")
      return "  \(TerminalText.escaping(model.path)): \(TerminalText.escaping(summary))\n"
    }
    let evidence = runs.first.map { "\n  Evidence  \(EvidenceText.sentence($0))\n" } ?? ""
    return (runs.isEmpty ? "" : table.text) + evidence
      + (failures.isEmpty ? "" : "\n  Cannot run:\n" + failures.joined())
  }

  /// The predictions as `mcubench.predictions/1`, each with its layers.
  package static func json(
    _ runs: [Measurement], unpredicted: [UnpredictedModel], budget: RunBudget?
  ) -> String {
    JSONValue.object(known: [
      ("schema", .string("mcubench.predictions/1")),
      (
        "predictions",
        .array(
          sorted(runs).map { run in
            .object(known: [
              ("run", RunDocument.json(run, includesLayers: true)),
              ("budget", budget.map { .array($0.verdicts(on: run).map(json)) }),
            ])
          })
      ),
      (
        "unpredicted",
        .array(
          unpredicted.map { model in
            .object(known: [
              ("path", .string(model.path)), ("error", .string(model.failure.summary)),
              ("try", model.failure.remedy.map { .string($0) }),
            ])
          })
      ),
    ]).text
  }

  /// The fastest first, those without a total last, equals by name.
  package static func sorted(_ runs: [Measurement]) -> [Measurement] {
    func key(_ run: Measurement) -> (Double, String) {
      (run.prediction?.total?.cycles ?? .infinity, run.model.name)
    }
    return runs.sorted { key($0) < key($1) }
  }

  private static func json(_ verdict: RunBudgetVerdict) -> JSONValue {
    .object(known: [
      ("quantity", .string(verdict.limit.quantity.name)), ("limit", .number(verdict.limit.value)),
      ("actual", verdict.actual.map { .number($0) }), ("passes", .bool(verdict.passes)),
    ])
  }

  static func time(_ cycles: Double, in run: Measurement) -> String {
    run.microseconds(cycles).map(NumberText.duration) ?? "\(NumberText.grouped(cycles)) cycles"
  }

  static func range(_ interval: CycleInterval, in run: Measurement) -> String {
    "\(time(interval.low, in: run)) … \(time(interval.high, in: run))"
  }

  private static func perMAC(_ total: CycleInterval, _ run: Measurement) -> String? {
    guard run.ranMACCount > 0 else { return nil }
    return NumberText.fixed(total.cycles / Double(run.ranMACCount), digits: 2)
  }

  private static func verdict(_ budget: RunBudget, _ run: Measurement) -> String {
    let failed = budget.verdicts(on: run).filter { !$0.passes }
    return failed.isEmpty
      ? "pass" : "FAIL " + failed.map(\.limit.quantity.name).joined(separator: ", ")
  }

  /// How many layers were like none that was measured.
  private static func note(_ run: Measurement) -> String {
    func count(_ code: String) -> Int { run.issues.count { $0.code == code } }
    let parts = [
      (count("no_table_entry"), "without a table entry"),
      (count("outside_measured_shapes"), "outside of the measured shapes"),
    ]
    return parts.filter { $0.0 > 0 }.map { count, what in
      "\(count) \(count == 1 ? "layer" : "layers") \(what)"
    }.joined(separator: ", ")
  }
}
