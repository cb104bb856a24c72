import Failures
import GRDB
import Jobs
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

@Suite struct AttemptTests {
  static let failure = JobFailure(summary: "no boot", remedy: "look", failureClass: "boot")

  /// Everything that can be done under a lease.
  enum Step: CaseIterable {
    case advance, renew, complete, fail, release, endCancelled

    @discardableResult
    func take(_ store: ResultStore, _ lease: JobLease) throws -> Job {
      let job = try store.job(named: lease.job.rawValue)
      return switch self {
      case .advance: try store.advance(lease, to: .measuring, now: at(9))
      case .renew: try store.renew(lease, until: at(99_999), now: at(9))
      case .complete: try store.complete(lease, with: .example(for: job), now: at(9))
      case .fail: try store.fail(lease, AttemptTests.failure, retryAt: at(9), now: at(9))
      case .release: try store.release(lease, now: at(9))
      case .endCancelled: try store.endCancelled(lease, now: at(9))
      }
    }
  }

  /// What ends a lease.
  enum Ending: CaseIterable {
    case expired, takenByAnother, done, failed, cancelled, released
  }

  @Test(arguments: Step.allCases, Ending.allCases)
  func refusesAStaleLease(_ step: Step, after ending: Ending) async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let job = try #require(try store.taken())
      let lease = try #require(job.lease)
      switch ending {
      case .expired: #expect(try store.expireLeases(now: at(60_000)).count == 1)
      case .takenByAnother:
        try store.expireLeases(now: at(60_000))
        _ = try store.taken(by: "right", now: at(60_000))
      case .done: try store.complete(lease, with: .example(for: job), now: at(1))
      case .failed: try store.fail(lease, Self.failure, retryAt: nil, now: at(1))
      case .cancelled:
        try store.cancel(job.id, now: at(1))
        try store.endCancelled(lease, now: at(2))
      case .released: try store.release(lease, now: at(1))
      }
      let before = try store.job(named: job.id.rawValue)
      let events = try store.events(of: job.id)
      let reason = ResultStoreFaultTests.reason { try step.take(store, lease) }
      #expect(reason == .staleLease(job: job.id.rawValue))
      #expect(try store.job(named: job.id.rawValue) == before)
      #expect(try store.events(of: job.id) == events)
      #expect(try store.runs().count == (ending == .done ? 1 : 0))
    }
  }

  @Test func tellsAJobUnderAForgedFenceFromItsOwn() async throws {
    try await withStore { store in
      _ = try store.added(.example(1))
      _ = try store.added(.example(2))
      let one = try #require(try store.taken()?.lease)
      let two = try #require(try store.taken()?.lease)
      let forged = JobLease(job: one.job, fence: two.fence, owner: two.owner, expires: two.expires)
      for step in Step.allCases {
        let reason = ResultStoreFaultTests.reason { try step.take(store, forged) }
        #expect(reason == .staleLease(job: one.job.rawValue))
      }
    }
  }

  @Test func countsAttemptsDownToFailure() async throws {
    try await withStore { store in
      let id = try store.added(.example(attempts: 2)).id
      for attempt in 1...2 {
        let lease = try #require(try store.taken()?.lease)
        let job = try store.fail(lease, Self.failure, retryAt: at(0), now: at(0))
        #expect(job.attempt == attempt && job.state == (attempt == 1 ? .queued : .failed))
        #expect(job.failure == Self.failure)
      }
      #expect(try store.taken() == nil)
      #expect(
        try store.told(of: id) == ["queued 0", "leased 1", "queued 1", "leased 2", "failed 2"])
      #expect(try store.events(of: id).filter { $0.kind == .failed(Self.failure) }.count == 2)
    }
  }

  @Test func failsAtOnceWhereAnotherAttemptWouldNotHelp() async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      #expect(try store.fail(lease, Self.failure, retryAt: nil, now: at(1)).state == .failed)
    }
  }

  @Test func givesAJobBackWithoutCountingTheAttempt() async throws {
    try await withStore { store in
      _ = try store.added(.example(attempts: 1))
      for _ in 0..<5 {
        let job = try #require(try store.taken())
        #expect(job.attempt == 1)
        #expect(try store.release(try #require(job.lease), now: at(1)).attempt == 0)
      }
    }
  }

  @Test func cancelsAtOnceWhatWaitsAndByItsHolderWhatRuns() async throws {
    try await withStore { store in
      let waiting = try store.added(.example(1))
      #expect(try store.cancel(waiting.id, now: at(1)).state == .cancelled)
      #expect(try store.cancel(waiting.id, now: at(2)).updated == at(1))
      let running = try store.added(.example(2))
      let lease = try #require(try store.taken()?.lease)
      let marked = try store.cancel(running.id, now: at(3))
      #expect(marked.state == .leased && marked.isCancelRequested)
      #expect(try store.cancel(running.id, now: at(4)).updated == at(3))
      #expect(try store.renew(lease, until: at(90_000), now: at(5)).isCancelRequested)
      #expect(try store.endCancelled(lease, now: at(6)).state == .cancelled)
    }
  }

  @Test(arguments: [Step.fail, .release])
  func neverQueuesAgainWhatIsToBeCancelled(_ step: Step) async throws {
    try await withStore { store in
      let job = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      try store.cancel(job.id, now: at(1))
      #expect(try step.take(store, lease).state == .cancelled)
    }
  }

  @Test func keepsTheRunOfAJobThatWasToBeCancelledTooLate() async throws {
    try await withStore { store in
      let job = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      try store.cancel(job.id, now: at(1))
      #expect(try Step.complete.take(store, lease).state == .done)
    }
  }

  @Test func refusesToCancelWhatIsOver() async throws {
    try await withStore { store in
      let job = try store.added(.example())
      try Step.complete.take(store, try #require(try store.taken()?.lease))
      #expect(
        ResultStoreFaultTests.reason { try store.cancel(job.id, now: at(1)) }
          == .jobIsOver(job: job.id.rawValue, state: .done))
      let unknown = JobID.random()
      #expect(
        ResultStoreFaultTests.reason { try store.cancel(unknown, now: at(1)) }
          == .noJob(prefix: unknown.rawValue))
    }
  }

  @Test(arguments: [JobState.queued, .leased, .done, .failed, .cancelled])
  func advancesOnlyToStages(_ state: JobState) async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      #expect(
        ResultStoreFaultTests.reason { try store.advance(lease, to: state, now: at(1)) }
          == .notAStage(state: state))
    }
  }

  @Test func tellsOfAStageOnce() async throws {
    try await withStore { store in
      let job = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      for _ in 0..<3 { try store.advance(lease, to: .building, now: at(1)) }
      #expect(try store.told(of: job.id) == ["queued 0", "leased 1", "building 1"])
    }
  }

  @Test func refusesARunThatIsNotTheJobs() async throws {
    try await withStore { store in
      _ = try store.added(.example(1))
      _ = try store.added(.example(2))
      let job = try #require(try store.taken())
      let other = try #require(try store.taken())
      let lease = try #require(job.lease)
      for run in [
        Measurement.example(), .example(for: other), .example(for: job, board: "pico"),
      ] {
        let reason = ResultStoreFaultTests.reason {
          try store.complete(lease, with: run, now: at(1))
        }
        guard case .wrongRun = reason else {
          Testing.Issue.record("it was taken: \(String(describing: reason))")
          continue
        }
      }
      #expect(try store.runs() == [])
      #expect(try store.job(named: job.id.rawValue).state == .leased)
    }
  }

  @Test func neverStoresTwoRunsForAJobByWhateverWay() async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let job = try #require(try store.taken())
      try store.complete(try #require(job.lease), with: .example(for: job), now: at(1))
      #expect(
        ResultStoreFaultTests.reason { try store.save(.example(for: job)) }
          == .jobHasRun(job: job.id.rawValue))
      #expect(try store.runs().count == 1)
    }
  }

  @Test func leavesTheJobAsItWasWhenItsRunCannotBeKept() async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let job = try #require(try store.taken())
      let run = RunID.random()
      try store.save(.example(runID: run.rawValue))
      let lease = try #require(job.lease)
      #expect(
        ResultStoreFaultTests.reason {
          try store.complete(lease, with: .example(for: job, runID: run), now: at(1))
        } == .runExists(run: run.rawValue))
      #expect(try store.job(named: job.id.rawValue) == job)
      #expect(try store.events(of: job.id).count == 2)
      try store.complete(lease, with: .example(for: job), now: at(2))
    }
  }

  @Test func putsWhoFlashedWhatIntoTheAuditLog() async throws {
    try await withStore { store in
      let job = try store.added(.example(submitter: "ada"))
      let lease = try #require(try store.taken(by: "left")?.lease)
      try store.advance(lease, to: .building, now: at(1))
      try store.advance(lease, to: .flashing, now: at(2))
      let entry = try #require(try store.auditEntries().first)
      #expect(entry.who == "ada" && entry.action == .flashed && entry.target == "left")
      #expect(entry.origin == lease.owner && entry.time == at(2))
      #expect(entry.detail?.contains(job.id.rawValue) == true)
      #expect(try store.auditEntries().count == 1)
    }
  }
}
