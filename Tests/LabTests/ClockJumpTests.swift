import Jobs
import Lab
import Measurements
import Regression
import ResultStore
import Testing

/// A lab whose machine's clock is set by a day while boards work.
@Suite struct ClockJumpTests {
  private static let day = Duration.seconds(86_400)
  private static let dayBack = Duration.seconds(-86_400)

  @Test(arguments: [[day], [dayBack], [day, .zero], [dayBack, .zero], [day, dayBack]])
  func costsNoJobAnAttempt(jumps: [Duration]) async throws {
    try await LabFixture.with { home in
      let jobs = try home.submit(2 * jumps.count)
      let lab = try home.lab(
        """
        boards:
          - {name: v1, board: stm32f746g, virtual: true}
          - {name: v2, board: stm32f746g, virtual: true}
        work: {leaseSeconds: 30, retrySeconds: 0}
        retention: {freeMegabytes: 0, runDays: 1, sampleDays: 1, eventDays: 1, modelDays: 1}
        """)
      let running = Task { await lab.run() }
      for (number, jump) in jumps.enumerated() {
        let isAtWork = try await home.wait(within: .seconds(120)) {
          let counts = try home.store.jobCounts()
          return counts.contains { $0.key.isRunning && $0.value > 0 }
            && counts[.done, default: 0] >= number
        }
        #expect(isAtWork)
        home.clock.set(ahead: jump)
      }
      let isOver = try await home.wait(within: .seconds(300)) {
        try home.store.jobCounts()[.done, default: 0] == jobs.count
      }
      #expect(isOver)
      lab.stop()
      await running.value
      for id in jobs {
        let job = try home.store.job(named: id.rawValue)
        #expect(job.state == .done && job.attempt == 1, "\(job.failure?.summary ?? "")")
        let events = try home.store.events(of: id)
        #expect(events.map(\.sequence) == Array(1...events.count))
      }
      #expect(try home.store.runs(matching: RunFilter(limit: 100)).count == jobs.count)
      #expect(!home.log.lines.contains { $0.contains("its lease ran out") })
    }
  }

  @Test func bringsANightOnceThatItJumpsOver() async throws {
    try await LabFixture.with { home in
      // Never at this very moment: it is due half a day from now.
      let hour = (home.clock.now.unixMilliseconds / 3_600_000 + 12) % 24
      let lab = try home.lab(
        """
        boards: [{name: v1, board: stm32f746g, virtual: true}]
        retention: {freeMegabytes: 0}
        suites:
          - {name: s, models: ["\(LabFixture.model)"], boards: [v1], runs: 1, passes: [clean],
             schedule: "0 \(hour) * * *"}
        """)
      let running = Task { await lab.run() }
      func nights() throws -> [Bool] { try home.store.nights(limit: 10).map { $0.ended != nil } }
      func isDone(_ job: JobID?) throws -> Bool {
        try home.store.job(named: job?.rawValue ?? "").state == .done
      }
      // A job that is done shows that the lab is at work, and so at its schedules.
      let first = try home.submit(1).last
      #expect(try await home.wait(within: .seconds(120)) { try isDone(first) })
      #expect(try nights() == [])
      home.clock.set(ahead: Self.day)
      #expect(try await home.wait(within: .seconds(180)) { try nights() == [true] })
      // Back, and over the same time again: it was there already.
      home.clock.set(ahead: .zero)
      let second = try home.submit(1).last
      #expect(try await home.wait(within: .seconds(120)) { try isDone(second) })
      home.clock.set(ahead: Self.day)
      let third = try home.submit(1).last
      #expect(try await home.wait(within: .seconds(120)) { try isDone(third) })
      #expect(try nights() == [true])
      lab.stop()
      await running.value
    }
  }
}
