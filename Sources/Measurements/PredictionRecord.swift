/// What a prediction rests on, and how far it may be trusted; of runs there is none.
package struct PredictionRecord: Hashable, Sendable, Codable {
  /// The latency table that predicted.
  package struct Table: Hashable, Sendable, Codable {
    /// Of what the table was fitted to: what silicon took, or a virtual board's timing model.
    package let evidence: Evidence
    /// The first twelve hexadecimal digits of a SHA-256 over the kernels' sources and flags.
    package let kernelHash: String
    /// When it was measured.
    package let created: Timestamp
    /// Distinct layers that it was fitted to.
    package let shapeCount: Int
    /// Whether the kernels have changed since.
    package let isStale: Bool

    package init(
      evidence: Evidence, kernelHash: String, created: Timestamp, shapeCount: Int, isStale: Bool
    ) {
      self.evidence = evidence
      self.kernelHash = kernelHash
      self.created = created
      self.shapeCount = shapeCount
      self.isStale = isStale
    }
  }

  /// What is predicted of a layer that the board calls.
  package struct Layer: Hashable, Sendable, Codable {
    /// `nil` where the table has no entry of the layer's kernel.
    package let cycles: CycleInterval?
    /// What of the layer lies outside of what was measured: extents, or parts of the kernel.
    package let outside: [String]

    package init(cycles: CycleInterval?, outside: [String]) {
      self.cycles = cycles
      self.outside = outside
    }
  }

  package let table: Table
  /// Of the whole network, or `nil` where a layer's cycles are not known.
  package let total: CycleInterval?
  /// By the layer's place; `nil` where the board makes no call.
  package let layers: [Layer?]
  /// Bytes of constants that go into the image: of its flash what is known without a build.
  package let constantBytes: Int

  package init(table: Table, total: CycleInterval?, layers: [Layer?], constantBytes: Int) {
    self.table = table
    self.total = total
    self.layers = layers
    self.constantBytes = constantBytes
  }

  /// What is predicted of the layer at `index`, or `nil` where nothing is.
  package func cycles(ofLayer index: Int) -> CycleInterval? { layers.cycles(at: index) }

  /// A word on why a layer's prediction is not to be trusted as others are, or `nil`.
  package func flag(ofLayer index: Int) -> String? { layers.flag(at: index) }
}

extension [PredictionRecord.Layer?] {
  func cycles(at index: Int) -> CycleInterval? {
    indices.contains(index) ? self[index]?.cycles : nil
  }

  func flag(at index: Int) -> String? {
    guard indices.contains(index), let layer = self[index] else { return nil }
    if layer.cycles == nil { return "no table entry" }
    return layer.outside.isEmpty ? nil : "outside: " + layer.outside.joined(separator: ", ")
  }
}

/// Cycles, and the interval that nine of ten predictions lie in.
package struct CycleInterval: Hashable, Sendable, Codable {
  package let cycles: Double
  package let low: Double
  package let high: Double

  package init(cycles: Double, low: Double, high: Double) {
    self.cycles = cycles
    self.low = low
    self.high = high
  }
}
