package import Measurements

/// How an image got onto a board, for people.
package enum FlashingText {
  /// One sentence, or `nil` where nothing is known of it.
  package static func sentence(_ board: BoardRecord) -> String? {
    guard let steps = board.flashing, let last = steps.last(where: \.isSuccess) else { return nil }
    let how =
      if let tool = board.flashTool {
        "\(last.rung), \(NumberText.fixed(last.seconds, digits: 1)) s, by \(tool)"
      } else {
        "none, the board ran this image already and was reset"
      }
    let place = board.probePath.map { $0.contains(":") || $0.hasPrefix("/") ? $0 : "USB \($0)" }
    let probe = [board.probeKind, board.probeSerial, place].compactMap(\.self)
      .joined(separator: ", ")
    let failed = steps.filter { !$0.isSuccess && $0.failureClass != nil }
      .map { "\($0.rung) (\($0.outcome))" }
    return how + (probe.isEmpty ? "" : ", over \(probe)")
      + (failed.isEmpty ? "" : "; before that failed: " + failed.joined(separator: ", "))
  }
}
