import Architectures
import Reports
import VariationFactory
import VariationSearch

/// What searches and plain grids try for an equally good variation, as a table of Markdown.
enum GridComparison {
  /// Budgets of bytes, with the paper's 60 M MACs.
  private static let budgets = [(ram: 250, file: 250), (ram: 64, file: 250), (ram: 128, file: 128)]

  static func table(of architectures: [Architecture]) throws -> String {
    var table =
      "| architecture | RAM, file KB | most | tried (best at) | the search finds | grid "
      + "| as good in it | tried in order | at random, mean | the grid's best |\n"
      + "|---|---|---|---:|---|---:|---:|---:|---:|---|\n"
    for architecture in architectures {
      for budget in budgets {
        for objective in [SearchObjective.macs, .params] {
          table += try row(architecture, budget, objective) + "\n"
        }
      }
    }
    return table
  }

  private static func row(
    _ architecture: Architecture, _ budget: (ram: Int, file: Int), _ objective: SearchObjective
  ) throws -> String {
    let limits = [
      SearchLimit(.ram, Double(budget.ram * 1_024)),
      SearchLimit(.file, Double(budget.file * 1_024)),
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
    var found = "nothing fits"
    var place = "none"
    if let best = result.best, let figures = best.figures {
      let score = objective.score(figures, alpha: space.alpha(at: best.spot))
      let name = VariationName(architecture, best.factors).text
      found = "\(name): \(NumberText.grouped(score[0]))"
      place = "\(best.number)"
    }
    let gridBest = census.best.map { best in "\(best.name): \(NumberText.grouped(best.value))" }
    let inOrder = census.triesInOrder.map { NumberText.grouped($0) }
    let atRandom = census.meanTriesAtRandom.map { NumberText.grouped($0) }
    let cells: [String] = [
      architecture.name, "\(budget.ram), \(budget.file)", objective.rawValue,
      "\(result.tryCount) (\(place))", found, NumberText.grouped(census.size),
      NumberText.grouped(census.asGoodCount), inOrder ?? "never", atRandom ?? "never",
      gridBest ?? "nothing fits",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}
