import ArgumentParser
import Measurements
import Reports
import ResultStore

/// Lists the stored runs, newest first.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "List the stored runs, newest first.",
    discussion: "Runs whose figures must not be used are listed without them.")

  @Option(
    help: ArgumentHelp(
      "Only models whose name holds this text, or whose file's SHA-256 begins with it.",
      valueName: "text"))
  var model: String?

  @Option(help: ArgumentHelp("Only runs on this board profile.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp(
      "Only figures of one kind: \(Evidence.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var evidence: Evidence?

  @Option(help: ArgumentHelp("The most runs to list.", valueName: "count"))
  var limit = 20

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @OptionGroup var store: StoreOption

  func validate() throws {
    guard limit > 0 else { throw ValidationError("'--limit' must be 1 or more.") }
  }

  func run() throws {
    let filter = RunFilter(model: model, board: board, evidence: evidence, limit: limit)
    let runs = try store.open().runs(matching: filter)
    try Terminal.writeResult(json ? HistoryReport.json(runs) : HistoryReport.table(runs))
  }
}

extension Evidence: ExpressibleByArgument {}
