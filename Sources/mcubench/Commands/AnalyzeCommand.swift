import ArgumentParser
import Failures
import Reports
import TFLiteReader

/// `mcubench analyze`: what a model costs, without toolchain or board.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Parameters, MACs, memory and size of models, layer by layer; budgets.",
    discussion: """
      One model gives a table of its layers, several give a row each. KB is 1024 bytes. Exit \
      status 3 says that a model breaks the budget.
      """)

  @Argument(help: "The .tflite files.")
  var models: [String]

  @Option(
    help: ArgumentHelp(
      "Limits to check, of ram, rom, macs, params and file.",
      discussion: "For example ram=250KB,rom=250KB,macs=60M.", valueName: "limits"))
  var budget: String?

  @OptionGroup var pruning: PruningOptions

  @Option(help: "Order rows by bytes, macs, params or ram, the largest first.")
  var sort: AnalysisOrder?

  @Option(help: ArgumentHelp("Write a row a layer to this file; - is stdout.", valueName: "file"))
  var csv: String?

  @Flag(help: "Write JSON instead of the table.")
  var json = false

  func run() async throws {
    let budget = try budget.map { text in try Budget(parsing: text) }
    var analyses: [Analysis] = []
    for path in models {
      try Task.checkCancellation()
      do {
        analyses.append(try Self.analysis(of: path, prunesDead: pruning.pruneDead))
      } catch let failure as any Failure where models.count > 1 {
        throw NamedFailure(name: path, failure: failure)
      }
    }
    if let csv {
      try ResultFile.write(AnalysisCSV.text(analyses, order: sort), to: csv)
    }
    // Two results on one stream would serve nobody.
    if csv != "-" || json { try Terminal.writeResult(result(of: analyses, budget: budget)) }
    let broken = analyses.filter { analysis in
      budget?.verdicts(on: analysis).contains { !$0.passes } ?? false
    }
    if !broken.isEmpty { throw BudgetExceeded(names: broken.map(\.name)) }
  }

  private func result(of analyses: [Analysis], budget: Budget?) -> String {
    if json { return AnalysisJSON.text(analyses, order: sort, budget: budget) }
    if analyses.count == 1 {
      return AnalysisTable.layers(of: analyses[0], order: sort, budget: budget)
    }
    return AnalysisTable.models(analyses, order: sort, budget: budget)
  }

  /// The file's name without folder and `.tflite`.
  private static func modelName(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".tflite") ? String(file.dropLast(7)) : file
  }

  private static func analysis(of path: String, prunesDead: Bool) throws -> Analysis {
    try ModelAnalysis.analysis(
      of: ModelFile.load(path), named: modelName(path), prunesDead: prunesDead)
  }
}

extension AnalysisOrder: ExpressibleByArgument {}

/// A failure on one of several models.
struct NamedFailure: Failure {
  let name: String
  let failure: any Failure

  var summary: String { "\(TerminalText.escaping(name)): \(failure.summary)" }
  var remedy: String? { failure.remedy }
  var failureClass: FailureClass? { failure.failureClass }
  var exitStatus: ExitStatus { failure.exitStatus }
}

/// A model is larger than its budget allows; the analysis itself was written.
struct BudgetExceeded: Failure, Hashable {
  let names: [String]

  var summary: String {
    "over budget: " + names.map { TerminalText.escaping($0) }.joined(separator: ", ")
  }
  var remedy: String? { "list what is largest with 'mcubench analyze MODEL --sort bytes'" }
  var exitStatus: ExitStatus { .limitExceeded }
}
