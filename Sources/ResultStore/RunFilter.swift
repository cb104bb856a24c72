package import Measurements

/// Which runs to list.
package struct RunFilter: Hashable, Sendable {
  /// Part of the model's name, or the start of its file's SHA-256.
  package var model: String?
  /// The board profile's name.
  package var board: String?
  package var evidence: Evidence?
  /// The most runs to give, newest first.
  package var limit: Int

  package init(
    model: String? = nil, board: String? = nil, evidence: Evidence? = nil, limit: Int = 20
  ) {
    self.model = model
    self.board = board
    self.evidence = evidence
    self.limit = limit
  }
}
