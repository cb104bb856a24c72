import Benchmarking
import BoardProfiles
import Jobs
import Measurements
import ResultStore
import Testing
import Workbench

@testable import Lab

/// What is kept of what happens in an attempt.
@Suite struct JournalTests {
  private static func context(_ home: LabFixture) throws -> LabContext {
    let threads = WorkThreads(width: 1)
    return LabContext(
      rig: try Rig.parse(
        "boards: [{name: v1, board: stm32f746g, virtual: true}]", path: "rig.yaml"),
      rigDirectory: home.directory, workbench: home.workbench, store: LabStore(home.store),
      hub: EventHub(), builds: BuildPool(root: home.directory, width: 1, threads: threads),
      threads: threads, preparations: SharedWork(on: threads, capacity: 1),
      wallClock: .system, owner: "bench:1", program: "LabTests", log: .none,
      troubles: Troubles(log: .none))
  }

  /// Notes events in one attempt after the other, and gives what is kept of the job in the end.
  private static func kept(
    of attempts: [[BenchEvent]]
  ) async throws -> [JobEvent.Kind] {
    try await LabFixture.with { home in
      let context = try context(home)
      let id = try #require(try home.submit(1).first)
      for events in attempts {
        let now = home.clock.now
        let job = try #require(
          try home.store.claim(
            board: "stm32f746g", boardName: "v1", owner: "bench:1:v1",
            until: Timestamp(unixMilliseconds: now.unixMilliseconds + 60_000), now: now))
        let lease = try #require(job.lease)
        let journal = Journal(lease, context)
        for event in events { journal.note(event) }
        journal.finish()
        try await journal.write()
        try home.store.release(lease, now: now)
      }
      return try home.store.events(of: id, limit: 100_000).map(\.kind)
    }
  }

  private static func count(_ kinds: [JobEvent.Kind], _ isCounted: (String) -> Bool) -> Int {
    kinds.count { kind in
      switch kind {
      case .log(let text), .notice(let text): isCounted(text)
      default: false
      }
    }
  }

  @Test func keepsAllThatFirmwareSaysWithinReason() async throws {
    let lines = (0..<Journal.keptOfAnAttempt).map { BenchEvent.log("line \($0)") }
    let kinds = try await Self.kept(of: [[.began(.read)] + lines])
    #expect(Self.count(kinds) { $0.hasPrefix("line") } == lines.count)
    #expect(Self.count(kinds) { $0.contains("not kept") } == 0)
  }

  @Test func cutsAChatteringFirmwareOffAndSaysSo() async throws {
    let lines = (0..<5000).map { BenchEvent.log("line \($0)") }
    let notices = (0..<300).map { BenchEvent.notice("notice \($0)") }
    let kinds = try await Self.kept(of: [lines + notices + [.began(.measure)]])
    #expect(Self.count(kinds) { $0.hasPrefix("line") } == Journal.keptOfAnAttempt)
    #expect(Self.count(kinds) { $0.hasPrefix("notice") } == Journal.keptOfAnAttempt)
    #expect(kinds.contains(.notice("4800 more lines of the firmware's log not kept")))
    #expect(kinds.contains(.notice("100 more notices not kept")))
    // What the attempt went through is told all the same.
    #expect(kinds.contains(.stageBegan(BenchStage.measure.title)))
  }

  @Test func boundsAllAttemptsOfAJobTogether() async throws {
    let attempt =
      [BenchEvent.began(.read)] + (0..<1000).map { BenchEvent.log("line \($0)") }
      + [.ended(.read, .seconds(1), detail: "")]
    let kinds = try await Self.kept(of: Array(repeating: attempt, count: 15))
    // The stages, states and last words of each attempt come to it.
    #expect(kinds.count <= Journal.keptOfAJob + 15 * 8)
    #expect(kinds.contains(.notice("1000 more lines of the firmware's log not kept")))
    #expect(kinds.count { $0 == .stageBegan(BenchStage.read.title) } == 15)
  }
}
