package import Measurements

/// Which runs to list.
package struct RunFilter: Hashable, Sendable {
  /// Part of the model's name, or the start of its file's SHA-256.
  package var model: String?
  /// The board profile's name.
  package var board: String?
  package var evidence: Evidence?
  /// The night that the runs belong to.
  package var night: String?
  /// The commit that was measured, in full.
  package var commit: String?
  /// Only runs that stand behind this one in the list.
  package var before: RunID?
  /// The most runs to give, newest first.
  package var limit: Int

  package init(
    model: String? = nil, board: String? = nil, evidence: Evidence? = nil,
    night: String? = nil, commit: String? = nil, before: RunID? = nil,
    limit: Int = 20
  ) {
    self.model = model
    self.board = board
    self.evidence = evidence
    self.night = night
    self.commit = commit
    self.before = before
    self.limit = limit
  }
}
