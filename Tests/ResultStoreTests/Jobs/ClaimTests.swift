import GRDB
import Jobs
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

@Suite struct ClaimTests {
  @Test func givesABoardOnlyWhatItCanDo() async throws {
    try await withStore { store in
      let pico = try store.added(.example(1, board: "pico", priority: 9))
      let right = try store.added(.example(2, boardName: "right", priority: 8))
      let any = try store.added(.example(3))
      #expect(try store.taken(by: "left")?.id == any.id)
      #expect(try store.taken(by: "left") == nil)
      #expect(try store.taken(by: "right")?.id == right.id)
      #expect(try store.taken(board: "pico", by: "small")?.id == pico.id)
      #expect(try store.taken(board: "esp32", by: "other") == nil)
    }
  }

  @Test func putsPriorityBeforeFairnessBeforeAge() async throws {
    try await withStore { store in
      let ada = try (0..<3).map { try store.added(.example($0, submitter: "ada")) }
      let bob = try (3..<5).map { try store.added(.example($0, submitter: "bob")) }
      let urgent = try store.added(.example(5, priority: 6, submitter: "ada"))
      let order = try (0..<6).compactMap { _ in try store.taken()?.id }
      // Ada's urgent job runs, so Bob's turn is first; then they take turns by age.
      #expect(order == [urgent.id, bob[0].id, ada[0].id, bob[1].id, ada[1].id, ada[2].id])
    }
  }

  @Test func givesNobodyMoreThanAnOlderJobOfTheirOwn() async throws {
    try await withStore { store in
      let jobs = try (0..<20).map { try store.added(.example($0), now: at(100 - Int64($0))) }
      // The order of submission counts, whatever the clock said.
      #expect(try (0..<20).compactMap { _ in try store.taken()?.id } == jobs.map(\.id))
    }
  }

  @Test func leavesAJobUntilItsTimeHasCome() async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let lease = try #require(try store.taken(now: at(10))?.lease)
      let failure = JobFailure(summary: "no probe", remedy: nil, failureClass: "probe")
      let waiting = try store.fail(lease, failure, retryAt: at(5_000), now: at(20))
      #expect(waiting.state == .queued && waiting.notBefore == at(5_000))
      #expect(try store.taken(now: at(4_999)) == nil)
      let again = try #require(try store.taken(now: at(5_000)))
      #expect(again.attempt == 2 && again.notBefore == nil && again.failure == failure)
    }
  }

  @Test func neverGivesTwoLeasesOneFence() async throws {
    try await withStore { store in
      var fences: [Int64] = []
      for number in 0..<30 {
        _ = try store.added(.example(number))
        let lease = try #require(try store.taken()?.lease)
        fences.append(lease.fence)
        if number.isMultiple(of: 3) { try store.release(lease, now: at(1)) }
      }
      #expect(fences == fences.sorted() && Set(fences).count == fences.count)
      // Not even when the rows that held them are gone, and not by hand.
      try await store.queue.write { try $0.execute(sql: "DELETE FROM job") }
      _ = try store.added(.example())
      #expect(try #require(try store.taken()?.lease).fence > fences[29])
      await #expect(throws: DatabaseError.self) {
        try await store.queue.write { try $0.execute(sql: "UPDATE lab_clock SET fence = 1") }
      }
    }
  }

  @Test func givesNothingToABoardInQuarantine() async throws {
    try await withStore { store in
      let job = try store.added(.example())
      try store.quarantine("left", because: "three boots failed", by: "lab", now: at(1))
      #expect(try store.taken(by: "left") == nil)
      try store.endQuarantine(of: "left", now: at(2))
      #expect(try store.taken(by: "left")?.id == job.id)
    }
  }

  @Test func readsOnlyWhatWaitsAndRuns() async throws {
    try await withStore { store in
      let plan = try await store.queue.read { database in
        try Row.fetchAll(
          database, sql: "EXPLAIN QUERY PLAN \(JobTable.nextJob)",
          arguments: ["profile": "pico", "board": "small", "now": 0]
        ).map { row -> String in row["detail"] }
      }
      #expect(plan.contains("SEARCH job USING INDEX job_queued (profile=?)"), "\(plan)")
      #expect(plan.contains("SCAN job USING INDEX job_running"), "\(plan)")
      #expect(plan.filter { $0.contains(" job ") }.count == 2, "\(plan)")
    }
  }

  @Test(arguments: [
    (JobTable.pendingJob, "job_pending (specification_sha256=?)"),
    (JobTable.jobsByPrefix, "sqlite_autoindex_job_1 (job_id>? AND job_id<?)"),
    ("SELECT * FROM job WHERE fence IS NOT NULL", "(fence>?)"),
    (
      "SELECT kind FROM job_event WHERE job = 1 AND sequence > 2 ORDER BY sequence LIMIT 3",
      "PRIMARY KEY (job=? AND sequence>?)"
    ),
    (
      "SELECT record FROM night WHERE suite = 'a' ORDER BY started_ms DESC LIMIT 1",
      "night_by_suite"
    ),
  ])
  func looksUpByIndex(_ sql: String, index: String) async throws {
    try await withStore { store in
      let plan = try await store.queue.read { database in
        let filled = sql.replacing("?", with: "'a'").replacing(":first", with: "'a'")
          .replacing(":end", with: "'b'")
        return try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(filled)").map {
          row -> String in row["detail"]
        }
      }
      #expect(plan.contains { $0.contains(index) }, "\(plan)")
      #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }
  }

  @Test(arguments: [
    (JobFilter(), "SCAN job"), (JobFilter(states: [.queued]), "job_by_state (state=?)"),
    (JobFilter(board: "pico"), "job_by_profile"), (JobFilter(boardName: "left"), "job_by_board"),
    (JobFilter(submitter: "ada"), "job_by_submitter"),
    (JobFilter(night: "00c0ffee00c0ffee"), "job_by_night"),
  ])
  func listsByIndexInItsOrder(_ filter: JobFilter, index: String) async throws {
    try await withStore { store in
      let plan = try await store.queue.read { database in
        let query = try JobTable(database: database, path: store.path).query(for: filter)
        return try Row.fetchAll(
          database, sql: "EXPLAIN QUERY PLAN \(query.sql)", arguments: query.arguments
        ).map { row -> String in row["detail"] }
      }
      #expect(plan.count == 1 && plan[0].contains(index), "\(plan)")
    }
  }
}
