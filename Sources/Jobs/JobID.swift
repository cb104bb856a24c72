import Measurements

/// The name of a job: sixteen hexadecimal digits, random; any unique prefix of it will do.
package struct JobID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  package let rawValue: String

  /// - Returns: `nil` unless `rawValue` is sixteen lower-case hexadecimal digits.
  package init?(rawValue: String) {
    guard let name = RunID(rawValue: rawValue) else { return nil }
    self.rawValue = name.rawValue
  }

  package static func random() -> JobID { JobID(unchecked: RunID.random()) }

  private init(unchecked name: RunID) { rawValue = name.rawValue }

  /// The first eight digits, as tables show them.
  package var short: String { String(rawValue.prefix(8)) }

  package var description: String { rawValue }
}
