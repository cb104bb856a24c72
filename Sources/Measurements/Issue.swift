/// Something about a run that a reader of its figures must know.
package struct Issue: Hashable, Sendable, Codable {
  /// A stable word for programs: `residue_high`.
  package let code: String
  package let severity: Severity
  /// The layer it concerns, by its place in the run, or `nil` for the whole run.
  package let layer: Int?
  /// One sentence for people.
  package let text: String

  /// What an issue does to the figures.
  package enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
    /// The figures hold.
    case information
    /// The figures hold with less trust.
    case degraded
    /// The figures must not be used.
    case invalid
  }

  package init(code: String, severity: Severity, layer: Int? = nil, text: String) {
    self.code = code
    self.severity = severity
    self.layer = layer
    self.text = text
  }
}

/// Whether a run's figures may be used.
package enum Validity: String, Hashable, Sendable, Codable, CaseIterable {
  case valid
  /// Usable, with the run's issues in mind.
  case degraded
  case invalid
  /// The board computed something else than the host: the cycles are of another computation.
  case invalidOutput = "invalid_output"

  /// Whether figures of such a run may stand in a table.
  package var isUsable: Bool { self == .valid || self == .degraded }
}
