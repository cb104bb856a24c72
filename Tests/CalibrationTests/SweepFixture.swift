import Calibration
import LatencyTables
import MCUBenchTestSupport
import Measurements
import Synchronization

/// A board of arithmetic: every layer takes what its shape says, and firmware, clock and disk do as a
/// test wants.
struct SweepFixture {
  static let facts = SweepFacts(
    evidence: .simulated, timingModel: TimingModel(name: "m7", version: "3"), compiler: "gcc 14",
    boardID: nil)

  static func plan(shapes: Int, layersPerFirmware: Int = 10, seed: UInt64 = 7) -> CalibrationPlan {
    CalibrationPlan(
      shapes: shapes, layersPerFirmware: layersPerFirmware, seed: seed,
      pool: CalibrationPlan.drawn(shapes: shapes, seed: seed).map {
        SweepDesign.Candidate(layer: $0, cost: cost($0))
      })
  }

  static func cost(_ layer: SweepLayer) -> LayerCost {
    LayerCost(
      variant: "mcub_\(layer.kind.rawValue)_s8",
      terms: [
        CostTerm("macs", Double(layer.macs)), CostTerm("inputs", Double(layer.inputElements)),
        CostTerm("calls", 1),
      ], extents: [CostTerm("channels", Double(layer.channels))])
  }

  /// Cycles with a little that no term explains, always the same of one layer.
  static func cycles(_ layer: SweepLayer) -> Double {
    let plain = 2.5 * Double(layer.macs) + 3 * Double(layer.inputElements) + 400
    let unexplained = Double((layer.channels * 7 + layer.height * 3 + layer.outputs) % 11) - 5
    return (plain * (1 + unexplained / 100)).rounded()
  }

  static func layers(
    of request: SweepState.Request, facts: SweepFacts = facts
  ) -> MeasuredLayers {
    MeasuredLayers(
      layers: request.layers.map { layer in
        MeasuredLayers.Layer(
          sample: CalibrationSample(
            layer: layer, sample: LatencySample(cost: cost(layer), cycles: cycles(layer))),
          runs: [UInt64(cycles(layer)) + 12])
      },
      overheadCycles: 20.25 * Double(request.layers.count) + Double(request.seed % 7),
      calledCount: 2 * request.layers.count, facts: facts)
  }

  static let origin = LatencyTable.Origin(
    board: "stm32f746g", clockHertz: 216_000_000, kernelSet: "dsp", kernelHash: "0123456789ab",
    evidence: .simulated, timingModel: facts.timingModel, compiler: facts.compiler,
    created: Timestamp(unixMilliseconds: 1_790_000_000_000), seed: 7)
}

/// What is kept of a sweep while it may be interrupted.
final class SweepJournal: Sendable {
  private let kept = Mutex<[SweepFirmware]>([])
  private let calls = Mutex(0)

  /// Calls of the measuring function, those of lost firmwares included.
  var callCount: Int { calls.withLock(\.self) }

  /// - Returns: how many there are with this one.
  @discardableResult
  func countCall() -> Int {
    calls.withLock { calls in
      calls += 1
      return calls
    }
  }

  var firmwares: [SweepFirmware] { kept.withLock(\.self) }

  func add(_ firmware: SweepFirmware) { kept.withLock { $0.append(firmware) } }

  /// The state that all that was kept leads to.
  func state(of plan: CalibrationPlan) throws -> SweepState {
    var state = SweepState(plan)
    for firmware in firmwares { try state.apply(firmware) }
    return state
  }
}

/// What a test lets happen.
struct PowerCut: Error {}

/// What a sweep said of its progress.
final class SweepProgressLog: Sendable {
  private let heard = Mutex<[SweepProgress]>([])

  var lines: [SweepProgress] { heard.withLock(\.self) }

  func add(_ progress: SweepProgress) { heard.withLock { $0.append(progress) } }
}
