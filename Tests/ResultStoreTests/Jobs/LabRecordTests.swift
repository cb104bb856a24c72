import GRDB
import Jobs
import MCUBenchTestSupport
import Measurements
import Regression
import Testing

@testable import ResultStore

/// Events, nights, boards and the audit log.
@Suite struct LabRecordTests {
  @Test func givesEventsFromAnyPlaceOn() async throws {
    try await withStore { store in
      let job = try store.added(.example()).id
      let kinds: [JobEvent.Kind] = [
        .stageBegan("build"), .stageEnded("build", seconds: 1.5, detail: "9000 B"),
        .notice("<b>"), .log("text from the board \u{1b}[2J"),
      ]
      let appended = try kinds.map { try store.append($0, to: job, now: at(7)) }
      #expect(appended.map(\.sequence) == [2, 3, 4, 5])
      #expect(try store.events(of: job, after: 1) == appended)
      #expect(try store.events(of: job, after: 2, limit: 2) == Array(appended[1...2]))
      #expect(try store.events(of: job, after: 5) == [])
      let unknown = JobID.random()
      #expect(
        ResultStoreFaultTests.reason { _ = try store.events(of: unknown) }
          == .noJob(prefix: unknown.rawValue))
    }
  }

  @Test func leavesLayersToThoseWhoWatchNow() async throws {
    try await withStore { store in
      let job = try store.added(.example()).id
      let layer = JobEvent.Kind.layer(
        index: 0, operatorName: "CONV_2D", name: "a", cycles: 5, evidence: .simulated)
      #expect(try store.append(layer, to: job, now: at(1)).sequence == 1)
      #expect(try store.append(.notice("b"), to: job, now: at(1)).sequence == 2)
      #expect(try store.append(layer, to: job, now: at(1)).sequence == 2)
      #expect(try store.events(of: job).count == 2)
    }
  }

  @Test func takesNoStateFromOutside() async throws {
    try await withStore { store in
      let job = try store.added(.example()).id
      #expect(
        ResultStoreFaultTests.reason {
          try store.append(.state(.done, attempt: 1), to: job, now: at(1))
        } == .notAStage(state: .done))
    }
  }

  static func night(
    _ id: String, suite: String = "nightly", started: Int64, ended: Int64? = 9_999,
    outcomes: [NightEntry.Outcome] = [.unchanged, .slower]
  ) -> NightReport {
    NightReport(
      id: id, suite: suite, started: at(started), ended: ended.map(at), commit: "c0ffee",
      entries: outcomes.map {
        NightEntry(
          modelName: "two_layers", modelSHA256: String(repeating: "ab", count: 32),
          board: "stm32f746g", boardName: "left", evidence: .simulated,
          timingModel: .exampleChecked, outcome: $0, runID: RunID(rawValue: "00c0ffee00c0ffee"),
          baselineRunID: nil,
          total: NightEntry.ChangedFigure(
            baselineCycles: 100, cycles: 101, limitCycles: 0.5, verdict: .slower))
      })
  }

  @Test func givesBackNightsNewestFirst() async throws {
    try await withStore { store in
      let nights = [
        Self.night("000000000000000a", started: 10), Self.night("000000000000000b", started: 30),
        Self.night("000000000000000c", suite: "weekly", started: 20),
        Self.night("000000000000000d", started: 40, ended: nil, outcomes: [.failed]),
      ]
      for night in nights { try store.save(night) }
      #expect(try store.nights() == [nights[3], nights[1], nights[2], nights[0]])
      #expect(try store.nights(limit: 1) == [nights[3]])
      #expect(try store.nights(suite: "nightly", limit: 2) == [nights[3], nights[1]])
      #expect(try store.latestNight() == nights[1])
      #expect(try store.latestNight(suite: "weekly") == nights[2])
      #expect(try store.latestNight(suite: "monthly") == nil)
      #expect(try store.night(id: nights[0].id) == nights[0])
      #expect(try store.night(id: "none") == nil)
    }
  }

  @Test func replacesANightByItsLaterSelf() async throws {
    try await withStore { store in
      var night = Self.night("000000000000000a", started: 10, ended: nil)
      try store.save(night)
      night.entries.removeFirst()
      night.ended = at(50)
      try store.save(night)
      #expect(try store.nights() == [night])
      let rows = try store.queue.read { database in
        try Row.fetchAll(database, sql: "SELECT * FROM night JOIN night_entry USING (night_id)")
      }
      #expect(rows.count == 1)
      #expect(rows[0]["evidence"] == "simulated" && rows[0]["outcome"] == "slower")
      #expect(rows[0]["timing_model"] == "m7 2" && rows[0]["has_regression"] == true)
    }
  }

  @Test func keepsNoFigureOfANightWithoutItsEvidence() async throws {
    try await withStore { store in
      var night = Self.night("000000000000000a", started: 10)
      try store.save(night)
      night.entries[1].evidence = nil
      #expect(ResultStoreFaultTests.reason { try store.save(night) } != nil)
      #expect(try store.nights().first?.entries[1].evidence == .simulated)
    }
  }

  @Test func keepsABoardsScoreFromOneProcessToTheNext() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/r.sqlite"
      let store = try ResultStore(path: path)
      #expect(try store.boardHealth(of: "left") == .new)
      for outcome in [BoardOutcome.failure, .success, .blame] {
        try store.record(outcome, of: "left", now: at(1))
      }
      try store.quarantine("left", because: "its figures wander", by: "lab", now: at(2))
      try store.quarantine("left", because: "again", by: "ada", now: at(3))
      try store.close()
      let standing = try ResultStore(path: path, ifAbsent: .fail).standing(of: "left")
      #expect(standing.health.successes == 1 && standing.health.failures == 1)
      #expect(standing.health.blames == 1 && abs(standing.health.score - 0.84 * 0.64) < 1e-12)
      #expect(
        standing.quarantine == Quarantine(reason: "its figures wander", by: "lab", since: at(2)))
    }
  }

  @Test func letsABoardOutWithRoomForOneMoreFailure() async throws {
    try await withStore { store in
      for _ in 0..<9 { try store.record(.failure, of: "left", now: at(1)) }
      try store.quarantine("left", because: "dead", by: "lab", now: at(2))
      let standing = try store.endQuarantine(of: "left", now: at(3))
      #expect(standing.quarantine == nil && standing.health.score == BoardHealth.releasedScore)
      #expect(try store.record(.failure, of: "left", now: at(4)).score > 0.5)
      #expect(try store.record(.failure, of: "left", now: at(5)).score < 0.5)
      #expect(try store.standings().map(\.boardName) == ["left"])
    }
  }

  @Test func keepsTheAuditLogAsItWasWritten() async throws {
    try await withStore { store in
      let entries = try (1...4).map { number in
        try store.audit(
          AuditEntry(
            time: at(Int64(number)), who: number.isMultiple(of: 2) ? "ada" : "bob",
            action: number < 3 ? .submitted : .cancelled, target: "job \(number)",
            origin: "127.0.0.1", detail: nil))
      }
      #expect(entries.map(\.number) == [1, 2, 3, 4])
      #expect(try store.auditEntries() == entries.reversed())
      #expect(try store.auditEntries(AuditFilter(limit: 1)) == [entries[3]])
      #expect(try store.auditEntries(AuditFilter(before: 3)) == [entries[1], entries[0]])
      #expect(try store.auditEntries(AuditFilter(who: "ada")) == [entries[3], entries[1]])
      #expect(try store.auditEntries(AuditFilter(action: .cancelled)).count == 2)
      #expect(try store.auditEntries(AuditFilter(target: "job 2")) == [entries[1]])
      for sql in ["DELETE FROM audit", "UPDATE audit SET who = 'nobody'"] {
        await #expect(throws: DatabaseError.self) {
          try await store.queue.write { try $0.execute(sql: sql) }
        }
      }
      #expect(try store.auditEntries() == entries.reversed())
    }
  }
}
