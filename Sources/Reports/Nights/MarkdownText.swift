/// Untrusted text made safe for Markdown, as CommonMark and GitHub read it.
package enum MarkdownText {
  /// `text` as running text on a line that begins with other words: nothing in it is markup, a link, a
  /// mention or a table's edge.
  package static func escaping(_ text: String) -> String {
    var safe = ""
    for scalar in TerminalText.escaping(text).unicodeScalars {
      switch scalar {
      // Mentions and addresses are looked for in the finished text, where a comment still parts them.
      case "@": safe += "@<!-- -->"
      case "\\", "`", "*", "_", "[", "]", "<", ">", "#", "|", "&", "~", "!", "$":
        safe += "\\\(scalar)"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe.replacing("://", with: ":<!-- -->//").replacing("www.", with: "www<!-- -->.")
  }

  /// `text` as a span of code in a table's cell, or anywhere else.
  package static func code(_ text: String) -> String {
    let safe = TerminalText.escaping(text).replacing("`", with: "\\u{60}")
      .replacing("|", with: "\\u{7C}")
    return safe.allSatisfy { $0 == " " } ? "–" : "`\(safe)`"
  }
}
