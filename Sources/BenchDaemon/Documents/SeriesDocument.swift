import Measurements
import Regression
import Reports

/// Series of figures, as the API writes them.
enum SeriesDocument {
  static func json(_ keys: [SeriesKey]) -> JSONValue {
    .object(known: [
      ("schema", .string("mcubench.series_list/1")), ("series", .array(keys.map(json))),
    ])
  }

  static func json(_ key: SeriesKey, _ points: [SeriesPoint]) -> JSONValue {
    .object(known: [
      ("schema", .string("mcubench.series/1")),
      ("key", json(key)),
      ("points", .array(points.map(json))),
    ])
  }

  static func json(_ key: SeriesKey) -> JSONValue {
    .object(known: [
      ("model_sha256", .string(key.modelSHA256)),
      ("layer", key.layer.map { .integer($0) }),
      ("board_profile", .string(key.board)),
      ("kernel_set", .string(key.kernelSet)),
      ("evidence", .string(key.evidence.rawValue)),
      ("timing_model", key.timingModel.map { .string($0) }),
    ])
  }

  private static func json(_ point: SeriesPoint) -> JSONValue {
    .object(known: [
      ("run_id", .string(point.runID.rawValue)),
      ("created", .string(point.created.description)),
      ("median_cycles", .number(point.medianCycles)),
      ("mad_cycles", .number(point.deviationCycles)),
      ("n", .integer(point.count)),
      ("commit", point.commit.map { .string($0) }),
      ("uid", point.uniqueID.map { .string($0) }),
      ("board_name", point.boardName.map { .string($0) }),
      ("clock_hz", point.clockHertz.map { .integer($0) }),
    ])
  }
}
