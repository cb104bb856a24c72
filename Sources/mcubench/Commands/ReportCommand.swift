import ArgumentParser
import Failures
import HTMLReports
import Measurements
import Reports
import ResultStore

/// `mcubench report`: one self-contained HTML file about runs of the store.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a self-contained HTML page about stored runs.",
    discussion: """
      One run: scorecard, bars of each layer's figures, tables, evidence and provenance. Two runs: \
      the second held against the first, layer by layer. With --suite a suite's latest night with \
      its series, with --series a model's runs over time with their change points. The file needs no network and no script. \
      Exit status 3 says that a budget is exceeded or the second run is slower; the page is written \
      all the same.
      """)

  @Argument(
    help: ArgumentHelp(
      "One run or two, the baseline first: as many of the first digits as tell one from the others.",
      valueName: "run"))
  var names: [String] = []

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The page to write; '-' is stdout.", valueName: "file.html"))
  var output: String

  @Option(help: ArgumentHelp("The latest night of this suite.", valueName: "name"))
  var suite: String?

  @Option(
    help: ArgumentHelp(
      "The series of a model: part of its name, or the first digits of its file's SHA-256.",
      valueName: "model"))
  var series: String?

  @Option(help: ArgumentHelp("Of --series: only of this board profile.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp(
      "Of --series: a layer instead of the whole network; may be given again.", valueName: "number")
  )
  var layer: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Limits to hold the run against.",
      discussion: "Such as latency=70ms,ram=250KB,rom=250KB,macs=60M,params=250k,bytes/param=1.5.",
      valueName: "limits"))
  var budget: String?

  @Flag(
    help: ArgumentHelp(
      "Put runs of another board, clock, timing model or kind of input side by side.",
      discussion: "Such a comparison has no verdict."))
  var force = false

  @OptionGroup var store: StoreOption

  func validate() throws {
    let subjects = [!names.isEmpty, suite != nil, series != nil].count { $0 }
    guard subjects == 1, names.count <= 2 else {
      throw ValidationError("Name one run or two, or give '--suite' or '--series'.")
    }
    guard series != nil || board == nil && layer.isEmpty else {
      throw ValidationError("'--board' and '--layer' go with '--series'.")
    }
    guard !names.isEmpty || budget == nil && !force else {
      throw ValidationError("'--budget' and '--force' go with runs.")
    }
    guard layer.allSatisfy({ $0 >= 0 }) else {
      throw ValidationError("'--layer' must be 0 or more.")
    }
  }

  func run() throws {
    let budget = try budget.map { try RunBudget(parsing: $0) }
    try ResultFile.check(output)
    let opened = try store.open()
    if let suite {
      try ResultFile.write(StoredPages.night(ofSuite: suite, in: opened), to: output)
      return
    }
    if let series {
      let page = try StoredPages.series(
        ofModel: series, board: board, layers: layer, in: opened)
      try ResultFile.write(page, to: output)
      return
    }
    let runs = try names.map { try opened.run(named: $0) }
    guard let last = runs.last else { return }
    let page: String
    var regressions: ComparisonReport?
    if runs.count == 2 {
      let report = ComparisonReport(
        baseline: ComparedRun(runs[0]), others: [ComparedRun(runs[1])], isForced: force)
      guard report.blocked.isEmpty else { throw IncomparableRuns(report) }
      if !report.regressions.isEmpty { regressions = report }
      page = ComparisonPage.text(
        baseline: runs[0], candidate: runs[1], isForced: force, budget: budget)
    } else {
      page = RunPage.text(last, budget: budget)
    }
    try ResultFile.write(page, to: output)
    let exceeded = (budget?.verdicts(on: last) ?? []).filter { !$0.passes }
    if !exceeded.isEmpty { throw ExceededRunBudget(run: last.runID, verdicts: exceeded) }
    if let regressions { throw Regression(regressions) }
  }
}

/// A run does not keep a limit; the page was written.
struct ExceededRunBudget: Failure, Hashable {
  let run: RunID
  let verdicts: [RunBudgetVerdict]

  var summary: String {
    "run \(run.short) exceeds its budget: " + verdicts.map(\.text).joined(separator: "; ")
  }
  var remedy: String? { "look at the page for the layers that the figure comes from" }
  var exitStatus: ExitStatus { .limitExceeded }
}
