import GRDB
import Jobs
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

/// When leases end, and what becomes of them when the clock is not to be trusted.
@Suite struct LeaseTests {
  static let hour: Int64 = 3_600_000

  @Test func givesAnAttemptUpOnceItsLeaseHasRunOut() async throws {
    try await withStore { store in
      let job = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      #expect(try store.expireLeases(now: at(59_999)) == [])
      let given = try store.expireLeases(now: at(60_000))
      #expect(given.map(\.id) == [job.id] && given[0].state == .queued && given[0].lease == nil)
      #expect(given[0].failure?.summary.contains("nothing was heard of it for 60 s") == true)
      #expect(try store.expireLeases(now: at(60_000)) == [])
      let next = try #require(try store.taken(by: "right", now: at(60_000))?.lease)
      #expect(next.fence > lease.fence)
    }
  }

  @Test func failsAJobWhoseLastAttemptIsGivenUp() async throws {
    try await withStore { store in
      let job = try store.added(.example(attempts: 1))
      _ = try store.taken()
      #expect(try store.expireLeases(now: at(60_000)).map(\.state) == [.failed])
      #expect(try store.expireLeases(now: at(99_000)) == [])
      #expect(try store.told(of: job.id) == ["queued 0", "leased 1", "failed 1"])
    }
  }

  @Test func cancelsWhatWasToBeCancelledWhenItsAttemptIsGivenUp() async throws {
    try await withStore { store in
      let job = try store.added(.example())
      _ = try store.taken()
      try store.cancel(job.id, now: at(1))
      #expect(try store.expireLeases(now: at(60_000)).map(\.state) == [.cancelled])
    }
  }

