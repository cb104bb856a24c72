import Foundation
import GRDB
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

/// What other processes do to a store, with the helper program `StoreWriter`.
@Suite(.serialized) struct ResultStoreProcessTests {
  /// A running `StoreWriter` and what it said.
  private struct Writer {
    let process: ChildProcess
    private let output = Pipe()
    private let complaints = Pipe()

    init(path: String, count: Int? = nil) throws {
      process = try ChildProcess(
        TestPrograms.buildDirectory.appending(path: "StoreWriter").path,
        [path] + (count.map { [String($0)] } ?? []),
        output: .pipe(output), errors: .pipe(complaints))
    }

    /// Waits until the writer has said that it saved `count` more runs, and gives their names.
    func saved(_ count: Int) -> [String] {
      var text: [UInt8] = []
      while text.count < 17 * count {
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { break }
        text += more
      }
      return names(in: text)
    }

    /// Kills the writer and gives the runs that it said it saved since.
    func kill() -> [String] {
      process.send(SIGKILL)
      process.waitUntilExit()
      return names(in: Array(output.fileHandleForReading.readDataToEndOfFile()))
    }

    func complaint() -> String {
      String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    private func names(in text: [UInt8]) -> [String] {
      String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        .filter { $0.count == 16 }
    }
  }

  @Test func aKilledWriterLosesNoRunThatItHadSaved() async throws {
    let rounds = TestPrograms.isLong ? 200 : 12
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      var told: Set<String> = []
      for round in 0..<rounds {
        let writer = try Writer(path: path)
        // Some rounds end within the first migration or the first save.
        if round.isMultiple(of: 3) {
          usleep(UInt32(round) * 997)
        } else {
          told.formUnion(writer.saved(2))
        }
        told.formUnion(writer.kill())
        #expect(writer.complaint() == "", "round \(round)")
        let store = try ResultStore(path: path)
        let runs = try store.runs(matching: RunFilter(limit: 1_000_000))
        #expect(told.isSubset(of: Set(runs.map(\.runID.rawValue))), "round \(round)")
        for line in runs.prefix(5) {
          #expect(try store.run(named: line.runID.rawValue).passes.count == 3)
        }
        let check = try await store.queue.read { database in
          try String.fetchAll(database, sql: "PRAGMA integrity_check")
            + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description)
        }
        #expect(check == ["ok"], "round \(round)")
        try store.close()
      }
      #expect(told.count > rounds / 2)
    }
  }

  @Test func severalWritersMayMeetANewStore() async throws {
    for _ in 0..<(TestPrograms.isLong ? 50 : 3) {
      try await withTemporaryDirectory { directory in
        let path = directory + "/r.sqlite"
        let writers = try (0..<4).map { _ in try Writer(path: path, count: 3) }
        var told: [String] = []
        for writer in writers {
          told += writer.saved(3)
          #expect(writer.process.waitUntilExit() == 0)
          #expect(writer.complaint() == "")
        }
        #expect(told.count == 12)
        let store = try ResultStore(path: path, ifAbsent: .fail)
        let kept = Set(try store.runs(matching: RunFilter(limit: 1_000_000)).map(\.runID.rawValue))
        #expect(Set(told) == kept)
      }
    }
  }
}
