import Architectures
import ArgumentParser
import Foundation
import Reports
import VariationFactory
import VariationSearch

/// Holds the search against plain grids over the same factors.
@main
struct SearchBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search-bench",
    abstract: "Count the variations that a search and a plain grid try for an equally good one.")

  @Option(help: "Only this architecture.")
  var architecture: String?

  @Option(help: "A page whose part between the search-bench marks is replaced; stdout if left out.")
  var page: String?

  /// Budgets of bytes, with the paper's 60 M MACs.
  private static let budgets = [(ram: 250, rom: 250), (ram: 64, rom: 250), (ram: 128, rom: 128)]

  func run() throws {
    var table =
      "| architecture | RAM, file KB | most | search: tries (best at) | it finds | grid | as good in it "
      + "| tried in order | at random, mean | grid's best |\n"
      + "|---|---|---|---:|---|---:|---:|---:|---:|---|\n"
    for one in Architecture.catalog where architecture ?? one.name == one.name {
      for budget in Self.budgets {
        for objective in [SearchObjective.macs, .params] {
          table += try Self.row(one, budget, objective) + "\n"
        }
      }
    }
    guard let page else {
      print(table)
      return
    }
    let (open, close) = ("<!-- search-bench -->\n", "<!-- /search-bench -->")
    let text = try String(contentsOfFile: page, encoding: .utf8)
    guard let start = text.range(of: open), let end = text.range(of: close) else {
      throw ValidationError("\(page) has no search-bench marks")
    }
    try (text[..<start.upperBound] + table + text[end.lowerBound...])
      .write(toFile: page, atomically: true, encoding: .utf8)
  }

  private static func row(
    _ architecture: Architecture, _ budget: (ram: Int, rom: Int), _ objective: SearchObjective
  ) throws -> String {
    let limits = [
      SearchLimit(.ram, Double(budget.ram * 1_024)), SearchLimit(.rom, Double(budget.rom * 1_024)),
      SearchLimit(.macs, 60e6),
    ]
    let space = SearchSpace(architecture)
    let evaluate = { (factors: Factors) in
      try SearchFigures.of(VariationFactory.make(Variation(architecture, factors))).figures
    }
    var search = VariationSearch(
      space, limits: limits, objective: objective, tries: 60, evaluate: evaluate)
    let result = try search.run()
    let census = try GridCensus(
      of: space, limits: limits, objective: objective, target: result, evaluate: evaluate)
    let best = result.best.flatMap { trial in
      trial.figures.map { figures in
        (
          VariationName(architecture, trial.factors).text,
          objective.score(figures, alpha: space.alpha(at: trial.spot))[0]
        )
      }
    }
    let cells = [
      architecture.name, "\(budget.ram), \(budget.rom)", objective.rawValue,
      "\(result.tryCount) (\(result.best.map { "\($0.number)" } ?? "none"))",
      best.map { "\($0.0): \(NumberText.grouped($0.1))" } ?? "nothing fits",
      NumberText.grouped(census.size), NumberText.grouped(census.asGoodCount),
      census.triesInOrder.map(NumberText.grouped) ?? "never",
      census.meanTriesAtRandom.map(NumberText.grouped) ?? "never",
      census.best.map { "\($0.name): \(NumberText.grouped($0.value))" } ?? "nothing fits",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}
