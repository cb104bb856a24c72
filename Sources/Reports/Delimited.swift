/// Rows as comma-separated values after RFC 4180: a field in quotes where it needs them, rows ended
/// by CR and LF.
enum Delimited {
  /// A field's value; what is unknown is an empty field, never a zero.
  enum Field: Hashable, Sendable {
    case unknown
    /// Text of our own making: a word, a symbol, a shape.
    case word(String)
    /// Text from a model.
    case untrusted(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)

    static func word(_ value: String?) -> Field { value.map { .word($0) } ?? .unknown }
    static func untrusted(_ value: String?) -> Field { value.map { .untrusted($0) } ?? .unknown }
    static func integer(_ value: Int?) -> Field { value.map { .integer($0) } ?? .unknown }
    static func number(_ value: Double?) -> Field { value.map { .number($0) } ?? .unknown }
    static func flag(_ value: Bool?) -> Field { value.map { .flag($0) } ?? .unknown }

    var text: String {
      switch self {
      case .unknown: ""
      case .word(let text): text
      case .untrusted(let text): Self.disarming(text)
      case .integer(let value): String(value)
      case .number(let value): value.isFinite ? NumberText.plain(value) : ""
      case .flag(let value): value ? "true" : "false"
      }
    }

    /// Escapes what could steer a terminal, and puts an apostrophe before what a spreadsheet would
    /// run as a formula.
    private static func disarming(_ text: String) -> String {
      let safe = TerminalText.escaping(text)
      guard let first = safe.first, "=+-@".contains(first) else { return safe }
      return "'" + safe
    }
  }

  static func row(_ fields: [Field]) -> String { line(fields.map(\.text)) }

  static func line(_ texts: [String]) -> String {
    texts.map(quotingIfNeeded).joined(separator: ",") + "\r\n"
  }

  private static func quotingIfNeeded(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
