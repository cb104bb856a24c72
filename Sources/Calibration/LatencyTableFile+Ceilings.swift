import LatencyTables
package import Measurements

/// The best that kernels reached in the bench of kernels, where a table has not the like.
package enum BenchedKernels {
  /// The best MACs a cycle of a board, as `docs/kernels-BOARD.json` has it; a test holds the two
  /// together.
  package struct Best: Hashable, Sendable {
    package let board: String
    package let layer: String
    package let macs: Int
    package let cycles: Int
  }

  /// Boards whose bench has code and constants where the profile puts them.
  package static let all = [
    Best(board: "stm32f746g", layer: "conv1x1_s1_6x6x128_128", macs: 589_824, cycles: 333_109)
  ]
}

extension LatencyTableFile {
  /// What the layers of the table reached at best, or `nil` of a table without such layers.
  ///
  /// MACs a cycle are those of convolutions of one pixel, in which no MAC is counted that falls on
  /// padding and none is done; bytes of constants a cycle those of fully connected layers, which use
  /// each weight once; bytes of activations a cycle those of concatenations, which only move them.
  package var ceilings: RooflineCeilings? {
    let origin = table.origin
    let benched = BenchedKernels.all.first { $0.board == origin.board }.map {
      RooflineCeilings.Rate(
        perCycle: Double($0.macs) / Double($0.cycles),
        source: "\($0.layer) of the kernel bench, docs/kernels-\($0.board).md")
    }
    let convolutions = best(.convolution, "MACs") { $0.layer.kernel == 1 ? $0.pointwiseMACs : nil }
    guard
      let compute = [convolutions, benched].compactMap(\.self).max(by: { $0.perCycle < $1.perCycle }
      ),
      let constants = best(.fullyConnected, "bytes", { $0.connectedBytes }),
      let activations = best(.concatenation, "bytes", { $0.movedBytes })
    else { return nil }
    return RooflineCeilings(
      compute: compute, constants: constants, activations: activations, evidence: origin.evidence)
  }

  private func best(
    _ kind: SweepLayer.Operator, _ unit: String, _ amount: (CalibrationSample) -> Double?
  ) -> RooflineCeilings.Rate? {
    let rates = samples.filter { $0.layer.kind == kind }.compactMap { sample in
      amount(sample).map { (sample: sample, rate: $0 / sample.sample.cycles) }
    }.filter { $0.rate.isFinite && $0.rate > 0 }
    guard let best = rates.max(by: { $0.rate < $1.rate }) else { return nil }
    let layer = best.sample.layer
    let outputs = layer.outputs > 0 ? " to \(layer.outputs)" : ""
    return RooflineCeilings.Rate(
      perCycle: best.rate,
      source:
        "\(kind.rawValue) \(layer.height)x\(layer.width)x\(layer.channels)\(outputs), the most"
        + " \(unit) a cycle of \(rates.count) such layers of the latency table")
  }
}

extension CalibrationSample {
  /// MACs of a convolution of one pixel, which has no padding.
  fileprivate var pointwiseMACs: Double? {
    let step = max(layer.stride, 1)
    let pixels = ((layer.height + step - 1) / step) * ((layer.width + step - 1) / step)
    return Double(pixels * layer.channels * layer.outputs)
  }

  /// Bytes of a fully connected layer's int8 weights, int32 biases, input and output.
  fileprivate var connectedBytes: Double? {
    Double(layer.inputElements * (layer.outputs + 1) + 5 * layer.outputs)
  }

  /// Bytes that a concatenation reads and writes.
  fileprivate var movedBytes: Double? {
    sample.cost.extents.first { $0.name == "bytes" }.map { 2 * $0.count }
  }
}
