// SPDX-License-Identifier: GPL-2.0-or-later
package import ModelGraph
package import Planning
import VirtualBoard

/// What a call gave, and what it cost.
package struct CallOutcome: Hashable, Sendable {
  /// The bytes of each tensor that the layer writes.
  package let outputs: [TensorID: [UInt8]]
  /// The first call, caches as they were.
  package let first: KernelMachine.Cost
  /// The second call, caches as the first left them; the first where there was only one.
  package let warm: KernelMachine.Cost
  /// A call with empty caches, when it was asked for.
  package let cold: KernelMachine.Cost?
  package let scratchBytes: Int
  package let constantBytes: Int
  /// Where the buffers lay, a word each: `input dtcm, output sram1`.
  package let places: String
}

extension KernelMachine {
  /// What is asked of a call.
  package struct Demand: Hashable, Sendable {
    package var places = PlaceWishes()
    /// Call again for the cost with warm caches, and with cold ones.
    package var isTimed = true
    /// What guards and scratch are filled with.
    package var fill: UInt64 = 0x5EED
    package var cycleLimit: UInt64 = 4_000_000_000

    package init() {}
  }

  /// Runs a layer's call with its activations; checks that nothing beside its outputs and scratch
  /// has changed.
  package func run(
    _ call: KernelCall, of layer: Layer, in graph: ModelGraph, inputs: [TensorID: [UInt8]],
    demand: Demand = Demand()
  ) throws -> CallOutcome {
    var setup = try CallSetup(call, layer, graph, inputs, demand, on: chip, origin: constantsOrigin)
    try setup.write(to: machine)
    var costs: [Cost] = []
    for isCold in demand.isTimed ? [false, false, true] : [false] {
      costs.append(
        try self.call(
          call.symbol, setup.words, isCold: isCold, cycleLimit: demand.cycleLimit))
    }
    let outputs = try setup.read(from: machine)
    return CallOutcome(
      outputs: outputs, first: costs[0], warm: costs.count > 1 ? costs[1] : costs[0],
      cold: costs.count > 2 ? costs[2] : nil, scratchBytes: call.scratchBytes,
      constantBytes: setup.constantBytes, places: setup.placesText)
  }
}
