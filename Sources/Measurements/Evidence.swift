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

/// What a figure is that was made of a run's own and stands beside them.
///
/// No run has it for its evidence: it is in no series, and is neither measured nor simulated.
package enum DerivedEvidence: String, Hashable, Sendable, Codable, CaseIterable {
  /// A simulated figure, times what a measured latency table says of the layer, divided by what a
  /// simulated one says of it.
  case corrected
}
