package import Failures

/// Why the lab does not do what a surface asks of it.
package struct DeskError: Failure, Hashable {
  /// What stands in the way, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// The rig has no board of this profile, or none of this name that is of it.
    ///
    /// `known` are the rig's boards, each as `name (profile)`.
    case noBoard(profile: String, name: String?, known: [String])
    /// The rig has no board of this name.
    case unknownBoard(name: String, known: [String])
    /// The rig file has no suite of this name.
    case unknownSuite(name: String, known: [String])
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
    case .noBoard(let profile, nil, _): "the rig has no board of the profile '\(profile)'"
    case .noBoard(let profile, let name?, _):
      "the rig has no board '\(name)' of the profile '\(profile)'"
    case .unknownBoard(let name, _): "the rig has no board '\(name)'"
    case .unknownSuite(let name, _): "the rig file has no suite '\(name)'"
    case .suiteIsRunning(let name): "the suite '\(name)' runs already"
    case .stopping: "the daemon is stopping and takes no more work"
    case .queueFull(let limit): "the queue is full: \(limit) jobs wait already"
    }
  }

  package var remedy: String? {
    switch reason {
    case .noBoard(_, _, let known), .unknownBoard(_, let known):
      "name a board that the rig has: " + Self.list(known)
    case .unknownSuite(_, let known) where known.isEmpty: "put the suite into the rig file"
    case .unknownSuite(_, let known): "name a suite of the rig file: " + Self.list(known)
    case .suiteIsRunning: "wait for it to end, or cancel its jobs"
    case .stopping: "ask again when it runs again"
    case .queueFull: "ask again when some jobs are done, or cancel some"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", ..." : "")
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .noBoard, .unknownBoard, .unknownSuite: .wrongInput
    case .suiteIsRunning, .stopping, .queueFull: .workFailed
    }
  }
}
