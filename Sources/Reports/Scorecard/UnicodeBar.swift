/// Bars for a terminal, in eighths of a character.
package enum UnicodeBar {
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// `value` of `most` as a bar `width` characters wide at most, padded to that width.
  ///
  /// What is above nothing shows, if only as an eighth; what is not known is blank.
  package static func text(_ value: Double?, of most: Double, width: Int) -> String {
    guard let value, value > 0, most > 0, width > 0, value.isFinite else {
      return String(repeating: " ", count: max(width, 0))
    }
    let parts = max(1, Int((min(value / most, 1) * Double(width * 8)).rounded()))
    let bar = String(repeating: "█", count: parts / 8) + eighths[parts % 8]
    return bar + String(repeating: " ", count: max(0, width - bar.count))
  }
}
