import ArgumentParser
import BoardProfiles
import Failures
import Measurements
import ModelCatalog
import Reports
import ResultStore
import Workbench

/// `mcubench predict`: what models take on a board, without toolchain or board.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict models' latency by layer from a board's latency table.",
    discussion: """
      One model gives a table of its layers, several a row each, the fastest first. Nine of ten \
      predictions lie in their interval; a note says which layers are like none that was measured. \
      Exit status 3 says that a model breaks the budget, 2 that one cannot run.
      """)

  @Argument(help: "The .tflite files.")
  var models: [String]

  @Option(help: ArgumentHelp("The board's profile.", valueName: "name"))
  var board: String

  @Option(
    help: ArgumentHelp(
      "The latency table.",
      discussion:
        "Default: tables/BOARD.json beside the results where silicon gave it, else beside the profiles.",
      valueName: "file"))
  var table: String?

  @Flag(help: "Predict with a table that was made with other kernels than today's.")
  var allowStaleTable = false

  @Option(
    help: ArgumentHelp(
      "Limits to check, of latency, ram, rom, macs, params, file and bytes/param.",
      discussion:
        "For example latency=70ms,ram=250KB; ram is the board's arena, rom the constants there.",
      valueName: "limits"))
  var budget: String?

  @Option(help: ArgumentHelp("Write a row a layer to this file; - is stdout.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write JSON to this file; - is stdout.", valueName: "file"))
  var json: String?

  @Flag(help: "Store each prediction among the results, as a side for 'mcubench compare'.")
  var save = false

  @Flag(help: "Say for each layer which kernel would run and why.")
  var explain = false

  @OptionGroup var pruning: PruningOptions

  @OptionGroup var place: PlacementOption

  @OptionGroup var cores: CoresOption

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    if csv == "-", json == "-" {
      throw ValidationError("only one of --csv and --json can go to stdout")
    }
  }

  func run() async throws {
    let budget = try budget.map { text in try RunBudget(parsing: text) }
    let bench = try workbench.workbench()
    let predictor = try bench.predictor(
      for: bench.buildableBoard(
        named: board, placement: place.placement, cores: cores.cores),
      table: table, allowsStale: allowStaleTable, prunesDead: pruning.pruneDead,
      program: "mcubench " + MCUBench.configuration.version)
    for file in [csv, json] { if let file { try ResultFile.check(file) } }
    let (predicted, unpredicted) = try await Self.predictions(of: models, by: predictor)
    let runs = predicted.map(\.run)
    if models.count == 1, let first = unpredicted.first { throw first.failure }
    if save { try store(predicted) }
    try write(runs, unpredicted, budget)
    if let first = unpredicted.first {
      throw UnpredictedModels(paths: unpredicted.map(\.path), first: first.failure)
    }
    let broken = runs.filter { run in
      budget?.verdicts(on: run).contains { !$0.passes } ?? false
    }
    if !broken.isEmpty { throw BudgetExceeded(names: broken.map(\.model.name)) }
    let unknown = runs.filter { $0.validity == .invalid }
    if !unknown.isEmpty {
      throw IncompleteTable(names: unknown.map(\.model.name), issues: unknown[0].issues)
    }
  }

  /// The models' predictions in their order, and those that cannot run; as many at a time as there
  /// are processors.
  private static func predictions(
    of paths: [String], by predictor: Predictor
  ) async throws -> ([(path: String, run: Measurement)], [UnpredictedModel]) {
    typealias Outcome = (place: Int, result: Result<Measurement, any Error>)
    var outcomes: [Result<Measurement, any Error>?] = paths.map { _ in nil }
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      for (place, path) in paths.enumerated() {
        group.addTask {
          try Task.checkCancellation()
          return (place, Result { try predictor.prediction(ofModelAt: path) })
        }
      }
      for try await outcome in group { outcomes[outcome.place] = outcome.result }
    }
    var runs: [(path: String, run: Measurement)] = []
    var unpredicted: [UnpredictedModel] = []
    for (path, outcome) in zip(paths, outcomes) {
      switch outcome {
      case .success(let run): runs.append((path, run))
      case .failure(let failure as any Failure):
        unpredicted.append(UnpredictedModel(path: path, failure: failure))
      case .failure(let error): throw error
      case nil: break
      }
    }
    return (runs, unpredicted)
  }

  private func store(_ runs: [(path: String, run: Measurement)]) throws {
    let store = try ResultStore(path: workbench.places.store)
    for (path, run) in runs {
      try store.save(run, of: CatalogedModel(ofRun: run, at: path))
      Terminal.note("stored the prediction of \(run.model.name) as run \(run.runID.short)")
    }
    try store.close()
  }

  private func write(
    _ runs: [Measurement], _ unpredicted: [UnpredictedModel], _ budget: RunBudget?
  ) throws {
    if let csv { try ResultFile.write(LayersCSV.text(PredictionTable.sorted(runs)), to: csv) }
    let isSingle = models.count == 1
    if let json {
      let text =
        if isSingle, let run = runs.first {
          RunDocument.text(run, includesLayers: true)
        } else {
          PredictionTable.json(runs, unpredicted: unpredicted, budget: budget)
        }
      try ResultFile.write(text, to: json)
    }
    // Two results on one stream would serve nobody.
    guard csv != "-", json != "-" else { return }
    if isSingle, let run = runs.first {
      let verdicts = budget?.verdicts(on: run).map { "  Budget    \($0.text)\n" } ?? []
      try Terminal.writeResult(
        RunTable.text(
          run, place: save ? workbench.places.store : nil, explainsKernels: explain)
          + verdicts.joined())
    } else {
      try Terminal.writeResult(
        PredictionTable.text(runs, unpredicted: unpredicted, budget: budget))
    }
  }
}

/// Some of several models cannot run; the others' predictions were written.
struct UnpredictedModels: Failure {
  let paths: [String]
  let first: any Failure

  var summary: String {
    let rest = paths.count > 1 ? "; \(paths.count - 1) more models cannot be predicted" : ""
    return "\(TerminalText.escaping(paths[0])): \(first.summary)\(rest)"
  }
  var remedy: String? { first.remedy }
  var failureClass: FailureClass? { first.failureClass }
  var exitStatus: ExitStatus { first.exitStatus }
}

/// The table has no layer of a kernel that models use; what it has was written.
struct IncompleteTable: Failure, Hashable {
  let names: [String]
  let issues: [Issue]

  var summary: String {
    let missing = issues.first { $0.severity == .invalid }?.text ?? "a layer has no prediction"
    return "no prediction of \(names.map { TerminalText.escaping($0) }.joined(separator: ", ")):"
      + " \(missing)"
  }
  var remedy: String? { "calibrate the board with more layers, or run the model" }
}
