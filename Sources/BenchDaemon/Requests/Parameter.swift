/// A parameter of an endpoint: what requests are held against, and what the description says.
struct Parameter: Hashable, Sendable {
  /// Where it stands.
  enum Place: String, Hashable, Sendable {
    case path
    case query
    case header
  }

  /// What its text may be.
  enum Kind: Hashable, Sendable {
    case integer(ClosedRange<Int>)
    /// One of these.
    case word([String])
    /// Some of these, with commas between.
    case words([String])
    /// Up to so many characters, none of them a control character.
    case text(maximum: Int)
    /// Letters, digits and `._-`, up to 64.
    case name
    /// So many lower-case hexadecimal digits.
    case hexadecimal(ClosedRange<Int>)
  }

  let name: String
  let place: Place
  let kind: Kind
  let isRequired: Bool
  let summary: String

  static func path(_ name: String, _ kind: Kind, _ summary: String) -> Parameter {
    Parameter(name: name, place: .path, kind: kind, isRequired: true, summary: summary)
  }

  static func query(
    _ name: String, _ kind: Kind, _ summary: String, isRequired: Bool = false
  ) -> Parameter {
    Parameter(name: name, place: .query, kind: kind, isRequired: isRequired, summary: summary)
  }

  static func header(_ name: String, _ kind: Kind, _ summary: String) -> Parameter {
    Parameter(name: name, place: .header, kind: kind, isRequired: false, summary: summary)
  }

  /// What `text` should be instead, or `nil` where it will do.
  func objection(to text: String) -> String? {
    switch kind {
    case .integer(let range):
      let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isPlain, let value = Int(text), range.contains(value) else {
        return "a number from \(range.lowerBound) to \(range.upperBound)"
      }
    case .word(let words):
      if !words.contains(text) { return "one of " + words.joined(separator: ", ") }
    case .words(let words):
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if !parts.allSatisfy(words.contains) || Set(parts).count != parts.count {
        return "some of \(words.joined(separator: ", ")), with commas between"
      }
    case .text(let maximum):
      let isPlain = text.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control
      }
      if !isPlain || text.isEmpty || text.unicodeScalars.count > maximum {
        return "1 to \(maximum) characters, none of them a control character"
      }
    case .name:
      let isPlain = text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
      }
      if !isPlain || !(1...64).contains(text.utf8.count) {
        return "1 to 64 letters, digits and '._-'"
      }
    case .hexadecimal(let range):
      let isPlain = text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
      }
      if !isPlain || !range.contains(text.utf8.count) {
        let count =
          range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        return "\(count) digits 0-9 and a-f"
      }
    }
    return nil
  }
}
