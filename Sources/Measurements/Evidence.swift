/// What a figure is worth: where it comes from.
///
/// Figures of different evidence are never put into one series.
package enum Evidence: String, Hashable, Sendable, Codable, CaseIterable {
  /// Counted by silicon.
  case measured
  /// Counted by a virtual board under a timing model.
  case simulated
  /// Computed from a latency table; nothing ran.
  case predicted
}

/// The model that gave simulated or predicted cycles.
package struct TimingModel: Hashable, Sendable, Codable {
  /// Its name: `instructions`.
  package let name: String
  package let version: String
  /// The error that the model claims against silicon, in percent, or `nil` when it claims none.
  package let claimedErrorPercent: Double?

  package init(name: String, version: String, claimedErrorPercent: Double?) {
    self.name = name
    self.version = version
    self.claimedErrorPercent = claimedErrorPercent
  }
}
