/// What a board's kernels reach at best: the roof that layers are held against.
///
/// After S. Williams, A. Waterman and D. Patterson, "Roofline: an insightful visual performance model for
/// multicore architectures", CACM 52(4), 2009; with rates that kernels reached in place of those that a
/// data sheet promises, and a rate for each memory, since constants and activations lie apart.
package struct RooflineCeilings: Hashable, Sendable, Codable {
  /// A rate, and the layer that reached it.
  package struct Rate: Hashable, Sendable, Codable {
    /// Above 0: MACs a cycle, or bytes a cycle.
    package let perCycle: Double
    /// Which layer it is, and where its cycles are from.
    package let source: String

    package init(perCycle: Double, source: String) {
      self.perCycle = perCycle
      self.source = source
    }
  }

  /// MACs a cycle.
  package let compute: Rate
  /// Bytes of weights and biases a cycle.
  package let constants: Rate
  /// Bytes of activations a cycle, read or written.
  package let activations: Rate
  /// What the layers' cycles are worth.
  package let evidence: Evidence

  package init(compute: Rate, constants: Rate, activations: Rate, evidence: Evidence) {
    self.compute = compute
    self.constants = constants
    self.activations = activations
    self.evidence = evidence
  }

  /// The least cycles that a layer takes below the roof: its MACs, or moving each byte once, whichever
  /// takes longer.
  package func leastCycles(macs: Int, constantBytes: Int, activationBytes: Int) -> Double {
    max(
      Double(macs) / compute.perCycle,
      Double(constantBytes) / constants.perCycle + Double(activationBytes) / activations.perCycle)
  }
}
