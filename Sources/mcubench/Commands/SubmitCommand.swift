import ArgumentParser
import Benchmarking
import ContentHash
import Failures
import Jobs
import LabClient
import Measurements
import Reports
import TFLiteReader
import Workbench

/// `mcubench submit`: the work of `run`, by a lab.
struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Hand a model to a lab's daemon, which measures it on a board of its rig.",
    discussion: """
      Prints the job's id. With --wait it follows the job and prints what 'mcubench run' prints; the \
      run stays in the lab's store. The same work that waits or runs already is not queued again.
      """)

  @Argument(help: "The .tflite file.")
  var model: String

  @Option(help: ArgumentHelp("The board's profile; see 'mcubench boards'.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp(
      "The one board of the lab that must do it, by the rig's name.", valueName: "name"))
  var boardName: String?

  @Option(help: ArgumentHelp("0 to 9; higher comes first.", valueName: "n"))
  var priority: Int?

  @OptionGroup var measuring: MeasuringOptions

  @OptionGroup var pruning: PruningOptions

  @OptionGroup var place: PlacementOption

  @OptionGroup var cores: CoresOption

  @Flag(help: "Wait for the run and print it.")
  var wait = false

  @Option(help: ArgumentHelp("Write the layers to this file; - is stdout.", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write the whole run to this file; - is stdout. Without --wait: the job.",
      valueName: "file"))
  var json: String?

  @OptionGroup var lab: LabOptions

  func validate() throws {
    if board == nil, boardName == nil {
      throw ValidationError("give --board, or --board-name for one board of the lab")
    }
    if csv != nil, !wait { throw ValidationError("--csv needs --wait: there is no run before") }
    if csv == "-", json == "-" {
      throw ValidationError("only one of --csv and --json can go to stdout")
    }
    if let priority, !JobSubmission.priorities.contains(priority) {
      throw ValidationError("--priority takes a number from 0 to 9")
    }
  }

  func run() async throws {
    for file in [csv, json] { if let file { try ResultFile.check(file) } }
    let bytes = try ModelFile.load(model)
    var wish = LabWish(
      board: board ?? "", boardName: boardName, modelName: Workbench.modelName(model),
      modelSHA256: SHA256Digest(of: bytes).hexadecimal)
    wish.runs = measuring.runs
    wish.warmupRuns = measuring.warmup
    let passes = measuring.choices.passes
    wish.passes = passes == MeasuringChoices().passes ? nil : passes
    wish.timeLimitSeconds = measuring.timeLimit
    wish.priority = priority
    wish.prunesDead = pruning.pruneDead
    wish.placement = place.placement
    wish.cores = cores.cores
    try await lab.with { [wish] client in
      var wish = wish
      if board == nil, let boardName {
        guard let profile = try await client.profile(ofBoard: boardName) else {
          throw LabBoardUnknown(name: boardName)
        }
        wish.board = profile
      }
      let receipt = try await client.submit(wish, model: bytes)
      if receipt.isDuplicate {
        Terminal.note("the lab has this work already: job \(receipt.job.id)")
      }
      guard wait else {
        if let json { try ResultFile.write(receipt.text, to: json) }
        if json != "-" { try Terminal.writeResult("\(receipt.job.id)\n") }
        return
      }
      Terminal.note("job \(receipt.job.id)")
      let measurement = try await JobGoesOn.ifInterrupted(receipt.job.id) {
        try await Self.measurement(of: receipt.job.id, client)
      }
      try show(measurement, from: client.server)
    }
  }

  /// Follows the job to its end and fetches its run.
  private static func measurement(
    of job: JobID, _ client: LabClient
  ) async throws -> Measurement {
    var ending = JobEnding()
    defer { Terminal.eraseProgress() }
    try await client.watch(job) { event in
      ending.note(event.kind)
      if Terminal.isInteractive {
        if let text = JobEventText.progress(event.kind) { Terminal.drawProgress(text) }
        if case .notice = event.kind { JobEventText.line(event).map(Terminal.note) }
      } else if case .state = event.kind {
        JobEventText.line(event).map(Terminal.note)
      }
    }
    return try await client.run(try ending.run(of: job))
  }

  private func show(_ run: Measurement, from server: LabServer) throws {
    if let csv, csv != "-" { try ResultFile.write(LayersCSV.text(run), to: csv) }
    if let json, json != "-" { try ResultFile.write(RunDocument.text(run), to: json) }
    if csv == "-" {
      try Terminal.writeResult(LayersCSV.text(run))
    } else if json == "-" {
      try Terminal.writeResult(RunDocument.text(run))
    } else {
      try Terminal.writeResult(RunTable.text(run, place: server.description))
    }
    switch run.validity {
    case .invalidOutput: throw LabOutputWrong(count: run.outputCheck.mismatches.count)
    case .invalid: throw InvalidRun(issues: run.issues.filter { $0.severity == .invalid })
    case .valid, .degraded: break
    }
  }
}

/// The lab has no board of this name.
struct LabBoardUnknown: Failure, Hashable {
  let name: String

  var summary: String { "the lab has no board '\(name)'" }
  var remedy: String? { "name a board of its rig file, or a profile with --board" }
  var exitStatus: ExitStatus { .wrongInput }
}

/// The lab's board computed something else than the host.
struct LabOutputWrong: Failure, Hashable {
  /// Outputs that differ, over all vectors.
  let count: Int

  var summary: String {
    "\(count) of the outputs are wrong; the lab keeps the run as invalid_output"
  }
  var remedy: String? { "submit it again; if it stays wrong, report it with the model" }
}
