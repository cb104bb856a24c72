import Architectures
import ArgumentParser
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
      its latency table; 'mcubench run' measures. What an earlier sweep of the folder made is not made \
      again. Exit status 3 says that no variation keeps the budget.
      """)

  @Argument(help: ArgumentHelp("An architecture or a variation's name.", valueName: "architecture"))
  var what: String

  @Option(name: [.short, .customLong("output")], help: "The directory that the files go to.")
  var output: String

  @OptionGroup var factors: FactorOptions

  @Option(
    help: ArgumentHelp(
      "Limits to check, of latency, ram, rom, macs, params, file and bytes/param.",
      discussion:
        "For example latency=70ms,ram=250KB,rom=250KB; rom counts the constants, params the trained.",
      valueName: "limits"))
  var budget: String?

  @Option(help: ArgumentHelp("Predict on the board of this profile.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp("The latency table, where it is not the board's own.", valueName: "file"))
  var table: String?

  @Flag(help: "Predict with a table that was made with other kernels than today's.")
  var allowStaleTable = false

  @Option(
    help: "Order rows by params, macs, file, ram or latency; those that keep the budget first.")
  var sort: SweepOrder = .params

  @Option(
    help: ArgumentHelp("Write a row a variation to this file; - is stdout.", valueName: "file"))
  var csv: String?

  @Flag(help: "Write JSON instead of the table.")
  var json = false

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    if table != nil, board == nil { throw ValidationError("--table is of a board: give --board") }
    if csv == "-", json { throw ValidationError("only one of --csv and --json can go to stdout") }
  }

  func run() async throws {
    let budget = try budget.map { text in try RunBudget(parsing: text) }
    if board == nil, budget?.limits.contains(where: { $0.quantity == .latency }) ?? false {
      throw ValidationError("a limit of latency needs --board, whose table predicts it")
    }
    let predictor = try board.map { board in
      let bench = try workbench.workbench()
      return try bench.predictor(
        for: bench.buildableBoard(named: board, placement: nil, cores: nil), table: table,
        allowsStale: allowStaleTable, prunesDead: false,
        program: "mcubench " + MCUBench.configuration.version)
    }
    if let csv { try ResultFile.check(csv) }
    let possible = try VariationWork.possible(
      factors.variations(of: what), skipsImpossible: true)
    guard !possible.isEmpty else { throw NothingToSweep(what: what) }
    try Files.makeDirectory(output)
    var rows = try await self.rows(of: possible)
    if let predictor { rows = try await Self.predicted(rows, by: predictor) }
    let sorted = sort.sorted(rows, budget: budget)
    if let csv { try ResultFile.write(SweepReport.csv(sorted, budget: budget), to: csv) }
    if csv != "-" {
      try Terminal.writeResult(
        json
          ? SweepReport.json(sorted, budget: budget) : SweepReport.table(sorted, budget: budget))
    }
    if budget != nil, !sorted.contains(where: { $0.missed(budget).isEmpty }) {
      throw NothingFits(count: sorted.count, closest: sorted[0].figures.name)
    }
  }

  /// The variations' rows; the journal is written after every part of them.
  private func rows(of variations: [Variation]) async throws -> [SweepRow] {
    let settings = VariationFactory.Settings()
    var journal = SweepJournal(folder: output)
    var rows: [String: SweepRow] = [:]
    var missing: [Variation] = []
    for variation in variations {
      let name = variation.name.text
      let path = "\(output)/\(name).tflite"
      if let figures = journal.known[name], figures.seed == variation.seed,
        figures.inputLow == settings.inputRange.lowerBound,
        figures.inputHigh == settings.inputRange.upperBound,
        let bytes = try? Files.readRegular(path),
        SHA256Digest(of: bytes).hexadecimal == figures.sha256
      {
        rows[name] = SweepRow(figures: figures, path: path, isResumed: true)
      } else {
        missing.append(variation)
      }
    }
    if !rows.isEmpty { Terminal.note("\(rows.count) of \(variations.count) were made before") }
    for start in stride(from: 0, to: missing.count, by: Self.part) {
      let made = try await VariationWork.rows(
        Array(missing[start..<min(start + Self.part, missing.count)]), settings, into: output,
        replaces: true)
      for row in made {
        rows[row.name] = SweepRow(
          figures: SweepFigures(row, inputRange: settings.inputRange), path: row.path,
          isResumed: false)
      }
      try journal.save(made.map { SweepFigures($0, inputRange: settings.inputRange) })
    }
    return variations.compactMap { rows[$0.name.text] }
  }

  /// Variations between two writings of the journal.
  private static let part = 64

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
            row.prediction = try predictor.prediction(ofModelAt: row.path)
          } catch let failure as any Failure {
            row.problem = failure.summary
          }
          return (place, row)
        }
      }
      for try await (place, row) in group { predicted[place] = row }
    }
    return predicted
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
  let closest: String

  var summary: String { "none of \(count) variations keeps the budget" }
  var remedy: String? {
    "give smaller factors, or see which layers take most with 'mcubench analyze --sort bytes'"
  }
  var exitStatus: ExitStatus { .limitExceeded }
}
