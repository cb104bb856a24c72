import ArgumentParser
import Failures
import HTMLReports
import Measurements
import Reports
import ResultStore
import Workbench

/// `mcubench scorecard`: a model's figures, layer by layer, on the terminal or as a page.
struct ScorecardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scorecard",
    abstract: "A model's figures against budgets, its layers in bars, its roofline and tables.",
    discussion: """
      Without -o on the terminal, else one self-contained HTML page. With --board the cycles are \
      those of the newest usable run of this very file there, else predicted; each figure says \
      which. Accuracy and training parameters are those of the model database, where it has this \
      very file; the parameters else follow from a variation's name. Exit status 3 says that the model breaks the budget; the scorecard is written all the \
      same.
      """)

  @Argument(help: "The .tflite file.")
  var model: String

  @Option(help: ArgumentHelp("The board whose cycles to show.", valueName: "name"))
  var board: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The run to take the cycles from; 'none' for a prediction though there are runs.",
      valueName: "run"))
  var runName: String?

  @Option(
    help: ArgumentHelp(
      "Limits to hold the model against.",
      discussion: "Such as latency=70ms,ram=250KB,rom=250KB,macs=60M,params=250k,file=300KB.",
      valueName: "limits"))
  var budget: String?

  @Option(
    help: ArgumentHelp(
      "Correct answers on your test set, in percent, instead of the model database's.",
      valueName: "percent"))
  var accuracy: Double?

  @Option(
    help: ArgumentHelp(
      "The parameters that were trained, batch norm included; a file has them folded.",
      valueName: "n"))
  var trainingParameters: Int?

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write an HTML page to this file; '-' is stdout.", valueName: "file.html"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Columns of the terminal's version.",
      discussion: "Default: those of the terminal, else $COLUMNS, else 100.", valueName: "n"))
  var width: Int?

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    if let accuracy, !(0...100).contains(accuracy) {
      throw ValidationError("--accuracy takes percent, from 0 to 100")
    }
    if let trainingParameters, !(1...1_000_000_000_000).contains(trainingParameters) {
      throw ValidationError("--training-parameters takes a number from 1 on")
    }
    if let width, !(60...1_000).contains(width) {
      throw ValidationError("--width takes a number from 60 to 1000")
    }
  }

  func run() throws {
    let budget = try budget.map { try RunBudget(parsing: $0) }
    if let output { try ResultFile.check(output) }
    let source = ModelSource(options: workbench)
    let known = KnownFigures(
      of: try ModelSource.analysis(of: model, trainingParameters: trainingParameters),
      accuracyPercent: accuracy, store: workbench.places.store)
    let analysis = known.analysis
    let timing = try source.timing(of: analysis, at: model, board: board, run: runName)
    let card = ModelScorecard(
      analysis: analysis, run: timing.run, note: timing.note, budget: budget,
      ceilings: timing.ceilings, accuracyPercent: known.accuracyPercent,
      accuracyOrigin: known.accuracyOrigin, trainingOrigin: known.trainingOrigin)
    if let output {
      try ResultFile.write(ModelPage.text(card), to: output)
    } else {
      try Terminal.writeResult(ScorecardText.text(card, width: width ?? Terminal.columns))
    }
    if card.verdicts.contains(where: { !$0.passes }) {
      throw ModelOverBudget(name: analysis.name, verdicts: card.verdicts.filter { !$0.passes })
    }
  }
}

/// A model does not keep a limit; its scorecard was written.
struct ModelOverBudget: Failure, Hashable {
  let name: String
  let verdicts: [RunBudgetVerdict]

  var summary: String {
    "\(TerminalText.escaping(name)) is over budget: "
      + verdicts.map(\.text).joined(separator: "; ")
  }
  var remedy: String? { "look at the scorecard's bars for the layers that the figure comes from" }
  var exitStatus: ExitStatus { .limitExceeded }
}
