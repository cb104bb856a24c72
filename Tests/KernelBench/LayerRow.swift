// SPDX-License-Identifier: GPL-2.0-or-later
import BoardProfiles
import Foundation
import Planning
package import VirtualBoard

/// One layer of the table as it ran.
package struct LayerRow: Sendable {
  package let layer: BenchLayer
  private let others: (cmsisNN: Double?, prototype: Double?)
  package let symbol: String
  package let codePath: String
  package let reason: String?
  package let outcome: CallOutcome
  /// Whether every output byte equals the reference's on the host.
  package let isExact: Bool
  /// The first difference: `tensor 3 byte 17: -4, expected -5 (12 of 2304 differ)`.
  package let difference: String?
  /// The hottest instructions, when they were asked for.
  package let hottest: [Machine.ProfileLine]

  package init(
    _ layer: BenchLayer, on machine: KernelMachine, wantsReference: Bool,
    demand: KernelMachine.Demand, hottest: Int = 0
  ) throws {
    self.layer = layer
    others = layer.others(on: machine.image.board.core)
    let bench = try layer.benchCase()
    let chosen = ChosenCall(bench, for: machine.image.board, wantsReference: wantsReference)
    symbol = chosen.call.symbol
    codePath = chosen.codePath
    reason = chosen.reason
    outcome = try machine.run(
      chosen.call, of: bench.layer, in: bench.graph, inputs: bench.inputs, demand: demand)
    difference = outcome.difference(from: try bench.expected())
    isExact = difference == nil
    self.hottest = Array(
      machine.machine.profile.sorted { $0.cycles > $1.cycles }.prefix(hottest))
  }

  package var cyclesPerWork: Double { Double(outcome.warm.cycles) / Double(layer.work) }

  package static let heading =
    "layer                           cycles  c/MAC  cold    i/MAC  /B     CMSIS/  exact kernel; places; why"

  package var text: String {
    let work = Double(layer.work)
    let columns = [
      Self.left(layer.name, 28), Self.right(String(outcome.warm.cycles), 10),
      Self.right(Self.decimal(cyclesPerWork), 7),
      Self.right(Self.decimal(Double(outcome.cold?.cycles ?? 0) / work), 7),
      Self.right(Self.decimal(Double(outcome.warm.instructions) / work), 7),
      Self.right(others.prototype.map { Self.decimal(cyclesPerWork / $0) } ?? "-", 6),
      Self.right(others.cmsisNN.map { Self.decimal($0 / cyclesPerWork) } ?? "-", 7),
      isExact ? "  yes  " : "  NO   ",
      [symbol, outcome.places, reason].compactMap(\.self).joined(separator: "; "),
    ]
    let tail =
      [difference.map { "  differs: \($0)" }].compactMap { $0 }
      + hottest.map { line in
        "  \(BenchFailure.hexadecimal(line.address)) \(line.executions) times, \(line.cycles) cycles"
      }
    return ([columns.joined()] + tail).joined(separator: "\n")
  }

  private static func decimal(_ value: Double) -> String { String(format: "%.3f", value) }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}

extension CallOutcome {
  /// The first byte that is not as expected, in words; `nil` when there is none.
  package func difference(from expected: [Int: [UInt8]]) -> String? {
    for (tensor, bytes) in expected.sorted(by: { $0.key < $1.key }) {
      guard let found = outputs[tensor], found.count == bytes.count else {
        return "tensor \(tensor) has another size"
      }
      let places = bytes.indices.filter { bytes[$0] != found[$0] }
      if let first = places.first {
        return "tensor \(tensor) byte \(first): \(Int8(bitPattern: found[first])), expected "
          + "\(Int8(bitPattern: bytes[first])) (\(places.count) of \(bytes.count) differ)"
      }
    }
    return nil
  }
}
