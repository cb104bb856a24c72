/// A layer that was measured.
package struct LatencySample: Hashable, Sendable {
  package let cost: LayerCost
  /// Cycles of the layer, the probe's share taken off; above 0.
  package let cycles: Double

  package init(cost: LayerCost, cycles: Double) {
    self.cost = cost
    self.cycles = cycles
  }
}
