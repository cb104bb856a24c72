package import Measurements

/// What a job says about the board that ran it.
package enum BoardOutcome: String, Hashable, Sendable, Codable, CaseIterable {
  case success
  /// The board's own: a probe that is gone, a flash that fails, a boot that does not come.
  case failure
  /// A run out of line that neither a rerun nor a twin confirmed.
  case blame
}

extension BoardHealth {
  /// A board of which nothing is known yet.
  package static let new = BoardHealth(score: 1, successes: 0, failures: 0, blames: 0)

  /// The share of the score that an outcome replaces, so that the last nine count most.
  package static let weight = 0.2
  /// The least score of a board that someone let out of quarantine: two failures take it below 0.5.
  package static let releasedScore = 0.75

  /// Takes in one more outcome: an exponentially weighted mean of 1 for a success and 0 for a failure.
  ///
  /// A blame counts as two failures: a board whose figures are wrong does more harm than one that gives none.
  package mutating func take(_ outcome: BoardOutcome) {
    switch outcome {
    case .success:
      successes += 1
      score += Self.weight * (1 - score)
    case .failure:
      failures += 1
      score *= 1 - Self.weight
    case .blame:
      blames += 1
      score *= (1 - Self.weight) * (1 - Self.weight)
    }
  }
}

/// Why a board gets no jobs.
package struct Quarantine: Hashable, Sendable, Codable {
  package let reason: String
  /// Who put it there: a token's name, or `lab`.
  package let by: String
  package let since: Timestamp

  package init(reason: String, by: String, since: Timestamp) {
    self.reason = reason
    self.by = by
    self.since = since
  }
}

/// What the store keeps of a board of the rig.
package struct BoardStanding: Hashable, Sendable, Codable {
  /// The rig's name of it.
  package let boardName: String
  package let health: BoardHealth
  package let quarantine: Quarantine?

  package init(boardName: String, health: BoardHealth, quarantine: Quarantine?) {
    self.boardName = boardName
    self.health = health
    self.quarantine = quarantine
  }
}
