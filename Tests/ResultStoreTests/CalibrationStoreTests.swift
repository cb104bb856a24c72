import GRDB
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

/// Calibrations as the store keeps them: firmware by firmware, each whole or not at all.
@Suite struct CalibrationStoreTests {
  private static func record(
    board: String = "stm32f746g", link: CalibrationRecord.Link = .virtual, started: Int64 = 5
  ) -> CalibrationRecord {
    CalibrationRecord(
      board: board, clockHertz: 216_000_000, kernelSet: "dsp", kernelHash: "0123456789ab",
      link: link, seed: .max - 3, plan: ["kernels": "0123456789ab", "--shapes": "12"],
      started: Timestamp(unixMilliseconds: started))
  }

  private static func firmware(_ name: String) -> CalibrationFirmwareRecord {
    CalibrationFirmwareRecord(
      layers: ["\(name) 0", "\(name) 1"],
      outcome: .measured(
        CalibrationFirmwareRecord.Measured(
          evidence: .simulated, facts: "facts", overheadCycles: -1.0 / 3, calledCount: 5,
          samples: [
            CalibrationFirmwareRecord.Sample(
              variant: "mcub_add_s8_dsp", text: "a sample", cycles: 1e6 + 1.0 / 7,
              runs: [1_000_012, 1_000_013, 3]), nil,
          ])), microseconds: 1_234_567)
  }

  private static let refused = [
    CalibrationFirmwareRecord(
      layers: ["c", "d", "e"], outcome: .tooLarge("the flash is full"), microseconds: 7),
    CalibrationFirmwareRecord(
      layers: ["c"], outcome: .invalid("output 0 is wrong"), microseconds: 8),
  ]

  @Test func givesBackWhatWasAddedAfterItWasClosed() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let firmwares = [Self.firmware("a")] + Self.refused + [Self.firmware("b")]
      let before = try ResultStore(path: path)
      let number = try before.begin(Self.record())
      for (count, firmware) in firmwares.enumerated() {
        try before.add(firmware, after: count, toCalibration: number)
      }
      try before.close()
      let store = try ResultStore(path: path, ifAbsent: .fail)
      let open = try #require(
        try store.openCalibration(board: "stm32f746g", kernelSet: "dsp", link: .virtual))
      #expect(open.number == number)
      #expect(open.record == Self.record())
      #expect(try store.firmwares(ofCalibration: number) == firmwares)
      #expect(
        try store.openCalibration(board: "stm32f746g", kernelSet: "dsp", link: .probe) == nil)
      #expect(
        try store.openCalibration(board: "stm32f746g", kernelSet: "ref", link: .virtual) == nil)
      #expect(try store.openCalibration(board: "pico", kernelSet: "dsp", link: .virtual) == nil)
      try store.close()
    }
  }

  @Test func keepsTheSamplesOfOneThatIsBegunAnew() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let old = try store.begin(Self.record())
      try store.add(Self.firmware("a"), after: 0, toCalibration: old)
      let other = try store.begin(Self.record(link: .probe))
      let new = try store.begin(Self.record(started: 6))
      #expect(Set([old, other, new]).count == 3)
      let open = try #require(
        try store.openCalibration(board: "stm32f746g", kernelSet: "dsp", link: .virtual))
      #expect(open.number == new)
      #expect(try store.firmwares(ofCalibration: new).isEmpty)
      #expect(try store.firmwares(ofCalibration: old) == [Self.firmware("a")])
      #expect(
        try store.openCalibration(board: "stm32f746g", kernelSet: "dsp", link: .probe)?.number
          == other)
      try store.close()
    }
  }

  @Test func isNotOpenOnceItIsDone() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let number = try store.begin(Self.record())
      try store.add(Self.firmware("a"), after: 0, toCalibration: number)
      try store.finishCalibration(number)
      #expect(
        try store.openCalibration(board: "stm32f746g", kernelSet: "dsp", link: .virtual) == nil)
      #expect(try store.firmwares(ofCalibration: number) == [Self.firmware("a")])
      try store.close()
    }
  }

  @Test func refusesAFirmwareOfASecondProcess() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let (first, second) = (try ResultStore(path: path), try ResultStore(path: path))
      let number = try first.begin(Self.record())
      try first.add(Self.firmware("a"), after: 0, toCalibration: number)
      let moved = ResultStoreError(path: path, reason: .calibrationMoved)
      #expect(throws: moved) {
        try second.add(Self.firmware("b"), after: 0, toCalibration: number)
      }
      _ = try second.begin(Self.record(started: 6))
      #expect(throws: moved) {
        try first.add(Self.firmware("b"), after: 1, toCalibration: number)
      }
      #expect(moved.summary.contains("another process calibrates the same board"))
      #expect(moved.remedy != nil)
      #expect(try first.firmwares(ofCalibration: number) == [Self.firmware("a")])
      try first.close()
      try second.close()
    }
  }

  @Test func keepsNothingOfAFirmwareThatDoesNotFitOnTheDisk() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let roomy = try ResultStore(path: path)
      let number = try roomy.begin(Self.record())
      let pages = try await roomy.queue.read { database in
        try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      }
      try roomy.close()
      let store = try ResultStore(
        path: path, ifAbsent: .fail, limits: ResultStore.Limits(maximumPages: pages + 4))
      let large = CalibrationFirmwareRecord(
        layers: (0..<400).map { "\($0) " + String(repeating: "x", count: 200) },
        outcome: .tooLarge("no"), microseconds: 1)
      #expect(throws: ResultStoreError(path: path, reason: .diskFull)) {
        try store.add(large, after: 0, toCalibration: number)
      }
      #expect(try store.firmwares(ofCalibration: number).isEmpty)
      try store.add(Self.firmware("a"), after: 0, toCalibration: number)
      #expect(try store.firmwares(ofCalibration: number) == [Self.firmware("a")])
      try store.close()
    }
  }

  /// A store as the sixth migration left it.
  @Test func bringsAStoreOfAnEarlierVersionUpToDate() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let before = try ResultStore(path: path)
      try before.save(.example(runID: "00c0ffee00000000", created: 1))
      try await before.queue.write { database in
        try database.execute(
          sql: """
            DROP TABLE calibration_layer;
            DROP TABLE calibration_firmware;
            DROP TABLE calibration;
            DELETE FROM grdb_migrations WHERE identifier = '7 calibrations';
            """)
      }
      try before.close()
      let store = try ResultStore(path: path, ifAbsent: .fail)
      #expect(try store.runs().count == 1)
      let number = try store.begin(Self.record())
      try store.add(Self.firmware("a"), after: 0, toCalibration: number)
      let check = try await store.queue.read { database in
        try String.fetchAll(database, sql: "PRAGMA integrity_check")
          + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description)
      }
      #expect(check == ["ok"])
      try store.close()
    }
  }

  @Test func takesNoFigureWithoutItsEvidence() async throws {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let number = try store.begin(Self.record())
      try store.add(Self.firmware("a"), after: 0, toCalibration: number)
      for change in ["evidence = 'measured'", "evidence = NULL"] {
        await #expect(throws: DatabaseError.self, "\(change)") {
          try await store.queue.write { database in
            try database.execute(
              sql: "UPDATE calibration_layer SET \(change) WHERE sample IS NOT NULL")
          }
        }
      }
      try store.close()
    }
  }
}
