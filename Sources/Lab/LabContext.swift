import BoardProfiles
import Jobs
import Workbench

/// What all parts of a lab work with.
struct LabContext: Sendable {
  let rig: Rig
  /// The rig file's directory, which paths in it are relative to.
  let rigDirectory: String
  let workbench: Workbench
  let store: LabStore
  let hub: EventHub
  let builds: BuildPool
  /// For what computes long; everything else is done on the threads that all tasks share.
  let threads: WorkThreads
  let preparations: SharedWork<PreparationKey, PreparedRun>
  let wallClock: WallClock
  /// `host:pid`, before the board's name in a lease's owner.
  let owner: String
  /// What records call the program.
  let program: String
  let log: LabLog
  let troubles: Troubles

  var lease: Duration { .seconds(rig.work.leaseSeconds) }
  var retryPolicy: RetryPolicy { RetryPolicy(firstPause: .seconds(rig.work.retrySeconds)) }

  /// The workbench over the files of `home`, or over the program's own.
  func workbench(over home: String?) throws -> Workbench {
    guard let home else { return workbench }
    return try workbench.workbench(over: home)
  }
}

/// Hears what a lab does, a line at a time.
package struct LabLog: Sendable {
  package enum Level: String, Hashable, Sendable {
    case info, warning, error
  }

  private let write: @Sendable (Level, String) -> Void

  package init(_ write: @escaping @Sendable (Level, String) -> Void) { self.write = write }

  package static let none = LabLog { _, _ in }

  package func info(_ text: String) { write(.info, text) }
  package func warn(_ text: String) { write(.warning, text) }
  package func error(_ text: String) { write(.error, text) }
}
