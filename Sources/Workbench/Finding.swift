import Failures

/// One thing that the program needs or can use, and whether it is there.
package struct Finding: Hashable, Sendable, Codable {
  package let name: String
  package let state: State
  /// The version or the place, or what is wrong.
  package let detail: String
  /// The command that mends it, where something is missing.
  package let remedy: String?

  /// Whether it is there.
  package enum State: String, Hashable, Sendable, Codable {
    case present
    /// There, and older than what comes with this program or works with all of it.
    case outdated
    /// There, and another program has it.
    case inUse = "in use"
    /// Missing, and nothing that works here now needs it.
    case absent
    /// Missing, and some command needs it.
    case missing
  }

  package init(name: String, state: State, detail: String, remedy: String? = nil) {
    self.name = name
    self.state = state
    self.detail = detail
    self.remedy = remedy
  }

  /// Something that is missing, after what kept it from being found.
  init(name: String, missing error: any Error) {
    let failure = error as? any Failure
    self.init(
      name: name, state: .missing, detail: failure?.summary ?? String(describing: error),
      remedy: failure?.remedy)
  }
}
