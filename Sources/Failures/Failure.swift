/// An error that a person can act on: what failed, on what, and what to do next.
///
/// The command line renders it as `error: SUMMARY`, `class: CLASS` and `try: REMEDY` on stderr and
/// ends with ``exitStatus``; the daemon sends the same texts.
package protocol Failure: Error, CustomStringConvertible {
  /// What failed and on what, in one sentence without a full stop.
  var summary: String { get }
  /// What to do next, as a phrase that follows "try: ", or `nil` when nothing can be advised.
  var remedy: String? { get }
  /// The process's exit status when this failure ends it.
  var exitStatus: ExitStatus { get }
  /// Which part of the way failed, or `nil` where that says nothing: a flag, the disk.
  var failureClass: FailureClass? { get }
}

extension Failure {
  package var remedy: String? { nil }
  package var exitStatus: ExitStatus { .workFailed }
  package var failureClass: FailureClass? { nil }
  package var description: String { summary }
}

/// The exit statuses of every program here.
package enum ExitStatus: Int32, Sendable, Hashable {
  /// The work is done.
  case done = 0
  /// The work failed: build, flash, board, mismatch, disk.
  case workFailed = 1
  /// Wrong usage or input: a flag, a model, a profile.
  case wrongInput = 2
  /// A regression or an exceeded budget; the work itself is done.
  case limitExceeded = 3
}
