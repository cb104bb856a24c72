package import Failures

/// Why the store did not keep or give a run.
package struct ResultStoreError: Failure, Hashable {
  /// What was wrong, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// There is no store yet, and reading makes none.
    case missing
    /// The directory could not be made, or the file not be opened or made.
    case cannotOpen(detail: String)
    case diskFull
    case readOnly
    /// The file is damaged, or no SQLite file at all.
    case corrupt(detail: String)
    /// An SQLite file that mcubench did not make.
    case foreignFile
    /// A later mcubench changed the schema.
    case newerSchema
    /// Another process held its lock longer than the waiting time.
    case locked
    case noRun(prefix: String)
    case severalRuns(prefix: String, matches: [String])
    case notARunID(text: String)
    /// The run's own record cannot be read back.
    case damagedRun(run: String, detail: String)
    case runExists(run: String)
    /// Another run has the name of the one to import.
    case runDiffers(run: String)
    /// What SQLite says in any other case.
    case failed(detail: String)
  }

  /// The store's file.
  package let path: String
  package let reason: Reason

  package var summary: String {
    switch reason {
    case .missing: "there is no result store at \(path) yet"
    case .cannotOpen(let detail): "cannot open the result store \(path): \(detail)"
    case .diskFull: "the disk that holds the result store \(path) is full; nothing was saved"
    case .readOnly: "the result store \(path) or its directory is read-only; nothing was saved"
    case .corrupt(let detail): "the result store \(path) is damaged or no database: \(detail)"
    case .foreignFile: "\(path) is a database of another program, not a result store"
    case .newerSchema: "the result store \(path) was made by a later mcubench than this one"
    case .locked: "another process keeps the result store \(path) locked"
    case .noRun(let prefix): "no run in \(path) begins with '\(prefix)'"
    case .severalRuns(let prefix, let matches):
      "'\(prefix)' is the start of \(matches.count) runs or more: \(matches.joined(separator: ", "))"
    case .notARunID: "a run is named by up to sixteen digits 0-9 and a-f"
    case .damagedRun(let run, let detail):
      "the record of run \(run) in \(path) is damaged: \(detail)"
    case .runExists(let run): "run \(run) is in \(path) already"
    case .runDiffers(let run):
      "another run has the name \(run) in \(path); nothing was imported"
    case .failed(let detail): "the result store \(path) failed: \(detail)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .missing: "measure something first with 'mcubench run MODEL --board BOARD'"
    case .cannotOpen, .readOnly:
      "make the file and its directory writable, or name another place with --store FILE"
    case .diskFull: "free space there, or name another place with --store FILE"
    case .corrupt:
      "move the file away, or save what it still holds with 'sqlite3 FILE .recover'; --store FILE"
        + " names another place"
    case .foreignFile: "name another file with --store FILE"
    case .newerSchema: "install that version again, or name another place with --store FILE"
    case .locked: "wait for the other process to end, then run again"
    case .noRun, .notARunID: "list the runs with 'mcubench history'"
    case .severalRuns: "give more digits of the one that you mean"
    case .damagedRun: "measure again; the other runs can still be read"
    case .runExists: "measure again to get a run of its own"
    case .runDiffers: "compare both: one of them was changed since it was measured"
    case .failed: "check the disk, or name another place with --store FILE"
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .missing, .foreignFile, .noRun, .severalRuns, .notARunID, .runDiffers: .wrongInput
    default: .workFailed
    }
  }
}
