package import Failures

/// Why a lab cannot work.
package struct LabError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// Another process has the store's queue.
    case locked(path: String, processID: Int32?)
    case lockFailed(path: String, errno: String)
    case noBoards(rig: String)
    /// A pattern that no file fits.
    case noModels(pattern: String, directory: String)
    /// A suite's model cannot be read.
    case modelMissing(suite: String, why: String, remedy: String?)
    /// No board of the profile can run a suite's model.
    case modelCannotRun(model: String, board: String, why: String, remedy: String?)
    /// A board of the suite has no such cores or placement.
    case boardCannot(suite: String, why: String, remedy: String?)
    case unknownSuite(name: String, known: [String])
    case severalSuites(known: [String])
    case noSuites(rig: String)
    /// An attempt took longer than the job allows.
    case deadlinePassed(seconds: Int)
  }

  package let reason: Reason

  package init(_ reason: Reason) { self.reason = reason }

  package var summary: String {
    switch reason {
    case .locked(let path, let processID):
      "another lab\(processID.map { ", process \($0)," } ?? "") works on this queue: \(path) is locked"
    case .lockFailed(let path, let errno): "cannot lock \(path): \(errno)"
    case .noBoards(let rig): "the rig file \(rig) names no board"
    case .noModels(let pattern, let directory):
      "no file in \(directory) fits the pattern \(pattern.debugDescription)"
    case .modelMissing(let suite, let why, _), .boardCannot(let suite, let why, _):
      "suite \(suite): \(why)"
    case .modelCannotRun(let model, let board, let why, _):
      "the suite's model \(model.debugDescription) cannot run on \(board): \(why)"
    case .unknownSuite(let name, let known):
      "the rig file has no suite \(name.debugDescription), but \(known.joined(separator: ", "))"
    case .severalSuites(let known):
      "the rig file has several suites: \(known.joined(separator: ", "))"
    case .noSuites(let rig): "the rig file \(rig) has no suite"
    case .deadlinePassed(let seconds): "the attempt took longer than its \(seconds) s"
    }
  }

  package var remedy: String? {
    switch reason {
    case .locked: "stop the other one first, or name another store with --store FILE"
    case .lockFailed: "make it a file that you may write to"
    case .noBoards, .noSuites: "examples/rig.yaml shows how to name them"
    case .noModels: "name the models relative to the rig file"
    case .modelMissing(_, _, let remedy), .modelCannotRun(_, _, _, let remedy),
      .boardCannot(_, _, let remedy):
      remedy
    case .unknownSuite, .severalSuites: "name one with --suite NAME"
    case .deadlinePassed: "give the job a longer deadline or fewer runs"
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .locked, .lockFailed, .deadlinePassed: .workFailed
    case .noBoards, .noModels, .modelMissing, .modelCannotRun, .boardCannot, .unknownSuite,
      .severalSuites,
      .noSuites:
      .wrongInput
    }
  }

  package var failureClass: FailureClass? {
    if case .deadlinePassed = reason { .timeout } else { nil }
  }
}
