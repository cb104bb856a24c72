import ArgumentParser
import BoardProfiles
import Failures
import Lab
import Regression
import Reports
import ResultStore
import Workbench

/// `mcubench nightly`: a suite of a rig in the foreground, for CI.
struct NightlyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nightly",
    abstract: "Run a suite of a rig file now, and say what changed since the nights before.",
    discussion: """
      Ends with status 3 when something got slower beyond doubt, with 1 when something was not \
      measured, a missing board included, and with 0 else. What is out of line is measured again, on \
      the same board and on a twin, before it is told.
      """)

  @Argument(help: "The rig file with boards and suites.")
  var rig: String

  @Option(help: ArgumentHelp("The suite, where the rig has several.", valueName: "name"))
  var suite: String?

  @Option(
    help: ArgumentHelp(
      "The commit that is measured.",
      discussion: "Default: that of the suite's home or the program's files, where git knows one.",
      valueName: "sha"))
  var commit: String?

  @Flag(help: "Print the report as JSON instead of the table.")
  var json = false

  @Option(help: ArgumentHelp("Write the report as JUnit XML to this file.", valueName: "file"))
  var junit: String?

  @Option(help: ArgumentHelp("Write the report as Markdown to this file.", valueName: "file"))
  var markdown: String?

  @Flag(help: "Say what the boards do.")
  var verbose = false

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    if let commit, commit.isEmpty || commit.utf8.count > 128 {
      throw ValidationError("--commit takes 1 to 128 characters")
    }
  }

  func run() async throws {
    let rigFile = try Rig.load(rig)
    let suite = try chosenSuite(of: rigFile)
    for file in [junit, markdown] { if let file { try ResultFile.check(file) } }
    let store = try ResultStore(path: workbench.places.store)
    let isVerbose = verbose
    let lab = try Lab(
      {
        var configuration = Lab.Configuration(
          rig: rigFile, rigPath: rig, workbench: try workbench.workbench(), store: store,
          program: "mcubench " + MCUBench.configuration.version,
          log: LabLog { level, text in
            if level != .info {
              Terminal.warn(Terminal.harmless(text))
            } else if isVerbose {
              Terminal.note(Terminal.harmless(text))
            }
          })
        configuration.followsSchedules = false
        return configuration
      }())
    let report = try await lab.foregroundNight(of: suite, commit: commit)
    try store.close()
    if let junit { try ResultFile.write(NightJUnit.text(report), to: junit) }
    if let markdown { try ResultFile.write(NightMarkdown.text(report), to: markdown) }
    try Terminal.writeResult(json ? NightDocument.text(report) : NightTable.text(report))
    if report.hasRegression { throw NightRegressed(report: report) }
    if report.hasFailure { throw NightIncomplete(report: report) }
  }

  private func chosenSuite(of rigFile: Rig) throws -> RigSuite {
    let known = rigFile.suites.map(\.name)
    guard let suite else {
      guard let only = rigFile.suites.first else { throw LabError(.noSuites(rig: rig)) }
      guard known.count == 1 else { throw LabError(.severalSuites(known: known)) }
      return only
    }
    guard let chosen = rigFile.suites.first(where: { $0.name == suite }) else {
      throw LabError(.unknownSuite(name: suite, known: known))
    }
    return chosen
  }
}

/// Something got slower beyond doubt.
struct NightRegressed: Failure, Hashable {
  let report: NightReport

  var summary: String {
    let slower = report.entries.filter { $0.outcome.isRegression }
    let names = slower.map { "\($0.modelName.debugDescription) on \($0.boardName ?? $0.board)" }
    return "slower than before: " + names.joined(separator: ", ")
  }
  var remedy: String? {
    "see the layers and the commit in the report, and 'mcubench compare' the two runs"
  }
  var exitStatus: ExitStatus { .limitExceeded }
}

/// Something was not measured.
struct NightIncomplete: Failure, Hashable {
  let report: NightReport

  var summary: String {
    let failed = report.entries.filter { $0.outcome == .failed }
    return "\(failed.count) of \(report.entries.count) were not measured: "
      + (failed.first?.failure ?? "no reason is known")
  }
  var remedy: String? { "see each one's reason in the report" }
}