  @Test func keepsAnAttemptThatIsRenewed() async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let lease = try #require(try store.taken()?.lease)
      for second in stride(from: Int64(20_000), through: 600_000, by: 20_000) {
        let job = try store.renew(lease, until: at(second + 60_000), now: at(second))
        #expect(job.lease?.expires == at(second + 60_000) && job.lease?.fence == lease.fence)
        #expect(try store.expireLeases(now: at(second + 1)) == [])
      }
    }
  }

  @Test func takesARunUnderALeaseThatRanOutAndThatNobodyGaveUp() async throws {
    try await withStore { store in
      _ = try store.added(.example())
      let job = try #require(try store.taken())
      let lease = try #require(job.lease)
      #expect(try store.renew(lease, until: at(200_000), now: at(100_000)).lease != nil)
      try store.complete(lease, with: .example(for: job), now: at(900_000))
      #expect(try store.expireLeases(now: at(900_000)) == [])
    }
  }

  @Test func takesBackWhatADeadDaemonHeldAndNothingElse() async throws {
    try await withStore { store in
      for number in 0..<3 { _ = try store.added(.example(number)) }
      let left = try #require(try store.taken(by: "left", owner: "bench:1:left"))
      let right = try #require(try store.taken(by: "right", owner: "bench:1:right"))
      let other = try #require(try store.taken(by: "third", owner: "bench:10:third"))
      let given = try store.expireLeases(ofOwnersWithPrefix: "bench:1:", now: at(1))
      #expect(given.map(\.id) == [left.id, right.id])
      #expect(given.allSatisfy { $0.state == .queued && $0.attempt == 1 })
      #expect(try store.expireLeases(ofOwnersWithPrefix: "bench:1:", now: at(1)) == [])
      #expect(try store.job(named: other.id.rawValue) == other)
    }
  }

  @Test func endsALeaseAtTheAttemptsDeadline() async throws {
    try await withStore { store in
      let id = try store.added(.example(deadline: 100)).id
      let lease = try #require(try store.taken(milliseconds: Self.hour)?.lease)
      #expect(lease.expires == at(100_000))
      #expect(
        try store.renew(lease, until: at(Self.hour), now: at(40_000)).lease?.expires == at(100_000))
      let reason = ResultStoreFaultTests.reason {
        try store.renew(lease, until: at(Self.hour), now: at(100_000))
      }
      #expect(reason == .deadlinePassed(job: id.rawValue, seconds: 100))
      let given = try store.expireLeases(now: at(100_000))
      #expect(given.first?.failure?.summary.contains("longer than 100 s") == true)
      // The next attempt has the whole time again.
      let next = try #require(try store.taken(now: at(100_000), milliseconds: Self.hour)?.lease)
      #expect(next.expires == at(200_000))
    }
  }

  /// A clock as a holder and the queue see it together: renewals every 20 s, a look every 5 s.
  struct Bench {
    let store: ResultStore
    let lease: JobLease
    /// What the wall says beyond what has passed.
    var jump: Int64 = 0
    var seconds: Int64 = 0

    var now: Timestamp { at(1_000_000_000 + seconds * 1000 + jump) }

    /// - Returns: the jobs given up meanwhile.
    mutating func pass(_ more: Int64, isHolderAlive: Bool) throws -> [Job] {
      var given: [Job] = []
      for _ in 0..<more {
        seconds += 1
        if isHolderAlive, seconds.isMultiple(of: 20) {
          try store.renew(lease, until: now.advanced(byMilliseconds: 60_000), now: now)
        }
        if seconds.isMultiple(of: 5) { given += try store.expireLeases(now: now) }
      }
      return given
    }
  }

  static func bench(_ store: ResultStore) throws -> Bench {
    _ = try store.added(.example())
    let lease = try #require(try store.taken(now: at(1_000_000_000))?.lease)
    return Bench(store: store, lease: lease)
  }

  static let jumps: [Int64] = [
    -20 * 365 * 24 * hour, -hour, -61_000, -1_000, 1_000, 15_000, 25_000, 61_000, hour,
    20 * 365 * 24 * hour,
  ]

  @Test(arguments: jumps)
  func keepsALivingHoldersLeaseWhenTheClockJumps(_ jump: Int64) async throws {
    for moment in TestPrograms.isLong ? [Int64(6), 19, 21, 33, 39, 40] : [6, 39] {
      try await withStore { store in
        var bench = try Self.bench(store)
        #expect(try bench.pass(moment, isHolderAlive: true) == [])
        bench.jump = jump
        #expect(try bench.pass(130, isHolderAlive: true) == [], "after \(moment) s")
        #expect(try store.advance(bench.lease, to: .measuring, now: bench.now).attempt == 1)
      }
    }
  }

  @Test(arguments: jumps)
  func givesADeadHoldersLeaseUpSoonWhateverTheClockDoes(_ jump: Int64) async throws {
    try await withStore { store in
      var bench = try Self.bench(store)
      #expect(try bench.pass(33, isHolderAlive: true) == [])
      bench.jump = jump
      // A period that the jump may have cut short or begun anew, one of grace, a look.
      let given = try bench.pass(60 + 60 + 5, isHolderAlive: false)
      #expect(given.map(\.state) == [.queued])
    }
  }

  @Test func givesADeadHolderUpEvenThoughNobodyLooksOften() async throws {
    try await withStore { store in
      _ = try store.added(.example())
      _ = try store.taken(now: at(0))
      #expect(try store.expireLeases(now: at(1_000)) == [])
      #expect(try store.expireLeases(now: at(Self.hour)) == [])
      #expect(try store.expireLeases(now: at(2 * Self.hour)).count == 1)
    }
  }

  @Test func countsNoJumpIntoADeadline() async throws {
    try await withStore { store in
      _ = try store.added(.example(deadline: 600))
      let lease = try #require(try store.taken(now: at(0))?.lease)
      var wall: Int64 = 0
      // 200 s pass; the wall goes an hour ahead and two back.
      for step in 0..<10 {
        wall += 20_000 + (step == 3 ? Self.hour : 0) - (step == 6 ? 2 * Self.hour : 0)
        try store.renew(lease, until: at(wall + 60_000), now: at(wall))
      }
    }
  }

  @Test func doesNotLetAJobWaitForATimeThatTheClockHasForgotten() async throws {
    try await withStore { store in
      _ = try store.added(.example(), now: at(Self.hour))
      let lease = try #require(try store.taken(now: at(Self.hour))?.lease)
      try store.fail(
        lease, AttemptTests.failure, retryAt: at(Self.hour + 30_000), now: at(Self.hour))
      #expect(try store.taken(now: at(Self.hour + 29_999)) == nil)
      #expect(try store.taken(now: at(1_000)) != nil)
    }
  }
}
