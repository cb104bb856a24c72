/// What the line did to frames.
package struct LineStatistics: Hashable, Sendable {
  /// The speed in bits a second that host and board agreed on, or `nil` where it was never set.
  package var baud: Int?
  /// Bytes before the first frame of the board.
  package var ignoredByteCount = 0
  /// Whole frames of the board.
  package var frameCount = 0
  package var brokenFrameCount = 0
  package var unknownFrameCount = 0
  package var missingFrameCount = 0
  /// Commands to the board, those that were sent again included.
  package var commandCount = 0
  /// Commands that were sent again because they or their answers were lost.
  package var resendCount = 0

  package init() {}

  /// What was lost, for people, or `nil` on a line that lost nothing or brought nothing.
  package var lossText: String? {
    guard brokenFrameCount + missingFrameCount + unknownFrameCount + resendCount > 0 else {
      return nil
    }
    let all = frameCount + brokenFrameCount
    guard all > 0 else { return nil }
    let share = (Double(brokenFrameCount) / Double(all) * 1000).rounded() / 10
    return "\(brokenFrameCount) of \(all) frames from the board broken (\(share) %),"
      + " \(resendCount) of \(commandCount) commands sent again"
  }
}
