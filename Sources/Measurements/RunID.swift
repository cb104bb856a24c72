/// The name of a run: sixteen hexadecimal digits, random; any unique prefix of it will do.
package struct RunID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  package let rawValue: String

  /// - Returns: `nil` unless `rawValue` is sixteen lower-case hexadecimal digits.
  package init?(rawValue: String) {
    guard rawValue.utf8.count == 16, Self.isPrefix(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  package init(random generator: inout some RandomNumberGenerator) {
    let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
    rawValue = String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  package static func random() -> RunID {
    var generator = SystemRandomNumberGenerator()
    return RunID(random: &generator)
  }

  /// Whether `text` can be the start of a run's name.
  package static func isPrefix(_ text: String) -> Bool {
    (1...16).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// The first eight digits, as tables show them.
  package var short: String { String(rawValue.prefix(8)) }

  package var description: String { rawValue }
}
