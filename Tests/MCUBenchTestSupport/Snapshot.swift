import Foundation

/// A text that a renderer must give, kept in `Tests/Fixtures/snapshots`.
///
/// With `MCUBENCH_UPDATE_SNAPSHOTS=1` in the environment the kept text is replaced: read the diff.
package enum Snapshot {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/snapshots")

  /// The text kept as `name`, or `nil` when there is none.
  package static func kept(_ name: String, comparedWith text: String) throws -> String? {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["MCUBENCH_UPDATE_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    return try? String(decoding: Data(contentsOf: file), as: UTF8.self)
  }
}
