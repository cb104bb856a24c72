import Architectures
import ArgumentParser
import Foundation

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

  func run() throws {
    let chosen = Architecture.catalog.filter { architecture ?? $0.name == $0.name }
    let table = try GridComparison.table(of: chosen)
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
}
