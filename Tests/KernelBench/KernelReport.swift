// SPDX-License-Identifier: GPL-2.0-or-later
import BoardProfiles
import Foundation
import VirtualBoard

/// Every layer of the table by every kernel that may run it; what `docs/` shows of it.
package struct KernelReport: Codable, Hashable, Sendable {
  /// One kernel on one layer.
  package struct Run: Codable, Hashable, Sendable {
    package let kernel: String
    package let codePath: String
    package let pathReason: String?
    package let isExact: Bool
    package let instructions: UInt64
    /// The second call, caches as the first left them.
    package let cycles: UInt64
    /// A call with empty caches.
    package let coldCycles: UInt64
    package let scratchBytes: Int
    package let constantBytes: Int
    package let places: String
  }

  /// A layer: the reference, and what the packer chose where that is another.
  package struct Layer: Codable, Hashable, Sendable {
    package let name: String
    package let op: String
    /// What cycles are divided by: MACs, or input elements where there are none.
    package let work: Int
    package let isMACs: Bool
    package let reference: Run
    package let chosen: Run?
    /// Simulated cycles a unit of work of others, from the table.
    package let cmsisNN: Double?
    package let prototype: Double?

    package var best: Run { chosen ?? reference }
    package var cyclesPerWork: Double { Double(best.cycles) / Double(work) }
  }

  /// The sum over a network's layers.
  package struct Network: Codable, Hashable, Sendable {
    package let name: String
    package let what: String
    package let macs: Int
    package let cycles: UInt64
    package let instructions: UInt64
    package let milliseconds: Double
    /// The same sums from the table's figures; `nil` where it lacks a layer's.
    package let cmsisNNMilliseconds: Double?
    package let prototypeMilliseconds: Double?
    /// Code and constants of the kernels that the network calls, linked alone.
    package let kernelBytes: Int
  }

  package let format: String
  package let board: String
  package let timing: String
  package let evidence: String
  package let compiler: String
  package let flags: [String]
  package let layers: [Layer]
  package let networks: [Network]
  /// Code and constants of every kernel of the core.
  package let libraryBytes: Int

  package static let currentFormat = "mcubench-kernels/1"

  package func layer(named name: String) -> Layer? { layers.first { $0.name == name } }
}

extension KernelReport.Run {
  init(_ row: LayerRow) {
    kernel = row.symbol
    codePath = row.codePath
    pathReason = row.reason
    isExact = row.isExact
    instructions = row.outcome.warm.instructions
    cycles = row.outcome.warm.cycles
    coldCycles = row.outcome.cold?.cycles ?? 0
    scratchBytes = row.outcome.scratchBytes
    constantBytes = row.outcome.constantBytes
    places = row.outcome.places
  }
}
