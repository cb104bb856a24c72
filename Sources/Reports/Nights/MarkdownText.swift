/// Untrusted text made safe for Markdown, as CommonMark and GitHub read it.
package enum MarkdownText {
  /// `text` as running text: nothing in it is markup, a link, a mention or a table's edge.
  package static func escaping(_ text: String) -> String {
    var safe = ""
    for scalar in TerminalText.escaping(text).unicodeScalars {
      switch scalar {
      // A mention is looked for in the finished text, where a comment still parts it.
      case "@": safe += "@<!-- -->"
      case "!"..."/", ":"..."?", "["..."`", "{"..."~": safe += "\\\(scalar)"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// `text` as a span of code in a table's cell, or anywhere else.
  package static func code(_ text: String) -> String {
    let safe = TerminalText.escaping(text).replacing("`", with: "\\u{60}")
      .replacing("|", with: "\\u{7C}")
    return safe.allSatisfy { $0 == " " } ? "–" : "`\(safe)`"
  }
}
