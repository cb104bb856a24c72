import BoardProfiles
import Measurements
import Regression
import ResultStore

/// What a run of a night is held against, from the store.
struct NightHistory: Sendable {
  /// The newest run of the baseline, or the newest other run of the model on the board profile.
  let baseline: ComparedRun?
  let history: History

  /// Points of a series that are looked at, and nights.
  private static let seriesLimit = 400
  private static let nightLimit = 1000

  init(of run: Measurement, before start: Timestamp, context: LabContext) async throws {
    guard let key = SeriesKey(run) else {
      (baseline, history) = (nil, .none)
      return
    }
    let thresholds = context.thresholds
    (baseline, history) = try await context.store { store in
      var layers: [Int: [SeriesPoint]] = [:]
      for index in run.layers.indices {
        layers[index] = try store.series(key.with(layer: index), limit: Self.seriesLimit)
      }
      let history = History(
        of: key, total: try store.series(key, limit: Self.seriesLimit), layers: layers,
        nights: try store.nights(limit: Self.nightLimit), before: start,
        clockHertz: run.clockHertz)
      let name = history.baselineRunID(thresholds: thresholds)
      return (try name.map { ComparedRun(try store.run(named: $0.rawValue)) }, history)
    }
  }
}

extension LabContext {
  /// What counts as a change, as the rig says.
  var thresholds: Thresholds {
    Thresholds(
      percent: rig.thresholds.percent, cycles: rig.thresholds.cycles,
      deviations: rig.thresholds.deviations)
  }
}
