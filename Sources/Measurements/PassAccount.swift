/// What is known of a pass besides its samples.
package struct PassAccount: Hashable, Sendable, Codable {
  package let kind: PassKind
  package let ending: PassEnding
  /// Runs by window whose window ended with an interrupt waiting.
  package let interrupts: [Int]
  /// Of a probe pass: the least and the most that an inference costs without its layers, stamps
  /// included.
  package let frameCycles: ClosedRange<UInt64>?

  package init(
    kind: PassKind, ending: PassEnding, interrupts: [Int], frameCycles: ClosedRange<UInt64>? = nil
  ) {
    self.kind = kind
    self.ending = ending
    self.interrupts = interrupts
    self.frameCycles = frameCycles
  }
}

/// Why a pass ended.
package enum PassEnding: String, Hashable, Sendable, Codable {
  /// After as many runs as were asked for.
  case fixedCount = "fixed_count"
  /// The runs hardly differ any more.
  case stable
  /// They still differ after as many as are allowed.
  case mostRuns = "most_runs"
  /// The time for measuring was over.
  case timeCap = "time_cap"
}

extension Measurement {
  /// What is known of a pass besides its samples, or `nil` where nobody told.
  package func account(of kind: PassKind) -> PassAccount? {
    passAccounts?.first { $0.kind == kind }
  }

  /// Runs in which the window of the layer at `index` ended with an interrupt waiting.
  package func interruptCount(ofLayer index: Int, in kind: PassKind) -> Int? {
    guard hasLayerWindows(kind), layers.indices.contains(index), let window = layers[index].window,
      let counts = account(of: kind)?.interrupts, counts.indices.contains(window)
    else { return nil }
    return counts[window]
  }

  /// Full turns of the 32-bit counter inside the windows of the layer at `index`, over all runs.
  package func wrapCount(ofLayer index: Int, in kind: PassKind) -> Int? {
    guard hasLayerWindows(kind), layers.indices.contains(index), let window = layers[index].window,
      let samples = pass(kind)
    else { return nil }
    return samples.wrapCount(ofWindow: window)
  }
}
