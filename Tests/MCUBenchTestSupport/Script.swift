import Foundation

/// A shell script in a directory of its own, gone with this value.
package final class Script: Sendable {
  /// The path to run it by.
  package let path: String
  private let directory: URL

  /// Writes a script whose lines are `body`; it notes its process id before it runs them.
  package init(_ body: String) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "mcubench-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let file = directory.appending(path: "script")
    path = file.path
    let note = directory.appending(path: "pid").path
    let draft = directory.appending(path: "draft")
    try Data("#!/bin/sh\necho $$ >'\(note)'\n\(body)\n".utf8).write(to: draft)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: draft.path)
    // A program that any process holds open for writing cannot be run, and a child that another
    // test starts just now would hold what this process writes: so another process writes it.
    try ChildProcess("/bin/cp", ["-p", draft.path, path]).waitUntilExit()
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Whether the process that ran the script last still runs.
  package func isRunning() throws -> Bool {
    let note = directory.appending(path: "pid")
    guard let text = try? String(contentsOf: note, encoding: .utf8),
      let processID = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else { return false }
    return kill(processID, 0) == 0
  }
}
