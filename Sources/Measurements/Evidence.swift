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
