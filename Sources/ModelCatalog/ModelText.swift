/// What may stand in texts about a model; whoever writes them is not trusted.
package enum ModelText {
  /// Bytes of UTF-8 that a text may have at most.
  package static let nameLimit = 255
  package static let noteLimit = 4_000
  package static let valueLimit = 1_000
  package static let figureNameLimit = 64
  package static let tagLimit = 64
  package static let dataSetLimit = 100
  /// How many of each a model may have.
  package static let countLimit = 500

  /// Whether `text` is a tag: letters, digits and `. _ : / -` behind a letter or digit, all ASCII.
  package static func isTag(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetterOrDigit(first), text.utf8.count <= tagLimit else {
      return false
    }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || "._:/-".utf8.contains($0) }
  }

  /// Whether `text` is one line of what a person can read, and no longer than `limit` bytes.
  package static func isLine(_ text: String, limit: Int) -> Bool {
    !text.isEmpty && text.utf8.count <= limit
      && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// `text` with line ends and tabs as single spaces and none at its ends; `nil` where it has other control
  /// characters or is too long.
  package static func note(_ text: String) -> String? {
    let words = text.split { $0 == " " || $0 == "\n" || $0 == "\r" || $0 == "\r\n" || $0 == "\t" }
    let line = words.joined(separator: " ")
    return line.isEmpty || isLine(line, limit: noteLimit) ? line : nil
  }

  /// Whether `text` is a whole SHA-256: 64 digits 0-9 and a-f.
  package static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && isDigestStart(text)
  }

  /// Whether `text` can be the start of one.
  package static func isDigestStart(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
