import Failures
import HTMLReports
import Measurements
import Regression
import Reports
import ResultStore

/// Pages over more than single runs of a store.
enum StoredPages {
  /// Points of a series that a page shows at most.
  private static let points = 1_000

  /// The page of a suite's latest night, with the series of what it measured.
  ///
  /// - Throws: ``NothingToReport``, and the store's error.
  static func night(ofSuite suite: String, in store: ResultStore) throws -> String {
    guard let night = try store.nights(suite: suite, limit: 1).first else {
      throw NothingToReport(
        summary: "no night of a suite '\(TerminalText.escaping(suite))' is in \(store.path)",
        remedy: "run one with 'mcubench nightly RIG.yaml'")
    }
    var series: [SeriesContents] = []
    for entry in night.entries {
      let summaries = try store.seriesSummaries(model: entry.modelSHA256, board: entry.board)
      guard let key = summaries.first(where: { $0.key.evidence == entry.evidence })?.key,
        !series.contains(where: { $0.key == key })
      else { continue }
      series.append(
        SeriesContents(
          modelName: entry.modelName, key: key, points: try store.series(key, limit: points)))
    }
    return NightPage.text(night, series: series)
  }

  /// The page of a model's series, the whole network's and those of `layers`.
  ///
  /// - Throws: ``NothingToReport``, and the store's error.
  static func series(
    ofModel model: String, board: String?, layers: [Int], in store: ResultStore
  ) throws -> String {
    let found = try store.seriesSummaries(board: board).filter {
      $0.modelName.contains(model) || $0.key.modelSHA256.hasPrefix(model)
    }
    guard let first = found.first else {
      throw NothingToReport(
        summary: "no series of a model '\(TerminalText.escaping(model))'"
          + (board.map { " on '\(TerminalText.escaping($0))'" } ?? "") + " is in \(store.path)",
        remedy: "list the runs with 'mcubench history'; only usable ones make series")
    }
    let others = found.filter {
      $0.key.modelSHA256 != first.key.modelSHA256 || $0.key.board != first.key.board
    }
    guard others.isEmpty else {
      throw NothingToReport(
        summary: "'\(TerminalText.escaping(model))' fits series of several models or boards: "
          + Set(
            found.map {
              "\(TerminalText.escaping($0.modelName, width: 44)) on \($0.key.board),"
                + " SHA-256 \($0.key.modelSHA256.prefix(8))"
            }
          ).sorted().joined(separator: "; "),
        remedy: "name the model by its SHA-256, and the board with --board")
    }
    let contents = try found.flatMap { summary in
      try ([nil] + layers.map { $0 as Int? }).map { layer in
        let key = summary.key.with(layer: layer)
        return SeriesContents(
          modelName: summary.modelName, key: key, points: try store.series(key, limit: points))
      }
    }
    return SeriesPage.text(contents)
  }
}

/// The store has nothing of the kind that a page is asked for.
struct NothingToReport: Failure, Hashable {
  let summary: String
  let remedy: String?
  var exitStatus: ExitStatus { .wrongInput }
}
