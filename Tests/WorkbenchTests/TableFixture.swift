import BoardProfiles
import Calibration
import Foundation
import LatencyTables
import MCUBenchTestSupport
import Measurements
import Workbench

/// A small latency table for tests, of layers whose cycles are known.
enum TableFixture {
  /// A workbench over the checkout's files that keeps results in `folder`.
  static func workbench(in folder: String) throws -> Workbench {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    return try Workbench(
      home: root,
      places: Places(store: folder + "/results.sqlite", cache: folder, environment: [:]),
      surroundings: Workbench.Surroundings(
        environment: [:], program: "mcubench", workingDirectory: folder))
  }

  /// Fully connected layers of depths and units from 8 to 64.
  static let layers = [8, 12, 16, 24, 32, 48, 64].flatMap { depth in
    [8, 20, 64].map { units in SweepLayer(.fullyConnected, channels: depth, outputs: units) }
  }

  /// What the fixture's board takes: forty cycles for every part of a layer's work.
  static func cycles(_ cost: LayerCost) -> Double {
    cost.terms.reduce(0) { $0 + 40 * $1.count }
  }

  static func samples(_ bench: Workbench, on board: BoardProfile) -> [CalibrationSample] {
    layers.compactMap { layer in
      bench.candidate(layer, on: board).map { candidate in
        CalibrationSample(
          layer: layer,
          sample: LatencySample(cost: candidate.cost, cycles: cycles(candidate.cost)))
      }
    }
  }

  static func timingModel(_ parameterHash: String? = nil) -> TimingModel {
    TimingModel(name: "m7", version: "3", parameterHash: parameterHash)
  }

  /// Writes a table of layers that take `scale` times ``cycles(_:)``, and gives its path.
  static func write(
    _ bench: Workbench, in folder: String, board name: String = "stm32f746g",
    clockHertz: Int? = nil, kernelSet: String = "dsp", kernelHash: String? = nil,
    evidence: Evidence = .simulated, scale: Double = 1, overhead: Double = 20,
    parameterHash: String? = nil, costForms: Int = LayerCost.formsVersion
  ) throws -> String {
    let board = try bench.board(named: name)
    let file = LatencyTableFile(
      fitting: samples(bench, on: board).enumerated().map { place, sample in
        // Silicon scatters a little about the scale: its residuals give the interval.
        let scatter = evidence == .measured ? 1 + 0.01 * Double(place % 3 - 1) : 1
        return CalibrationSample(
          layer: sample.layer,
          sample: LatencySample(
            cost: sample.sample.cost, cycles: sample.sample.cycles * scale * scatter))
      }, layerOverheadCycles: overhead,
      origin: LatencyTable.Origin(
        board: name, clockHertz: clockHertz ?? board.clock.coreHertz, kernelSet: kernelSet,
        kernelHash: try kernelHash ?? bench.kernelHash(for: board), evidence: evidence,
        timingModel: evidence == .measured ? nil : timingModel(parameterHash),
        compiler: "gcc", created: Timestamp(unixMilliseconds: 1_790_000_000_000), seed: 7,
        costForms: costForms))
    let path = "\(folder)/\(UUID().uuidString).json"
    try Data(try file.text().utf8).write(to: URL(filePath: path))
    return path
  }
}
