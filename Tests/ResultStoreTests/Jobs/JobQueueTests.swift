import Jobs
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

@Suite struct JobQueueTests {
  @Test func takesAJobToItsRunAndTellsOfEachStep() async throws {
    try await withStore { store in
      let receipt = try store.submit(.example(), now: at(1_000))
      #expect(!receipt.isDuplicate && receipt.job.state == .queued && receipt.job.attempt == 0)
      let leased = try #require(try store.taken(now: at(2_000)))
      let lease = try #require(leased.lease)
      #expect(leased.id == receipt.job.id && leased.state == .leased && leased.attempt == 1)
      #expect(lease.owner == "bench:1:left" && lease.expires == at(62_000))
      for state in [JobState.building, .flashing, .measuring] {
        #expect(try store.advance(lease, to: state, now: at(3_000)).state == state)
      }
      #expect(try store.jobCounts()[.measuring] == 1)
      let run = Measurement.example(for: leased)
      let done = try store.complete(lease, with: run, now: at(4_000))
      #expect(done.state == .done && done.runID == run.runID && done.lease == nil)
      #expect(try store.run(named: run.runID.rawValue) == run)
      #expect(try store.job(named: done.id.short) == done)
      #expect(
        try store.told(of: done.id) == [
          "queued 0", "leased 1", "building 1", "flashing 1", "measuring 1", "done 1",
        ])
      let events = try store.events(of: done.id)
      #expect(events.map(\.sequence) == Array(1...events.count))
      #expect(events.dropLast().last?.kind == .stored(run.runID))
      #expect(try store.taken(now: at(5_000)) == nil)
    }
  }

  @Test func givesTheJobThatWaitsOrRunsForEqualWork() async throws {
    try await withStore { store in
      let first = try store.added(.example())
      let again = try store.submit(.example(submitter: "bob"), now: at(1))
      #expect(again.isDuplicate && again.job.id == first.id && again.job.submitter == "ada")
      let lease = try #require(try store.taken()?.lease)
      #expect(try store.submit(.example(), now: at(2)).isDuplicate)
      try store.complete(
        lease, with: .example(for: try store.job(named: first.id.rawValue)), now: at(3))
      let next = try store.submit(.example(), now: at(4))
      #expect(!next.isDuplicate && next.job.id != first.id)
      #expect(try store.jobs().map(\.id) == [next.job.id, first.id])
    }
  }

  @Test func takesWorkThatDiffersInAnythingForOtherWork() async throws {
    try await withStore { store in
      var others = [JobSpecification](repeating: .example(), count: 7)
      others[1].modelName = "three_layers"
      others[2].passes = [.clean]
      others[3].boardName = "left"
      others[4].commit = "c0ffee"
      others[5].purpose = .night(id: "00c0ffee00c0ffee")
      others[6].runs = 30
      for other in others {
        let receipt = try store.submit(JobSubmission(other, submitter: "ada"), now: at(0))
        #expect(!receipt.isDuplicate)
      }
      #expect(try store.jobCounts()[.queued] == others.count)
    }
  }

  @Test func liftsAWaitingJobThatIsAskedForWithHigherPriority() async throws {
    try await withStore { store in
      _ = try store.added(.example(1, priority: 5))
      let low = try store.added(.example(2, priority: 1))
      #expect(try store.submit(.example(2, priority: 0), now: at(1)).job.priority == 1)
      #expect(try store.submit(.example(2, priority: 7), now: at(1)).job.priority == 7)
      #expect(try store.taken()?.id == low.id)
    }
  }

  @Test func takesNewWorkInPlaceOfWhatIsToBeCancelled() async throws {
    try await withStore { store in
      let first = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      try store.cancel(first.id, now: at(1))
      let second = try store.submit(.example(), now: at(2))
      #expect(!second.isDuplicate)
      #expect(try store.taken(by: "right", now: at(3))?.id == second.job.id)
      #expect(try store.endCancelled(lease, now: at(4)).state == .cancelled)
    }
  }

  @Test(arguments: [
    (JobSubmission.example(priority: 10), "priority"), (.example(priority: -1), "priority"),
    (.example(attempts: 0), "attempts"), (.example(attempts: 21), "attempts"),
    (.example(deadline: 0), "deadline"), (.example(deadline: 86_401), "deadline"),
    (.example(submitter: ""), "submitter"), (.example(board: ""), "board"),
    (.example(boardName: String(repeating: "b", count: 129)), "board name"),
    (.example(board: "pico\0"), "board"), (.example(1_000_000), "time limit"),
  ])
  func refusesWhatIsOutOfBounds(_ submission: JobSubmission, field: String) async throws {
    try await withStore { store in
      let reason = ResultStoreFaultTests.reason { _ = try store.submit(submission, now: at(0)) }
      guard case .badSubmission(let problem) = reason else {
        Testing.Issue.record("it was taken: \(String(describing: reason))")
        return
      }
      #expect(problem.field == field)
      let jobs = try store.jobs()
      #expect(jobs == [])
    }
  }

  @Test func findsJobsByTheStartOfTheirNames() async throws {
    try await withStore { store in
      let jobs = try (0..<40).map { try store.added(.example($0)) }
      for job in jobs { #expect(try store.job(named: job.id.rawValue) == job) }
      func reason(_ prefix: String) -> ResultStoreError.Reason? {
        ResultStoreFaultTests.reason { _ = try store.job(named: prefix) }
      }
      #expect(reason("x") == .notAJobID(text: "x"))
      #expect(reason("") == .notAJobID(text: ""))
      let names = Set(jobs.map { String($0.id.rawValue.prefix(1)) })
      // Forty names in sixteen drawers.
      #expect(
        names.contains {
          if case .severalJobs = reason($0) { true } else { false }
        })
      let absent = "0123456789abcdef"
      #expect(reason(absent) == .noJob(prefix: absent))
    }
  }

  @Test func listsNewestFirstAndFilters() async throws {
    try await withStore { store in
      let jobs = [
        try store.added(.example(0)), try store.added(.example(1, board: "pico", submitter: "bob")),
        try store.added(.example(2)),
        try store.added(
          JobSubmission(.example(3, purpose: .night(id: "00c0ffee00c0ffee")), submitter: "lab")),
      ]
      _ = try store.taken(by: "right")
      func places(_ filter: JobFilter) throws -> [Int] {
        try store.jobs(matching: filter).compactMap { job in jobs.firstIndex { $0.id == job.id } }
      }
      #expect(try places(JobFilter()) == [3, 2, 1, 0])
      #expect(try places(JobFilter(limit: 2)) == [3, 2])
      #expect(try places(JobFilter(before: jobs[2].id)) == [1, 0])
      #expect(try places(JobFilter(states: [.queued])) == [3, 2, 1])
      #expect(try places(JobFilter(states: [.leased, .done])) == [0])
      #expect(try places(JobFilter(board: "pico")) == [1])
      #expect(try places(JobFilter(boardName: "right")) == [0])
      #expect(try places(JobFilter(submitter: "bob")) == [1])
      #expect(try places(JobFilter(night: "00c0ffee00c0ffee")) == [3])
      #expect(try places(JobFilter(states: [.queued], board: "pico", submitter: "ada")) == [])
      #expect(try places(JobFilter(limit: -1)) == [])
      #expect(try store.jobCounts().values.reduce(0, +) == 4)
    }
  }
}
