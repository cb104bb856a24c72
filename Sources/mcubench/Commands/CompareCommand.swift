import ArgumentParser
import Failures
import Measurements
import Reports
import ResultStore
import Workbench

/// `mcubench compare`: runs held against a baseline, layer by layer.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Hold stored runs against a baseline, layer by layer.",
    discussion: """
      The first run is the baseline. A figure counts as changed when it differs by more than three \
      robust standard deviations, 0.3 % and 200 cycles. Exit status 3 says that a run of the same \
      model and input is slower; status 2 that runs cannot be compared, and why. Runs of different \
      models, and of one model on several boards, stand side by side, without a verdict.
      """)

  @Argument(
    help: ArgumentHelp(
      "Runs: as many of the first digits as tell one from the others, or its run.json.",
      discussion:
        "A name with a slash or a point is a file's; 'export --json' writes its layers, too.",
      valueName: "run"))
  var names: [String]

  @Option(
    help: ArgumentHelp(
      "Write totals, layers and sizes as comma-separated values; '-' is stdout.",
      valueName: "file"))
  var csv: String?

  @Flag(help: "Print JSON instead of the tables.")
  var json = false

  @Flag(
    help: ArgumentHelp(
      "Put runs of another clock, timing model or kind of input side by side.",
      discussion: "Without a verdict, and never simulated beside measured cycles."))
  var force = false

  @OptionGroup var store: StoreOption

  func run() throws {
    let runs = try RunSelection.runs(
      named: names, in: store.open, reading: RunFile.comparedRun(_:path:))
    let report = ComparisonReport(
      baseline: runs[0], others: Array(runs.dropFirst()), isForced: force)
    if let csv { try ResultFile.write(ComparisonCSV.text(report), to: csv) }
    // Two results on one stream would serve nobody; a program is told in JSON what blocks.
    if json {
      try Terminal.writeResult(ComparisonDocument.text(report))
    } else if csv != "-", report.blocked.count < report.comparisons.count {
      try Terminal.writeResult(ComparisonTable.text(report))
    }
    if !report.blocked.isEmpty {
      throw IncomparableRuns(report)
    }
    for comparison in report.comparisons where report.outcome(of: comparison) == .sideBySide {
      Terminal.note(
        "no verdict on run \(comparison.candidate.runID.short): it stands beside the baseline")
    }
    if !report.regressions.isEmpty { throw Regression(report) }
  }
}

/// Runs that cannot be held against the baseline.
struct IncomparableRuns: Failure, Hashable {
  let summary: String
  let remedy: String?

  init(_ report: ComparisonReport) {
    let blocked = report.blocked.map { comparison in
      (comparison.candidate.runID.short, comparison.blocks(isForced: report.isForced))
    }
    summary = blocked.map { name, findings in
      "run \(name) cannot be compared with run \(report.baseline.runID.short): "
        + findings.map { TerminalText.escaping($0.text) }.joined(separator: "; ")
    }.joined(separator: "; ")
    let findings = blocked.flatMap { $0.1 }
    let isForcible = findings.allSatisfy { $0.code.effect == .blocksUnlessForced }
    var remedies: [String] = []
    for remedy in findings.compactMap(\.code.remedy) where !remedies.contains(remedy) {
      remedies.append(remedy)
    }
    if isForcible { remedies.append("put them side by side without a verdict with --force") }
    remedy = remedies.joined(separator: "; or ")
  }

  var exitStatus: ExitStatus { .wrongInput }
}

/// A run is slower than the baseline; the comparison itself was written.
struct Regression: Failure, Hashable {
  let summary: String

  init(_ report: ComparisonReport) {
    summary = report.regressions.map { comparison in
      let layers = comparison.layers(that: .slower).map { "\($0.candidate.index)" }
      return "run \(comparison.candidate.runID.short) is slower than run "
        + "\(report.baseline.runID.short): \(DifferenceText.slowerTotals(of: comparison))"
        + (layers.isEmpty ? "" : "; slower layers: \(layers.joined(separator: ", "))")
    }.joined(separator: "; ")
  }

  var remedy: String? { "look at the layers marked slower, and at the notes on what else changed" }
  var exitStatus: ExitStatus { .limitExceeded }
}
