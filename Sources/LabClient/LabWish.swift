package import Measurements

/// What a submission asks of a lab, beside the model itself.
package struct LabWish: Hashable, Sendable {
  /// The board profile's name.
  package var board: String
  /// The one board of the rig that must do it.
  package var boardName: String?
  /// The file's name without folder and `.tflite`.
  package var modelName: String
  package var modelSHA256: String
  package var runs: Int?
  package var warmupRuns: Int?
  package var passes: [PassKind]?
  package var timeLimitSeconds: Int?
  package var priority: Int?
  /// Whether to leave out channels that cannot change the outputs.
  package var prunesDead = false
  /// How many cores share each layer, or `nil` for the profile's number.
  package var cores: Int?
  /// Where code and weights are to lie, or `nil` for the profile's way.
  package var placement: String?

  package init(
    board: String, boardName: String? = nil, modelName: String, modelSHA256: String
  ) {
    self.board = board
    self.boardName = boardName
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
  }

  var query: [(String, String)] {
    let entries: [(String, String?)] = [
      ("board", board), ("board_name", boardName), ("name", modelName), ("sha256", modelSHA256),
      ("runs", runs.map { String($0) }), ("warmup", warmupRuns.map { String($0) }),
      ("passes", passes?.map(\.rawValue).joined(separator: ",")),
      ("time_limit_s", timeLimitSeconds.map { String($0) }),
      ("prune_dead", prunesDead ? "1" : nil),
      ("cores", cores.map { String($0) }), ("placement", placement),
      ("priority", priority.map { String($0) }),
    ]
    return entries.compactMap { name, value in value.map { (name, $0) } }
  }
}
