import ArgumentParser
import Foundation
import Measurements
import Reports
import ResultStore

/// Removes what is older than it needs to be.
struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove old runs, samples, events and models from the store.",
    discussion: """
      Only what an option names is removed. The last run of a series stays, and so does every run \
      that a night names as its baseline. A run without samples keeps its figures and says so. \
      Space is used again for new runs; the file does not shrink.
      """)

  @Option(help: ArgumentHelp("Remove runs older than so many days.", valueName: "days"))
  var runDays: Int?

  @Option(help: ArgumentHelp("Drop raw samples older than so many days.", valueName: "days"))
  var sampleDays: Int?

  @Option(
    help: ArgumentHelp("Remove the events of jobs over for so many days.", valueName: "days"))
  var eventDays: Int?

  @Option(
    help: ArgumentHelp("Remove models that nothing used for so many days.", valueName: "days"))
  var modelDays: Int?

  @Flag(help: "Only say what would be removed.")
  var dryRun = false

  @Flag(help: "Print JSON instead of the text.")
  var json = false

  @OptionGroup var store: StoreOption

  func validate() throws {
    let days = [runDays, sampleDays, eventDays, modelDays].compactMap(\.self)
    guard !days.isEmpty else {
      throw ValidationError(
        "Give at least one of '--run-days', '--sample-days', '--event-days' and '--model-days'.")
    }
    guard days.allSatisfy({ $0 >= 1 }) else { throw ValidationError("Days must be 1 or more.") }
  }

  func run() throws {
    let rules = RetentionRules(
      eventDays: eventDays, sampleDays: sampleDays, runDays: runDays, modelDays: modelDays)
    let now = Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    let report = try store.open().applyRetention(rules, now: now, isDryRun: dryRun)
    try Terminal.writeResult(json ? Self.json(report) : Self.text(report))
  }

  private static func text(_ report: RetentionReport) -> String {
    func line(_ count: Int, _ one: String, _ many: String, _ done: String, _ planned: String)
      -> String
    {
      "\(count) \(count == 1 ? one : many) \(report.isDryRun ? planned : done)\n"
    }
    return line(report.runsRemoved, "run", "runs", "removed", "would be removed")
      + line(
        report.runsSpared, "old run", "old runs",
        "kept: the last of a series, or a night's baseline",
        "would stay: the last of a series, or a night's baseline")
      + line(
        report.runsWithoutSamples, "run", "runs", "rid of raw samples, figures kept",
        "would lose raw samples and keep the figures")
      + line(report.jobsWithoutEvents, "job", "jobs", "rid of events", "would lose events")
      + line(
        report.modelsRemoved, "model", "models", "removed (\(report.modelBytesRemoved) B)",
        "would be removed (\(report.modelBytesRemoved) B)")
  }

  private static func json(_ report: RetentionReport) -> String {
    JSONValue.object(known: [
      ("schema", .string("mcubench.prune/1")),
      ("dry_run", .bool(report.isDryRun)),
      ("runs_removed", .integer(report.runsRemoved)),
      ("runs_spared", .integer(report.runsSpared)),
      ("runs_without_samples", .integer(report.runsWithoutSamples)),
      ("jobs_without_events", .integer(report.jobsWithoutEvents)),
      ("models_removed", .integer(report.modelsRemoved)),
      ("model_bytes_removed", .integer(report.modelBytesRemoved)),
    ]).text
  }
}
