import Foundation
import Glibc
import MCUBenchTestSupport
import Measurements
import Regression
import ResultStore

/// The times of what a lab asks of a store.
struct QueryTimes {
  let path: String
  let repetitions: Int

  /// A question, and how many things came back.
  private struct Question {
    let name: String
    let ask: (ResultStore) throws -> Int
  }

  func print() throws {
    let store = try ResultStore(path: path, ifAbsent: .fail)
    let newest = try store.runs(matching: RunFilter(limit: 1))
    guard let run = newest.first, let key = try store.seriesKeys().first,
      let night = try store.run(named: run.runID.rawValue).provenance.lab?.night
    else { return }
    // The record was copied from the first night; the newest is the one of the last column.
    let nights = try store.series(key, limit: 1_000_000).count
    let latest = nights > 1 ? Self.night(nights - 1) : night
    try store.close()
    Swift.print(
      Self.line(["query", "rows", "median", "max", "first, nothing cached"]))
    for question in questions(key: key, night: latest, run: run.runID) {
      try time(question)
    }
  }

  static func night(_ place: Int) -> String {
    let digits = String(place, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func questions(key: SeriesKey, night: String, run: RunID) -> [Question] {
    [
      Question(name: "latest night, runs and layers") { store in
        try store.runs(ofNight: night).reduce(0) { $0 + 1 + $1.layers.count }
      },
      Question(name: "series of a layer, 1,000 points") {
        try $0.series(key.with(layer: 7), limit: 1_000).count
      },
      Question(name: "series of a total, 1,000 points") {
        try $0.series(key, limit: 1_000).count
      },
      Question(name: "list of all series") { try $0.seriesSummaries().count },
      Question(name: "layers of a run") { try $0.layers(of: run).count },
      Question(name: "history, 20 runs") { try $0.runs().count },
      Question(name: "history of a board") {
        try $0.runs(matching: RunFilter(board: key.board)).count
      },
      Question(name: "history of a model's name") {
        try $0.runs(matching: RunFilter(model: "network_1")).count
      },
      Question(name: "history of no model at all") {
        try $0.runs(matching: RunFilter(model: "none of these")).count
      },
      Question(name: "a run by eight digits, with samples") {
        try $0.run(named: run.short).passes.count
      },
      Question(name: "save of a run") { store in
        let run = Crowd.run(0, layers: 40)
        try store.save(run)
        return run.layers.count
      },
    ]
  }

  private func time(_ question: Question) throws {
    Self.dropFromCache(path)
    var store = try ResultStore(path: path, ifAbsent: .fail)
    var count = 0
    let first = try ContinuousClock().measure { count = try question.ask(store) }
    let times = try (0..<repetitions).map { _ in
      try ContinuousClock().measure { count = try question.ask(store) }
    }.sorted()
    try store.close()
    Swift.print(
      Self.line(
        [question.name, String(count)]
          + [times[times.count / 2], times[times.count - 1], first].map(Stopwatch.text)))
    store = try ResultStore(path: path, ifAbsent: .fail)
    try store.close()
  }

  /// Asks the system to forget the file's pages, so that the next query waits for the disk.
  private static func dropFromCache(_ path: String) {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return }
    fdatasync(descriptor)
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    close(descriptor)
  }

  private static func line(_ fields: [String]) -> String {
    let widths = [36, 8, 12, 12, 24]
    return zip(fields, widths).enumerated().map { place, field in
      let blank = String(repeating: " ", count: max(0, field.1 - field.0.count))
      return place == 0 ? field.0 + blank : blank + field.0
    }.joined()
  }
}

/// Durations as text.
enum Stopwatch {
  static func text(_ time: Duration) -> String {
    let (seconds, attoseconds) = time.components
    let milliseconds = Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    return milliseconds < 10_000
      ? String(format: "%.2f ms", milliseconds) : String(format: "%.1f s", milliseconds / 1_000)
  }
}
