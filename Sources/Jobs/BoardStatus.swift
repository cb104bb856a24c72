package import Measurements

/// A board of the rig as the lab sees it now.
package struct BoardStatus: Hashable, Sendable, Codable {
  /// The rig's name of it.
  package let name: String
  /// The board profile's name.
  package let profile: String
  package let isVirtual: Bool
  package let state: State
  package let health: BoardHealth
  /// The chip's unique id as last seen, hexadecimal.
  package let uniqueID: String?
  package let lastSeen: Timestamp?

  /// What it is doing.
  package enum State: Hashable, Sendable, Codable {
    case idle
    case busy(JobID)
    /// Its probe is not attached.
    case missing
    /// It gets no jobs until someone lets it: why.
    case quarantined(String)
  }

  package init(
    name: String, profile: String, isVirtual: Bool, state: State, health: BoardHealth,
    uniqueID: String?, lastSeen: Timestamp?
  ) {
    self.name = name
    self.profile = profile
    self.isVirtual = isVirtual
    self.state = state
    self.health = health
    self.uniqueID = uniqueID
    self.lastSeen = lastSeen
  }
}

/// How well a board has done lately.
package struct BoardHealth: Hashable, Sendable, Codable {
  /// 0 for a board that only fails, 1 for one that never does.
  package var score: Double
  package var successes: Int
  package var failures: Int
  /// Runs out of line that neither a rerun nor a twin confirmed.
  package var blames: Int

  package init(score: Double, successes: Int, failures: Int, blames: Int) {
    self.score = score
    self.successes = successes
    self.failures = failures
    self.blames = blames
  }
}
