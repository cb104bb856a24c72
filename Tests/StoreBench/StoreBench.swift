import ArgumentParser
import Foundation
import GRDB
import Measurements
import Regression
import ResultStore

/// Fills a store and times what a lab asks of it.
@main
struct StoreBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store-bench",
    abstract: "How long the store's queries take when it holds many runs.",
    discussion: "Fills a store of its own and removes it, unless --keep names a place for it.")

  @Option(help: "Rows of layers.")
  var rows = 10_000_000

  @Option(help: "Layers a run.")
  var layers = 40

  @Option(help: "Points a series: nights.")
  var points = 1_000

  @Option(help: "How often each query is timed.")
  var repetitions = 15

  @Option(help: "A store to fill and keep; one that is there already is timed as it is.")
  var keep: String?

  func validate() throws {
    guard layers > 0, points > 0, repetitions > 0, rows >= layers * points else {
      throw ValidationError("there must be at least one whole series: --layers times --points rows")
    }
  }

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "store-bench-\(ProcessInfo.processInfo.processIdentifier)")
    let path = keep ?? folder.path + "/results.sqlite"
    defer {
      if keep == nil { try? FileManager.default.removeItem(at: folder) }
    }
    let crowd = Crowd(layers: layers, nights: points, series: rows / (layers * points))
    if keep == nil || !FileManager.default.fileExists(atPath: path) {
      let time = try ContinuousClock().measure { try crowd.fill(path) }
      print("filled in \(Stopwatch.text(time))")
    }
    try describe(path)
    try QueryTimes(path: path, repetitions: repetitions).print()
  }

  private func describe(_ path: String) throws {
    let reader = try DatabaseQueue(path: path)
    try reader.read { database in
      for (name, sql) in [
        ("layer rows", "SELECT count(*) FROM layer"), ("runs", "SELECT count(*) FROM run"),
        ("series", "SELECT count(*) FROM series"),
        ("nights", "SELECT count(DISTINCT night) FROM run"),
      ] {
        print("\(name): \(try Int.fetchOne(database, sql: sql) ?? 0)")
      }
      print("SQLite \(ResultStore.libraryVersion)")
      for query in PlannedQuery.all {
        print("plan of \(query.name):")
        for step in try query.plan(in: database) { print("    \(step)") }
      }
    }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    print("file: \(size / 1_000_000) MB")
  }
}
