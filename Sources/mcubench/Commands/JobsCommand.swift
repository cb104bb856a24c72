import ArgumentParser
import Jobs
import LabClient
import Measurements
import Reports

/// `mcubench jobs`: a lab's queue.
struct JobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs", abstract: "List a lab's jobs, newest first.")

  @Option(
    help: ArgumentHelp(
      "Only jobs in these states, with commas between.",
      discussion: JobState.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "list"))
  var state: String?

  @Option(help: ArgumentHelp("Only jobs for this board profile.", valueName: "name"))
  var board: String?

  @Option(help: ArgumentHelp("Only this submitter's jobs.", valueName: "name"))
  var submitter: String?

  @Option(help: ArgumentHelp("The most jobs to list.", valueName: "count"))
  var limit = 20

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @OptionGroup var lab: LabOptions

  func validate() throws {
    guard (1...500).contains(limit) else {
      throw ValidationError("'--limit' takes a number from 1 to 500.")
    }
    let words = (state ?? "queued").split(separator: ",", omittingEmptySubsequences: false)
    guard words.allSatisfy({ JobState(rawValue: String($0)) != nil }) else {
      throw ValidationError(
        "'--state' takes \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }

  func run() async throws {
    let query = [
      ("state", state), ("board", board), ("submitter", submitter), ("limit", String(limit)),
    ].compactMap { name, value in value.map { (name, $0) } }
    let jobs = try await lab.with { try await $0.jobs(query) }
    try Terminal.writeResult(json ? jobs.text : Self.table(jobs.jobs))
  }

  private static func table(_ jobs: [LabJob]) -> String {
    guard !jobs.isEmpty else { return "no jobs\n" }
    var table = TextTable(columns: [
      .text("job"), .text("when (UTC)"), .text("state"), .text("model"), .text("board"),
      .text("by"), .number("attempt"), .text("run"),
    ])
    for job in jobs {
      table.append([
        job.id.short, String(job.created.prefix(16).map { $0 == "T" ? " " : $0 }),
        job.isCancelRequested && !job.state.isFinal ? "cancelling" : job.state.rawValue,
        TerminalText.escaping(job.modelName, width: 44),
        (job.boardName ?? job.requestedBoardName ?? job.board)
          + TerminalText.escaping(
            PlacementText.mark(cores: job.cores, placement: job.placement)),
        job.submitter,
        "\(job.attempt)/\(job.maximumAttempts)", job.runID?.short ?? "-",
      ])
    }
    return table.text
  }
}
