// SPDX-License-Identifier: GPL-2.0-or-later
import Failures
import Foundation
import Planning
import VirtualBoard

/// Random layers on the virtual core against the reference on the host, bit for bit.
package struct Proof: Sendable {
  /// What came of the layers of one operator.
  package struct Tally: Hashable, Sendable {
    package var layers = 0
    /// Layers by the kernel that ran them.
    package var kernels: [String: Int] = [:]
  }

  package private(set) var tallies: [RandomLayer.Operator: Tally] = [:]
  /// A line for each layer that failed: its seed, its shape, what was wrong.
  package private(set) var failures: [String] = []
  /// Layers that the packer refuses, by reason; no kernel ran them.
  package private(set) var refused: [String: Int] = [:]
  package private(set) var layers = 0

  /// Runs `count` layers from `firstSeed` on.
  package init(
    on image: KernelImage, count wanted: Int, firstSeed: UInt64,
    of kind: RandomLayer.Operator? = nil,
    wantsReference: Bool = false, failureLimit: Int = 10
  ) throws {
    var machine = try KernelMachine(image, timing: .instructions)
    for index in 0..<UInt64(wanted) where failures.count < failureLimit {
      let seed = firstSeed &+ index
      let layer: RandomLayer
      do {
        layer = try RandomLayer(seed: seed, of: kind)
      } catch let refusal as LoweringRefusal {
        refused[refusal.reason, default: 0] += 1
        continue
      }
      let chosen = ChosenCall(layer.bench, for: image.board, wantsReference: wantsReference)
      do {
        let difference = try Self.difference(layer, chosen.call, on: machine)
        count(layer.kind, chosen.call.symbol)
        if let difference {
          failures.append("\(chosen.call.symbol): \(difference); \(layer.text)")
        }
      } catch let failure as BenchFailure {
        if case .noRoom = failure.reason {
          refused["it does not fit beside its output in the chip's RAM", default: 0] += 1
          continue
        }
        count(layer.kind, chosen.call.symbol)
        failures.append("\(failure.summary); \(layer.text)")
        machine = try KernelMachine(image, timing: .instructions)
      }
    }
  }

  private mutating func count(_ kind: RandomLayer.Operator, _ kernel: String) {
    layers += 1
    tallies[kind, default: Tally()].layers += 1
    tallies[kind]?.kernels[kernel, default: 0] += 1
  }

  private static func difference(
    _ layer: RandomLayer, _ call: KernelCall, on machine: KernelMachine
  ) throws -> String? {
    var demand = KernelMachine.Demand()
    demand.isTimed = false
    demand.fill = layer.seed
    demand.places = layer.places
    return try machine.run(
      call, of: layer.bench.layer, in: layer.bench.graph, inputs: layer.bench.inputs, demand: demand
    ).difference(from: layer.bench.expected())
  }

  /// A line an operator, then the failures.
  package var text: String {
    let rows = tallies.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, tally in
      let kernels = tally.kernels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return "\(kind.rawValue): \(tally.layers) layers: " + kernels.joined(separator: ", ")
    }
    let refusals = refused.sorted { $0.key < $1.key }.map { "refused \($0.value): \($0.key)" }
    let last = "\(layers) layers, \(failures.count) failed"
    return (rows + refusals + failures + [last]).joined(separator: "\n")
  }
}
