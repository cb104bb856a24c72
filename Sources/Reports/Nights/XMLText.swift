/// Untrusted text made safe for XML 1.0.
package enum XMLText {
  /// `text` for an attribute's value or an element's content.
  ///
  /// What XML cannot hold at all, and what could deceive a reader, is written as ``TerminalText`` does;
  /// the five characters that XML gives a meaning are written as references.
  package static func escaping(_ text: String) -> String {
    var safe = ""
    for character in TerminalText.escaping(text) {
      switch character {
      case "&": safe += "&amp;"
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "\"": safe += "&quot;"
      case "'": safe += "&apos;"
      default: safe.append(character)
      }
    }
    return safe
  }

  /// Lines of content, each escaped.
  package static func escaping(lines: [String]) -> String {
    lines.map(escaping).joined(separator: "\n")
  }
}
