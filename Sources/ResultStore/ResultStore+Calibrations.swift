import FoundationEssentials
import GRDB
import Measurements

/// Calibrations, open and past, with every sample.
extension ResultStore {
  /// The calibration that was begun and not ended of a board, its kernel set and a way to it.
  package func openCalibration(
    board: String, kernelSet: String, link: CalibrationRecord.Link
  ) throws(ResultStoreError) -> (number: Int64, record: CalibrationRecord)? {
    try failing {
      try queue.read { database in
        let row = try Row.fetchOne(
          database,
          sql: """
            SELECT * FROM calibration
            WHERE board = ? AND kernel_set = ? AND link = ? AND state = 'open'
            """, arguments: [board, kernelSet, link.rawValue])
        guard let row else { return nil }
        let number: Int64 = row["number"]
        guard
          let plan = try? JSONDecoder().decode(
            [String: String].self, from: Data((row["plan"] as String).utf8))
        else { throw damaged(number) }
        return (
          number,
          CalibrationRecord(
            board: board, clockHertz: row["clock_hz"], kernelSet: kernelSet,
            kernelHash: row["kernel_hash"], link: link,
            seed: UInt64(bitPattern: row["seed"] as Int64), plan: plan,
            started: Timestamp(unixMilliseconds: row["started_ms"]))
        )
      }
    }
  }

  /// Begins a calibration; one of the same board, kernel set and link that is open is abandoned.
  ///
  /// - Returns: its number.
  package func begin(_ record: CalibrationRecord) throws(ResultStoreError) -> Int64 {
    try failing {
      try queue.write { database in
        try database.execute(
          sql: """
            UPDATE calibration SET state = 'abandoned'
            WHERE board = ? AND kernel_set = ? AND link = ? AND state = 'open'
            """, arguments: [record.board, record.kernelSet, record.link.rawValue])
        try database.execute(
          sql: """
            INSERT INTO calibration
              (board, clock_hz, kernel_set, kernel_hash, link, seed, plan, started_ms, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open')
            """,
          arguments: [
            record.board, record.clockHertz, record.kernelSet, record.kernelHash,
            record.link.rawValue, Int64(bitPattern: record.seed), try Self.text(record.plan),
            record.started.unixMilliseconds,
          ])
        return database.lastInsertedRowID
      }
    }
  }

  /// What the firmwares of a calibration came to, in their order.
  package func firmwares(
    ofCalibration number: Int64
  ) throws(ResultStoreError) -> [CalibrationFirmwareRecord] {
    try failing {
      try queue.read { database in
        let layers = try Row.fetchAll(
          database,
          sql: "SELECT * FROM calibration_layer WHERE calibration = ? ORDER BY position, place",
          arguments: [number])
        let byPosition = Dictionary(grouping: layers) { $0["position"] as Int }
        return try Row.fetchAll(
          database,
          sql: "SELECT * FROM calibration_firmware WHERE calibration = ? ORDER BY position",
          arguments: [number]
        ).map { row in
          let layers = byPosition[row["position"]] ?? []
          return CalibrationFirmwareRecord(
            layers: layers.map { $0["layer"] },
            outcome: try outcome(row, layers, ofCalibration: number),
            microseconds: row["microseconds"])
        }
      }
    }
  }

  private func outcome(
    _ row: Row, _ layers: [Row], ofCalibration number: Int64
  ) throws -> CalibrationFirmwareRecord.Outcome {
    switch row["outcome"] as String {
    case "too_large": return .tooLarge(row["detail"])
    case "invalid": return .invalid(row["detail"])
    default:
      guard let evidence = Evidence(rawValue: row["evidence"]) else { throw damaged(number) }
      return .measured(
        CalibrationFirmwareRecord.Measured(
          evidence: evidence, facts: row["facts"], overheadCycles: row["overhead_cycles"],
          calledCount: row["called"],
          samples: try layers.map { layer in
            guard let text = layer["sample"] as String? else { return nil }
            guard let runs = SampleBlob.decode(Array(layer["runs"] as Data)) else {
              throw damaged(number)
            }
            return CalibrationFirmwareRecord.Sample(
              variant: layer["variant"], text: text, cycles: layer["cycles"],
              runs: runs.flatMap(\.self))
          }))
    }
  }

  /// Adds what the firmware after `count` others came to, in one transaction.
  ///
  /// - Throws: ``ResultStoreError``; nothing of it is kept then. One that is not open any more, or has
  ///   another number of firmwares, is somebody else's by now: ``ResultStoreError/Reason/calibrationMoved``.
  package func add(
    _ firmware: CalibrationFirmwareRecord, after count: Int, toCalibration number: Int64
  ) throws(ResultStoreError) {
    try failing {
      try queue.write { database in
        let stands = try Bool.fetchOne(
          database,
          sql: """
            SELECT state = 'open' AND
              (SELECT count(*) FROM calibration_firmware WHERE calibration = number) = ?
            FROM calibration WHERE number = ?
            """, arguments: [count, number])
        guard stands == true else {
          throw ResultStoreError(path: path, reason: .calibrationMoved)
        }
        try Self.insert(firmware, at: count, ofCalibration: number, into: database)
      }
    }
  }

  private static func insert(
    _ firmware: CalibrationFirmwareRecord, at position: Int, ofCalibration number: Int64,
    into database: Database
  ) throws {
    let (outcome, detail, measured): (String, String?, CalibrationFirmwareRecord.Measured?) =
      switch firmware.outcome {
      case .measured(let measured): ("measured", nil, measured)
      case .tooLarge(let why): ("too_large", why, nil)
      case .invalid(let why): ("invalid", why, nil)
      }
    try database.execute(
      sql: "INSERT INTO calibration_firmware VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        number, position, outcome, firmware.microseconds, detail, measured?.evidence.rawValue,
        measured?.facts, measured?.overheadCycles, measured?.calledCount,
      ])
    for (place, layer) in firmware.layers.enumerated() {
      let sample = measured.flatMap { $0.samples.indices.contains(place) ? $0.samples[place] : nil }
      try database.execute(
        sql: "INSERT INTO calibration_layer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          number, position, place, layer, sample.map { _ in measured?.evidence.rawValue } ?? nil,
          sample?.variant, sample?.text, sample?.cycles,
          sample.map { Data(SampleBlob.encode($0.runs.map { [$0] })) },
        ])
    }
  }

  /// Marks a calibration as done; its samples stay.
  package func finishCalibration(_ number: Int64) throws(ResultStoreError) {
    try failing {
      try queue.write { database in
        try database.execute(
          sql: "UPDATE calibration SET state = 'done' WHERE number = ? AND state = 'open'",
          arguments: [number])
      }
    }
  }

  private func damaged(_ number: Int64) -> ResultStoreError {
    ResultStoreError(path: path, reason: .damagedRecord(what: "calibration \(number)"))
  }
}
