import ArgumentParser
import Benchmarking
import Foundation
import Workbench

/// Holds latency tables against virtual boards, on networks that no table was made with.
@main
struct PredictionBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prediction-bench",
    abstract: "Run networks on virtual boards and write how far latency tables are from that.")

  @Option(help: "The directory with the folders of models: paper, mlperf_tiny.")
  var models: String

  @Option(help: "A checkout of mcubench.")
  var root = "."

  @Option(
    name: .customLong("board"),
    help: "A board to hold its table against; may be repeated. Default: every board with a table.")
  var boards: [String] = []

  @Option(help: "A directory of tables, BOARD.json each; those that come with the program if not.")
  var tables: String?

  @Option(help: "Where the page goes; stdout when left out.")
  var output: String?

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let workbench = try Workbench(
      home: root, places: Places(store: nil, cache: nil, environment: environment),
      surroundings: Workbench.Surroundings(
        environment: environment, program: CommandLine.arguments[0], workingDirectory: root))
    let networks = try HeldOutNetwork.all(in: models)
    let folder = tables ?? "\(workbench.files.boards)/tables"
    var page = PredictionPage()
    for name in try boards.isEmpty ? Self.boards(in: folder) : boards {
      let board = try workbench.buildableBoard(named: name)
      let table = try workbench.table(for: board, at: "\(folder)/\(name).json", allowsStale: false)
      var runs: [NetworkRun] = []
      var refusals: [Refusal] = []
      for outcome in try await HeldOutNetwork.run(networks, on: board, of: workbench) {
        switch outcome {
        case .success(let run): runs.append(run)
        case .failure(let refusal): refusals.append(refusal)
        }
      }
      page.add(BoardAccuracy(file: table.file, runs: runs, refusals: refusals))
    }
    if let output {
      try page.text.write(toFile: output, atomically: true, encoding: .utf8)
    } else {
      print(page.text)
    }
    if !page.misses.isEmpty { throw BenchMiss(what: page.misses) }
  }

  /// The boards in whose name there is a table in `folder`.
  private static func boards(in folder: String) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }
      .sorted()
  }
}

/// Figures outside of what is promised; the page has them.
struct BenchMiss: Error, CustomStringConvertible {
  let what: [String]

  var description: String { "outside of what is promised: \(what.joined(separator: "; "))" }
}
