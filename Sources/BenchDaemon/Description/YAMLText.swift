import Reports

/// JSON values as block YAML 1.2, for people to read.
enum YAMLText {
  static func text(_ value: JSONValue) -> String {
    var text = ""
    write(value, to: &text, indentation: 0)
    return text
  }

  /// Writes `value` after a `key:` or a `-`, with its newline.
  private static func write(_ value: JSONValue, to text: inout String, indentation: Int) {
    let margin = String(repeating: " ", count: indentation)
    switch value {
    case .object(let members) where !members.isEmpty:
      for (place, member) in members.enumerated() {
        if place > 0 || text.hasSuffix("\n") { text += margin }
        text += key(member.name) + ":"
        writeBelow(member.value, to: &text, indentation: indentation)
      }
    case .array(let values) where !values.isEmpty:
      for value in values {
        text += margin + "- "
        write(value, to: &text, indentation: indentation + 2)
      }
    default: text += scalar(value) + "\n"
    }
  }

  private static func writeBelow(_ value: JSONValue, to text: inout String, indentation: Int) {
    switch value {
    case .array(let values) where !values.isEmpty && values.allSatisfy(isShort):
      text += " [" + values.map(scalar).joined(separator: ", ") + "]\n"
    case .array([]), .object([]): text += " " + scalar(value) + "\n"
    case .array, .object:
      text += "\n"
      write(value, to: &text, indentation: indentation + 2)
    default: text += " " + scalar(value) + "\n"
    }
  }

  private static func isShort(_ value: JSONValue) -> Bool {
    switch value {
    case .array, .object: false
    default: true
    }
  }

  /// JSON's own text is YAML's, too; plain words stand without quotes.
  private static func scalar(_ value: JSONValue) -> String {
    if case .string(let text) = value, isPlain(text) { return text }
    return value.compactText
  }

  private static func key(_ name: String) -> String {
    isPlain(name) || name.hasPrefix("/") && name.utf8.allSatisfy { $0 != 0x3A }
      ? name : JSONValue.string(name).compactText
  }

  /// Letters and a few signs that mean nothing in YAML, and no word that is more than text.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic, first.isASCII else {
      return false
    }
    let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    return !words.contains(text.lowercased()) && !text.hasSuffix(" ")
      && text.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || "0123456789 ._-/;()'+".unicodeScalars.contains($0))
      }
  }
}
