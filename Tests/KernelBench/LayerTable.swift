// SPDX-License-Identifier: GPL-2.0-or-later
package import BoardProfiles
import Foundation
import Planning

/// The layers that the bench measures, and the networks that they are from.
package struct LayerTable: Decodable, Sendable {
  package struct Network: Decodable, Sendable {
    package let what: String
    /// Names of layers, in the network's order; one may stand there several times.
    package let layers: [String]
  }

  package let about: String
  package let networks: [String: Network]
  package let layers: [BenchLayer]

  /// The table's path in a checkout.
  package static let path = "Tests/KernelBench/layers.json"

  package static func load(root: String) throws -> LayerTable {
    let path = "\(root)/\(path)"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchFailure(.unreadable(path: path))
    }
    return try JSONDecoder().decode(LayerTable.self, from: data)
  }

  package func layer(named name: String) throws(BenchFailure) -> BenchLayer {
    guard let layer = layers.first(where: { $0.name == name }) else {
      throw BenchFailure(.unknownLayer(name: name))
    }
    return layer
  }
}

/// One layer of the table.
package struct BenchLayer: Decodable, Hashable, Sendable {
  package let name: String
  package let op: String
  package let inputHeight: Int
  package let inputWidth: Int
  package let inputChannels: Int
  package let kernelHeight: Int
  package let kernelWidth: Int
  package let stride: Int
  package let padding: String
  package let outputHeight: Int
  package let outputWidth: Int
  package let outputChannels: Int
  package let activation: String
  package let macs: Int
  package let inputZeroPoint: Int
  package let outputZeroPoint: Int
  package let input2ZeroPoint: Int?
  /// Simulated cycles a unit of work of CMSIS-NN and of the prototype, with memory.
  package let cmsisNN: Double?
  /// CMSIS-NN's on a Cortex-M0+ with memory that never waits.
  package let cmsisNNOnM0Plus: Double?
  package let prototype: Double?
  /// Where the activations lay for these two: `D` for DTCM, `S` for SRAM1.
  package let place: String?

  enum CodingKeys: String, CodingKey {
    case name
    case op
    case inputHeight = "in_h"
    case inputWidth = "in_w"
    case inputChannels = "in_c"
    case kernelHeight = "k_h"
    case kernelWidth = "k_w"
    case stride
    case padding
    case outputHeight = "out_h"
    case outputWidth = "out_w"
    case outputChannels = "out_c"
    case activation = "act"
    case macs
    case inputZeroPoint = "input_zero_point"
    case outputZeroPoint = "output_zero_point"
    case input2ZeroPoint = "input2_zero_point"
    case cmsisNN = "cmsis_nn"
    case cmsisNNOnM0Plus = "cmsis_nn_m0plus"
    case prototype
    case place
  }

  /// The figures of others that a board's are held against: CMSIS-NN's, and the prototype's.
  package func others(on core: BoardProfile.Core) -> (cmsisNN: Double?, prototype: Double?) {
    core.isArmv6M ? (cmsisNNOnM0Plus, nil) : (cmsisNN, prototype)
  }

  /// What cycles are counted by: MACs, or input elements where the layer has none.
  package var work: Int { macs > 0 ? macs : inputHeight * inputWidth * inputChannels }
}

extension BenchLayer {
  /// Whether its input takes DTCM before its output: a pointwise layer reads what a depthwise one
  /// wrote, which gains most from DTCM.
  package var putsInputsFirst: Bool { op == "CONV_2D" }
}
