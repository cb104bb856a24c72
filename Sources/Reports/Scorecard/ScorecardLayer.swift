package import Measurements
package import ModelGraph

/// A layer of a model's scorecard: what the file tells of it, and its cycles where some are known.
package struct ScorecardLayer {
  package let index: Int
  package let identity: LayerIdentity
  package let shapes: LayerShapes
  package let facts: LayerFacts
  package let isPeak: Bool
  /// The layer in the record that the cycles are from, or `nil` where it has none.
  package let row: LayerRow?
  let ceilings: RooflineCeilings?

  /// The operator's name; a custom one's own, which is untrusted.
  package var kind: String {
    identity.customName.map { TerminalText.escaping($0, width: 32) } ?? identity.operatorName
  }

  /// Rows of the first activation, of an image (NHWC).
  package var inputHeight: Int? {
    guard let shape = shapes.inputs.first, shape.count == 4 else { return nil }
    return shape[1]
  }

  /// The last extent of the first output.
  package var outputChannels: Int? { shapes.outputs.first?.last }

  package var cycles: Double? { row?.timing?.medianCycles }

  /// The interval that nine of ten predictions lie in, of a prediction.
  package var interval: CycleInterval? {
    row?.run.prediction?.cycles(ofLayer: row?.layer.index ?? -1)
  }

  package var cyclesPerMAC: Double? { row?.perMAC(cycles) }

  /// MACs as they ran, or as the file has them.
  package var macs: Int { row?.layer.costs.macCount ?? facts.macCount }

  /// Bytes of weights and biases.
  package var constantBytes: Int { facts.weightBytes + facts.biasBytes }

  /// Bytes of the activations read and written, each once.
  package var activationBytes: Int { facts.inputBytes + facts.outputBytes }

  /// Arithmetic intensity: MACs for each byte that has to be moved once.
  package var macsPerByte: Double? {
    let bytes = constantBytes + activationBytes
    return macs > 0 && bytes > 0 ? Double(macs) / Double(bytes) : nil
  }

  package var macsPerCycle: Double? {
    guard macs > 0, let cycles, cycles > 0 else { return nil }
    return Double(macs) / cycles
  }

  /// How near the layer comes to the roof: the least cycles below it, in percent of its own.
  package var roofPercent: Double? {
    guard macs > 0, let cycles, cycles > 0, let ceilings else { return nil }
    return ceilings.leastCycles(
      macs: macs, constantBytes: constantBytes, activationBytes: activationBytes) / cycles * 100
  }

  /// Whether moving its bytes takes longer below the roof than its MACs.
  package var isMemoryBound: Bool? {
    guard macs > 0, let ceilings else { return nil }
    return ceilings.leastCycles(
      macs: 0, constantBytes: constantBytes, activationBytes: activationBytes)
      > Double(macs) / ceilings.compute.perCycle
  }
}
