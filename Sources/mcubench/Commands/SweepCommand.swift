import Architectures
import ArgumentParser
import Benchmarking
import ContentHash
import Failures
import Measurements
import Reports
import VariationFactory
import Workbench

/// `mcubench sweep`: makes, analyses and predicts the variations of an architecture.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Make many variations of a network, and see which keep a budget.",
    discussion: """
      Every combination of the factors' values is made and analysed, and with --board predicted from \
      its latency table; --measure runs chosen ones there. What an earlier sweep of the folder made is \
      not made again, and what was measured is not measured again. Exit status 3 says that no \
      variation keeps the budget.
      """)

  @Argument(help: ArgumentHelp("An architecture or a variation's name.", valueName: "architecture"))
  var what: String

  @Option(name: [.short, .customLong("output")], help: "The directory that the files go to.")
  var output: String

  @OptionGroup var factors: FactorOptions

  @OptionGroup var input: InputRangeOption

  @Option(
    help: ArgumentHelp(
      "Limits to check, of latency, ram, rom, macs, params, file and bytes/param.",
      discussion:
        "For example latency=70ms,ram=250KB,rom=250KB; as in analyze, rom counts the constants and params the file's.",
      valueName: "limits"))
  var budget: String?

  @Option(
    help: ArgumentHelp(
      "Predict on the board of this profile, and measure there.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp("The latency table, where it is not the board's own.", valueName: "file"))
  var table: String?

  @Flag(help: "Predict with a table that was made with other kernels than today's.")
  var allowStaleTable = false

  @OptionGroup var measuring: SweepMeasureOptions

  @Option(
    help: "Order rows by params, macs, file, ram or latency; those that keep the budget first.")
  var sort: SweepOrder = .params

  @Option(
    help: ArgumentHelp("Write a row a variation to this file; - is stdout.", valueName: "file"))
  var csv: String?

  @Flag(help: "Write JSON instead of the table.")
  var json = false

  @Flag(help: "Replace files that are there, differ, and were not made by a sweep.")
  var force = false

  @Flag(help: "Put the models into the store, too, as 'mcubench models add' does.")
  var save = false

  @OptionGroup var workbench: WorkbenchOptions

  private var program: String { "mcubench " + MCUBench.configuration.version }

  func validate() throws {
    if output.isEmpty { throw ValidationError("name a directory with --output") }
    if measuring.measure != nil, board == nil {
      throw ValidationError("--measure runs variations on a board: give --board")
    }
    if table != nil, board == nil { throw ValidationError("--table is of a board: give --board") }
    if let csv, ResultFile.isSame(csv, output + "/sweep.jsonl") {
      throw ValidationError("--csv would replace the sweep's journal")
    }
    if csv == "-", json { throw ValidationError("only one of --csv and --json can go to stdout") }
  }

  func run() async throws {
    let budget = try budget.map { text in try RunBudget(parsing: text) }
    if board == nil, Self.limitsLatency(budget) {
      throw ValidationError("a limit of latency needs --board, whose table predicts it")
    }
    let settings = VariationFactory.Settings(inputRange: try input.range())
    let predictor = try predictor(for: budget)
    if let csv { try ResultFile.check(csv) }
    if save || measuring.measure != nil { try RunKeeper(places: workbench.places).check() }
    let possible = try VariationWork.possible(
      factors.variations(of: what), skipsImpossible: true)
    guard !possible.isEmpty else { throw NothingToSweep(what: what) }
    try checkNames(among: possible)
    try Files.makeDirectory(output)
    let made = try await rows(of: possible, settings)
    var rows = made.rows
    if let predictor { rows = try await Self.predicted(rows, by: predictor) }
    rows = sort.sorted(rows, budget: budget)
    if save {
      try SavedVariation.save(rows.map(SavedVariation.init), in: workbench.places)
      Terminal.note("stored \(rows.count) models")
    }
    if let board, let selection = measuring.measure {
      rows = try await measured(rows, selection.places(in: rows, budget: budget), on: board)
    }
    if let csv {
      try ResultFile.write(SweepReport.csv(rows, board: board, budget: budget), to: csv)
    }
    if csv != "-" {
      try Terminal.writeResult(
        json
          ? SweepReport.json(rows, board: board, budget: budget)
          : SweepReport.table(rows, budget: budget))
    }
    if !made.kept.isEmpty { throw KeptFiles(paths: made.kept) }
    if let failure = NotMeasured(rows) { throw failure }
    if budget != nil, !rows.contains(where: { $0.missed(budget).isEmpty }) {
      throw NothingFits(count: rows.count)
    }
  }

  private static func limitsLatency(_ budget: RunBudget?) -> Bool {
    budget?.limits.contains { $0.quantity == .latency } ?? false
  }

  /// What predicts the rows, where a board is named; one without a table can still measure.
  private func predictor(for budget: RunBudget?) throws -> Predictor? {
    guard let board else { return nil }
    let bench = try workbench.workbench()
    let profile = try bench.buildableBoard(named: board, placement: nil, cores: nil)
    do {
      return try bench.predictor(
        for: profile, table: table, allowsStale: allowStaleTable, prunesDead: false,
        program: program)
    } catch let failure as TableChoiceError
      where measuring.measure != nil && table == nil && !Self.limitsLatency(budget)
    {
      Terminal.note("nothing is predicted: \(TerminalText.escaping(failure.summary))")
      return nil
    }
  }

  /// Refuses a name to measure that no variation has, before anything is made.
  private func checkNames(among variations: [Variation]) throws {
    guard case .names(let names) = measuring.measure else { return }
    let known = Set(variations.map(\.name.text))
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw NotInSweep(name: unknown, example: variations.first?.name.text)
    }
  }

  /// The variations' rows, and the files that stand there and are none of a sweep's.
  private func rows(
    of variations: [Variation], _ settings: VariationFactory.Settings
  ) async throws -> (rows: [SweepRow], kept: [String]) {
    let range = settings.inputRange
    var journal = try SweepJournal(folder: output)
    var rows: [String: SweepRow] = [:]
    var missing: [Variation] = []
    for variation in variations {
      try Task.checkCancellation()
      let name = variation.name.text
      let path = "\(output)/\(name).tflite"
      if let figures = journal.known[name],
        figures.isWhole(at: path, seed: variation.seed, inputRange: range)
      {
        rows[name] = SweepRow(figures: figures, path: path)
      } else {
        missing.append(variation)
      }
    }
    if !rows.isEmpty { Terminal.note("\(rows.count) of \(variations.count) were made before") }
    var kept: [String] = []
    _ = try await VariationWork.rows(
      missing, settings, into: output,
      replacing: force ? .all : .files(journal.hashes(seed: factors.seed, inputRange: range))
    ) { row in
      guard row.state != .kept else {
        kept.append(row.path)
        return
      }
      let figures = SweepFigures(row, inputRange: range)
      try journal.add(figures)
      rows[row.name] = SweepRow(figures: figures, path: row.path)
    }
    return (variations.compactMap { rows[$0.name.text] }, kept.sorted())
  }

  /// The rows with predictions, as many at a time as there are processors.
  private static func predicted(
    _ rows: [SweepRow], by predictor: Predictor
  ) async throws -> [SweepRow] {
    var predicted = rows
    try await withThrowingTaskGroup(of: (Int, SweepRow).self) { group in
      for (place, row) in rows.enumerated() {
        group.addTask {
          try Task.checkCancellation()
          var row = row
          do {
            let run = try predictor.prediction(ofModelAt: row.path)
            row.prediction = SweepLatency(run)
            row.problem = run.issues.first { $0.severity == .invalid }?.text
          } catch let failure as any Failure {
            row.problem = failure.summary
            row.isRefused = true
          }
          return (place, row)
        }
      }
      for try await (place, row) in group { predicted[place] = row }
    }
    return predicted
  }

  private func measured(
    _ rows: [SweepRow], _ places: [Int], on board: String
  ) async throws -> [SweepRow] {
    guard !places.isEmpty else { return rows }
    let bench = try workbench.workbench()
    let target = try await bench.settled(measuring.link.target, for: board) { event in
      guard case .notice(let text) = event else { return }
      Terminal.note(Terminal.harmless(text))
    }
    return try await SweepMeasuring(
      bench: bench, board: board, target: target, choices: measuring.measuring.choices,
      repeats: measuring.remeasure, keeper: RunKeeper(places: workbench.places), program: program
    ).measured(rows, at: places)
  }
}

extension SweepOrder: ExpressibleByArgument {}

/// Every combination of the factors is impossible.
struct NothingToSweep: Failure, Hashable {
  let what: String

  var summary: String {
    "no combination of these factors of \(TerminalText.escaping(what)) is a network"
  }
  var remedy: String? { "see the notes above, and what 'mcubench make --list' allows" }
  var exitStatus: ExitStatus { .wrongInput }
}

/// No variation keeps the budget; the table was written.
struct NothingFits: Failure, Hashable {
  let count: Int

  var summary: String { "none of \(count) variations keeps the budget" }
  var remedy: String? {
    "give smaller factors, or see which layers take most with 'mcubench analyze --sort bytes'"
  }
  var exitStatus: ExitStatus { .limitExceeded }
}
