import Architectures
import ArgumentParser
import BoardProfiles
import Failures
import Reports
import VariationFactory
import VariationSearch
import Workbench

/// `mcubench search`: the variation of an architecture with most of something inside a budget.
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search an architecture's scaling factors for the largest network inside a budget.",
    discussion: """
      Reduces the factor that frees most of what is missed for the least of what is wanted, as the \
      CNN Analyzer paper does by hand, and says for each variation tried why. A factor that is given \
      is left as it is. As in 'analyze', rom is an image's constants, file the .tflite file and params the \
      file's; KB is 1024 bytes. Latencies are predicted from the board's latency table. Exit status 3 \
      says that nothing that was tried fits.
      """)

  @Argument(
    help: ArgumentHelp(
      "An architecture; 'mcubench make --list' lists them.", valueName: "architecture"))
  var architecture: String

  @Option(
    help: ArgumentHelp(
      "What a variation may have at most of ram, rom, file, macs, params and latency on a board.",
      discussion: "For example ram=250KB,rom=250KB,macs=60M,latency=100ms@stm32f746g.",
      valueName: "limits"))
  var budget: String

  @Option(help: "What is to be large: macs, params (those of training) or alpha.")
  var maximize: SearchObjective = .macs

  @Option(help: ArgumentHelp("The most variations to try.", valueName: "count"))
  var tries: Int = 60

  @Flag(help: "Let the search make the input smaller, too.")
  var freeResolution = false

  @OptionGroup var factors: FactorOptions

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Write the best variation's .tflite to this directory.", valueName: "dir"))
  var output: String?

  @Flag(help: "Write every variation of the Pareto front, not only the best.")
  var front = false

  @Flag(help: "Replace files that are there and differ.")
  var force = false

  @Flag(help: "Put what is written into the store, too, as 'mcubench models add' does.")
  var save = false

  @Option(help: ArgumentHelp("Write JSON to this file; - is stdout.", valueName: "file"))
  var json: String?

  @Flag(help: "Predict with tables that were made with other kernels than today's.")
  var allowStaleTable = false

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    guard tries > 0 else { throw ValidationError("--tries has to be at least 1") }
    if front || force || save, output == nil {
      throw ValidationError(
        "--front, --force and --save say what to write: name a directory with --output")
    }
  }

  func run() async throws {
    let limits = try SearchBudget.limits(parsing: budget)
    guard let architecture = Architecture.named(architecture) else {
      throw VariationNameError(
        self.architecture,
        .unknownBase(self.architecture, known: Architecture.catalog.map(\.name)))
    }
    let given = try factors.variations(of: architecture.name)
    guard given.count == 1, let fixed = given.first?.factors else {
      throw ValidationError("a factor that is given is left as it is: give one value of each")
    }
    if let json { try ResultFile.check(json) }
    if save { try RunKeeper(places: workbench.places).check() }
    let space = SearchSpace(architecture, fixed: fixed, freesResolution: freeResolution)
    let evaluation = SearchEvaluation(
      architecture: architecture, seed: factors.seed, boards: try boards(of: limits))
    var search = VariationSearch(
      space, limits: limits, objective: maximize, tries: tries,
      note: { step in
        let name = VariationName(architecture, step.trial.factors).text
        Self.show("\(step.phase.rawValue): tried \(step.trial.number) of at most \(tries): \(name)")
      },
      evaluate: evaluation.figures)
    let result = try search.run()
    Terminal.eraseProgress()
    let report = SearchReport(result: result)
    if let json { try ResultFile.write(report.json, to: json) }
    // Two results on one stream would serve nobody.
    if json != "-" { try Terminal.writeResult(report.text) }
    guard let best = result.best else {
      throw SearchFoundNothing(nearest: report.nearestText, ending: result.ending, tries: tries)
    }
    if let output { try await write(front ? result.front : [best], of: architecture, to: output) }
  }

  /// The boards whose latency is limited, each with its predictor.
  private func boards(
    of limits: [SearchLimit]
  ) throws -> [(profile: BoardProfile, predictor: Predictor)] {
    try limits.compactMap { limit in
      guard case .latency(let name) = limit.quantity else { return nil }
      let bench = try workbench.workbench()
      let board = try bench.buildableBoard(named: name)
      let predictor = try bench.predictor(
        for: board, table: nil, allowsStale: allowStaleTable, prunesDead: false,
        program: "mcubench " + MCUBench.configuration.version)
      return (board, predictor)
    }
  }

  private static func show(_ line: String) {
    if Terminal.isInteractive { Terminal.drawProgress(line) }
  }

  private func write(
    _ trials: [SearchTrial], of architecture: Architecture, to folder: String
  ) async throws {
    try Files.makeDirectory(folder)
    let variations = try trials.map {
      try Variation(architecture, $0.factors, seed: factors.seed)
    }
    let rows = try await VariationWork.rows(
      variations, VariationFactory.Settings(), into: folder, replacing: force ? .all : .none)
    for row in rows {
      Terminal.note(
        row.state == .kept ? "kept \(row.path), which differs" : "\(row.state.rawValue) \(row.path)"
      )
    }
    if save {
      try SavedVariation.save(
        rows.filter { $0.state != .kept }.map(SavedVariation.init), in: workbench.places)
    }
    let kept = rows.filter { $0.state == .kept }
    if !kept.isEmpty { throw KeptFiles(paths: kept.map(\.path)) }
  }
}

extension SearchObjective: ExpressibleByArgument {}

/// No variation keeps the budget; the nearest was written.
struct SearchFoundNothing: Failure, Hashable {
  let nearest: String
  let ending: SearchResult.Ending
  /// The most that could be tried.
  let tries: Int

  var summary: String {
    switch ending {
    case .triesSpent:
      "no variation of \(tries) tried keeps the budget, then the tries ran out; \(nearest)"
    case .noImprovement: "no variation that was tried keeps the budget; \(nearest)"
    }
  }
  var remedy: String? {
    switch ending {
    case .triesSpent: "give it more --tries"
    case .noImprovement:
      "raise that limit, let the input be smaller with --free-resolution, or take another architecture"
    }
  }
  var exitStatus: ExitStatus { .limitExceeded }
}
