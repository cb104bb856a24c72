package import Failures

/// Why the lab does not do what a surface asks of it.
package struct DeskError: Failure, Hashable {
  /// What stands in the way, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// The rig has no board of this profile, or none of this name that is of it.
    case noBoard(profile: String, name: String?)
    /// The rig has no board of this name.
    case unknownBoard(name: String)
    /// The rig file has no suite of this name.
    case unknownSuite(name: String)
    /// The suite's last night still runs.
    case suiteIsRunning(name: String)
    /// The daemon ends and takes nothing more up.
    case stopping
    /// As many jobs wait already as the queue takes.
    case queueFull(limit: Int)
  }

  package let reason: Reason

  package init(_ reason: Reason) { self.reason = reason }

  package var summary: String {
    switch reason {
    case .noBoard(let profile, nil): "the rig has no board of the profile '\(profile)'"
    case .noBoard(let profile, let name?):
      "the rig has no board '\(name)' of the profile '\(profile)'"
    case .unknownBoard(let name): "the rig has no board '\(name)'"
    case .unknownSuite(let name): "the rig file has no suite '\(name)'"
    case .suiteIsRunning(let name): "the suite '\(name)' runs already"
    case .stopping: "the daemon is stopping and takes no more work"
    case .queueFull(let limit): "the queue is full: \(limit) jobs wait already"
    }
  }

  package var remedy: String? {
    switch reason {
    case .noBoard, .unknownBoard: "name a board that the rig has; GET /api/v1/boards lists them"
    case .unknownSuite: "name a suite of the rig file"
    case .suiteIsRunning: "wait for it to end, or cancel its jobs"
    case .stopping: "ask again when it runs again"
    case .queueFull: "ask again when some jobs are done, or cancel some"
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .noBoard, .unknownBoard, .unknownSuite: .wrongInput
    case .suiteIsRunning, .stopping, .queueFull: .workFailed
    }
  }
}
