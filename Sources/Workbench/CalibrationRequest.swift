package import Calibration
package import Measurements

/// What a user asked to have calibrated.
package struct CalibrationRequest: Hashable, Sendable {
  package let board: String
  package let target: RunRequest.Target
  /// Where code and weights are to lie, as `--placement` takes it; `nil` for the profile's way.
  package let placement: String?
  /// How many cores run each layer, as `--cores` takes it; `nil` for the profile's way.
  package let cores: Int?
  /// Layers to measure.
  package let shapes: Int
  /// Most wanted layers of a firmware.
  package let layersPerFirmware: Int
  package let seed: UInt64
  /// After this long no firmware is begun that would end later, or `nil` for as long as it takes.
  package let budget: Duration?
  /// Whether to begin anew where a calibration was begun.
  package let restarts: Bool
  /// Where to write the table, or `nil` for the board's own place.
  package let output: String?

  package init(
    board: String, target: RunRequest.Target, placement: String? = nil, cores: Int? = nil,
    shapes: Int = CalibrationPlan.usualShapes,
    layersPerFirmware: Int = CalibrationPlan.usualLayersPerFirmware,
    seed: UInt64 = CalibrationPlan.usualSeed, budget: Duration? = nil, restarts: Bool = false,
    output: String? = nil
  ) {
    self.board = board
    self.target = target
    self.placement = placement
    self.cores = cores
    self.shapes = shapes
    self.layersPerFirmware = layersPerFirmware
    self.seed = seed
    self.budget = budget
    self.restarts = restarts
    self.output = output
  }
}

/// What happens while a board is calibrated, in order.
package enum CalibrationEvent: Hashable, Sendable {
  /// So many layers to choose from, of so many kernel variants.
  case pool(layers: Int, variants: Int)
  /// A calibration that was begun then goes on.
  case resumed(SweepProgress, begun: Timestamp)
  /// A firmware is over.
  case firmware(SweepProgress)
}

/// A table that was made, with what is not in it.
package struct FinishedCalibration: Hashable, Sendable {
  package let file: LatencyTableFile
  package let path: String
  package let leftOut: [SweepState.LeftOut]
  package let ending: SweepEnding
}
