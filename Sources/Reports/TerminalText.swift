/// Untrusted text made safe to print.
package enum TerminalText {
  /// `text` with everything that could steer a terminal or deceive a reader written as `\u{1B}`:
  /// control and format characters (bidirectional marks among them), line separators, combining
  /// marks, and code points without a meaning.
  package static func escaping(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
      if isPlain(scalar) {
        safe.unicodeScalars.append(scalar)
      } else {
        safe += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return safe
  }

  /// As ``escaping(_:)``, of a text whose lines are meant to be lines.
  package static func escapingLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaping(String($0)) }
      .joined(separator: "\n")
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .nonspacingMark, .enclosingMark:
      false
    default: true
    }
  }

  /// `text` made safe, and cut to at most `width` characters with an ellipsis in front.
  ///
  /// The end stays because converters put the telling part of a tensor's name there.
  package static func escaping(_ text: String, width: Int) -> String {
    let safe = escaping(text)
    return safe.count <= width ? safe : "…" + safe.suffix(max(0, width - 1))
  }
}
