// SPDX-License-Identifier: GPL-2.0-or-later
import ModelGraph
import Planning

/// A layer that is made of a seed.
package struct RandomLayer: Sendable {
  /// The operators that layers are made of.
  package enum Operator: String, CaseIterable, Hashable, Sendable {
    case convolution
    case depthwise
    case fullyConnected = "fully-connected"
    case averagePool = "average-pool"
    case maxPool = "max-pool"
    case add
    case subtract
    case multiply
    case mean
    case softmax
    case table
    case concatenation
    case pad
    case transpose
    case slice

    /// How often it is drawn, in the mean.
    var weight: Int {
      switch self {
      case .convolution: 12
      case .depthwise: 8
      case .fullyConnected: 4
      case .averagePool, .maxPool, .add: 2
      default: 1
      }
    }

    static let drawn = allCases.flatMap { Array(repeating: $0, count: $0.weight) }
  }

  package let seed: UInt64
  package let kind: Operator
  package let bench: BenchCase
  /// Where its buffers are to lie.
  package let places: PlaceWishes

  /// The layer of a seed.
  package init(seed: UInt64, of chosen: Operator? = nil) throws {
    var random = RandomSource(seed: seed)
    let drawn = random.pick(Operator.drawn)
    kind = chosen ?? drawn
    self.seed = seed
    bench =
      switch kind {
      case .convolution: try Self.convolution(&random)
      case .depthwise: try Self.depthwise(&random)
      case .fullyConnected: try Self.fullyConnected(&random)
      case .averagePool: try Self.pool(.averagePool2D, &random)
      case .maxPool: try Self.pool(.maxPool2D, &random)
      case .add: try Self.elementwise(.add, &random)
      case .subtract: try Self.elementwise(.sub, &random)
      case .multiply: try Self.elementwise(.mul, &random)
      case .mean: try Self.mean(&random)
      case .softmax: try Self.softmax(&random)
      case .table: try Self.table(&random)
      case .concatenation: try Self.concatenation(&random)
      case .pad: try Self.pad(&random)
      case .transpose: try Self.transpose(&random)
      case .slice: try Self.slice(&random)
      }
    var places = PlaceWishes()
    places.atEnd = random.chance(60) ? random.pick(PlaceWishes.AtEnd.allCases) : nil
    places.isInPlace = random.chance(40)
    places.constantsAtEnd = random.chance(30)
    self.places = places
  }

  /// The layer's parameters, for whoever looks for a fault: `conv_2d_s8 batches 1, ...`.
  package var text: String {
    let fields = bench.reference.parameters.map { parameter in
      "\(parameter.name) \(parameter.values.map(String.init).joined(separator: " "))"
    }
    return "seed \(seed), \(kind.rawValue): " + fields.joined(separator: ", ")
  }
}
