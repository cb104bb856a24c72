import Foundation
import GRDB
import MCUBenchTestSupport
import Measurements
import ResultStore

/// Many nights of many models on many boards, as the store itself would hold them.
///
/// One run of each series is saved through the store; the nights are copies of its rows with other
/// names, times, commits and cycles, made inside SQLite. A night's runs come one after another, so the
/// points of a series lie apart as they do in a store that grew for years.
struct Crowd {
  let layers: Int
  let nights: Int
  let series: Int

  func fill(_ path: String) throws {
    let store = try ResultStore(path: path)
    for place in 0..<series { try store.save(Self.run(place, layers: layers)) }
    try store.close()
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let writer = try DatabaseQueue(path: path, configuration: configuration)
    try writer.inDatabase { database in
      // Nobody else is there, and what breaks is made anew.
      for pragma in [
        "journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY",
      ] {
        try database.execute(sql: "PRAGMA \(pragma)")
      }
    }
    for night in 1..<max(nights, 2) {
      try writer.write { database in
        try database.execute(sql: Self.copy, arguments: ["night": night])
      }
    }
    try writer.inDatabase { database in
      try database.execute(sql: "DROP TABLE IF EXISTS temp.copies; ANALYZE")
      try database.execute(sql: "PRAGMA journal_mode = WAL")
    }
    try writer.close()
  }

  /// The night before is copied: a commit a night, cycles that scatter by a few.
  private static let copy = """
    CREATE TEMP TABLE IF NOT EXISTS copies (old TEXT PRIMARY KEY, new TEXT, series_id INTEGER);
    DELETE FROM copies;
    INSERT INTO copies SELECT run_id, lower(hex(randomblob(8))), series_id FROM run
      WHERE night = printf('%016x', :night - 1);
    CREATE TEMP TABLE fresh AS SELECT run.*, copies.new FROM copies
      JOIN run ON run.run_id = copies.old;
    UPDATE fresh SET run_id = new, created_ms = created_ms + 86400000,
      night = printf('%016x', :night), commit_id = printf('%040x', :night),
      clean_median_cycles = clean_median_cycles + random() % 3;
    ALTER TABLE fresh DROP COLUMN new;
    INSERT INTO run SELECT * FROM fresh;
    DROP TABLE fresh;
    INSERT INTO run_record SELECT copies.new, record FROM copies
      JOIN run_record ON run_record.run_id = copies.old;
    CREATE TEMP TABLE fresh AS SELECT layer.*, copies.new FROM copies
      JOIN layer ON layer.run_id = copies.old;
    UPDATE fresh SET run_id = new, created_ms = created_ms + 86400000,
      cycles_median = cycles_median + random() % 3;
    ALTER TABLE fresh DROP COLUMN new;
    INSERT INTO layer SELECT * FROM fresh;
    DROP TABLE fresh;
    CREATE TEMP TABLE fresh AS SELECT samples.*, copies.new FROM copies
      JOIN samples ON samples.run_id = copies.old;
    UPDATE fresh SET run_id = new;
    ALTER TABLE fresh DROP COLUMN new;
    INSERT INTO samples SELECT * FROM fresh;
    DROP TABLE fresh;
    """

  /// The run of a model on a board: five boards, each with its models.
  static func run(_ place: Int, layers: Int) -> Measurements.Measurement {
    let example = Measurements.Measurement.example(
      runID: RunID.random().rawValue, created: 1_700_000_000_000 + Int64(place) * 1_000)
    let layer = LayerRecord.exampleConvolution
    let window = (0..<layers).map { UInt64(20_000 + 13 * $0 + place) }
    let digits = String(place / 5, radix: 16)
    return Measurements.Measurement(
      runID: example.runID, created: example.created,
      model: ModelRecord(
        sha256: String(repeating: "0", count: 64 - digits.count) + digits,
        name: "network_\(place / 5)", fileBytes: 300_000, parameterCount: 200_000,
        macCount: 7_000_000, inputs: example.model.inputs, outputs: example.model.outputs,
        quantization: "int8"),
      board: BoardRecord(
        profile: ["stm32f746g", "pico", "esp32"][place % 3],
        uniqueID: String(repeating: "0", count: 16) + String(place % 5), probeKind: "virtual",
        port: "/dev/pts/7", host: "bench"),
      chipState: example.chipState, build: build(example, place % 5), memory: example.memory,
      method: example.method, evidence: .simulated, timingModel: .exampleChecked,
      layers: (0..<layers).map { index in
        LayerRecord(
          index: index, identity: layer.identity, shapes: layer.shapes, costs: layer.costs,
          placement: layer.placement, path: layer.path, window: index)
      },
      passes: [
        PassSamples(kind: .probe, warmupRuns: 0, runs: [[4, 4]]),
        PassSamples(
          kind: .clean, warmupRuns: 1, runs: Array(repeating: [window.reduce(0, +)], count: 2)),
        PassSamples(
          kind: .layer, warmupRuns: 1,
          runs: Array(repeating: window.map { $0 + 4 }, count: 2)),
      ],
      outputCheck: example.outputCheck,
      provenance: Provenance(
        program: "mcubench", user: nil,
        lab: LabProvenance(
          job: RunID.random().rawValue, attempt: 1, boardName: "v\(place % 5)",
          night: String(repeating: "0", count: 16), commit: String(repeating: "0", count: 40))))
  }

  /// Three profiles for five boards: the kernel set tells the rest apart.
  private static func build(_ example: Measurements.Measurement, _ board: Int) -> BuildRecord? {
    example.build.map {
      BuildRecord(
        toolchain: $0.toolchain, flags: $0.flags, buildID: $0.buildID, elfSHA256: $0.elfSHA256,
        kernelSet: "set\(board)", sections: $0.sections)
    }
  }
}
