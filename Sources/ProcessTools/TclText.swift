/// Text as a word of Tcl, the language of OpenOCD's commands.
enum TclText {
  /// `text` as one word that stands for itself: nothing in it is substituted or ends it.
  ///
  /// Tcl, rules 1 to 9 of its syntax: a backslash takes the meaning from whatever punctuation
  /// follows it. Letters and digits get none, since `\n` or `\x41` would be something else; control
  /// characters, of which a newline would need another escape, are written by their code.
  static func word(_ text: String) -> String {
    if text.isEmpty { return "{}" }
    var word = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", "+", ",", "%", "=", "@":
        word.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1f}", "\u{7f}"...:
        let digits = String(scalar.value, radix: 16)
        word += "\\u{\(digits)}"
      default:
        word += "\\"
        word.unicodeScalars.append(scalar)
      }
    }
    return word
  }
}
