import BoardProfiles
import Calibration
import Foundation
import LatencyTables
import ModelGraph
import Planning

/// The boards' profiles, and layers planned for them.
enum Boards {
  private static let directory =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/boards"

  /// One of each core.
  static let names = ["stm32f746g", "nucleo-f446re", "pico", "esp32-240mhz"]

  static func load(_ name: String) throws -> BoardProfile {
    try BoardProfile.load(from: directory, named: name)
  }

  /// The layer as it runs alone on a board, and its plan.
  static func planned(
    _ layer: SweepLayer, on board: BoardProfile
  ) throws -> (step: PlannedLayer, plan: ExecutionPlan)? {
    let network = SweepNetwork([layer], seed: 1)
    let plan = try Planner.plan(network.graph, for: board)
    let outputs = network.graph.layers[network.places[0]].outputs
    return plan.layers.first { $0.layer.outputs == outputs }.map { ($0, plan) }
  }

  /// What the layer's cycles hang on, alone on a board.
  static func cost(_ layer: SweepLayer, on name: String) throws -> LayerCost? {
    try planned(layer, on: load(name)).flatMap { LayerCost($0.step, of: $0.plan) }
  }
}

extension LayerCost {
  /// The count of all terms whose names begin so: of a loop in all of its ways.
  func all(_ prefix: String) -> Double {
    terms.filter { $0.name.hasPrefix(prefix) }.reduce(0) { $0 + $1.count }
  }

  func extent(_ name: String) -> Double? { extents.first { $0.name == name }?.count }
}
