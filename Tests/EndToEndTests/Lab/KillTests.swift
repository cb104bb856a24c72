import Foundation
import GRDB
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

/// `kill -9` of the daemon over a running queue: no job is lost, and none stored twice.
@Suite struct KillTests {
  /// Jobs that wait at least, so that every kill meets a running queue.
  private static let stock = 12
  private static let boards = 4

  @Test func noJobIsLostOrStoredTwice() async throws {
    let kills = TestPrograms.isLong ? 100 : 6
    try await LabHome.with(boards: LabHome.virtual(Self.boards)) { lab in
      var generator = SplitMix(state: 20_261_121)
      var jobs = try lab.submit(Self.stock)
      var table: [Kill] = []
      for number in 1...kills {
        let waiting = try lab.counts()[.queued, default: 0]
        if waiting < Self.stock {
          jobs += try lab.submit(Self.stock - waiting, from: jobs.count)
        }
        let moment = Kill.Moment.allCases[(number - 1) % Kill.Moment.allCases.count]
        let daemon = try lab.start()
        try await Self.wait(for: moment, lab, &generator)
        let before = try lab.counts()
        daemon.send(signal: SIGKILL)
        _ = await daemon.end(within: .seconds(10))
        let left = await ProcessList.survivors(
          holding: lab.home.directory, within: .seconds(10))
        table.append(
          Kill(
            number: number, moment: moment, before: before, after: try lab.counts(),
            survivors: left.count, integrity: try Self.integrity(of: lab.home.store)))
      }
      let daemon = try lab.start()
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(600)))
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
      await lab.home.expectNoSurvivors()
      let stored = try lab.withStore { store in
        try store.runs(matching: RunFilter(limit: 1_000_000)).count
      }
      Self.report(table, jobs: jobs, try lab.counts(), stored: stored)
      #expect(table.allSatisfy { $0.survivors == 0 })
      #expect(table.allSatisfy { $0.integrity == "ok" })
      #expect(try Self.integrity(of: lab.home.store) == "ok")
    }
  }

  /// Waits until a job is in the state of the moment, or for some while.
  private static func wait(
    for moment: Kill.Moment, _ lab: LabHome, _ generator: inout SplitMix
  ) async throws {
    if let state = moment.state {
      // Some states last for no more than a few milliseconds.
      #expect(
        try await lab.wait(within: .seconds(180), lookingEvery: .milliseconds(2)) {
          $0[state, default: 0] > 0
        })
      return
    }
    // Each kill costs the jobs that run an attempt; let some come to their end in between.
    let done = try lab.counts()[.done, default: 0]
    #expect(
      try await lab.wait(within: .seconds(120)) { $0[.done, default: 0] >= done + boards })
    let milliseconds = Int.random(in: 0...3000, using: &generator)
    try await Task.sleep(for: .milliseconds(milliseconds))
  }

  private static func integrity(of path: String) throws -> String? {
    try DatabaseQueue(path: path).read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
  }

  /// One kill: when it came, and what was found after it.
  private struct Kill {
    enum Moment: String, CaseIterable {
      case leased, building, flashing, measuring, anyhow

      var state: JobState? { JobState(rawValue: rawValue) }
    }

    let number: Int
    let moment: Moment
    let before: [JobState: Int]
    let after: [JobState: Int]
    let survivors: Int
    let integrity: String?
  }

  private static func report(_ table: [Kill], jobs: [JobID], _ final: [JobState: Int], stored: Int)
  {
    print("kill | moment    | queued leased building flashing measuring done | orphans | integrity")
    for kill in table {
      let counts = [JobState.queued, .leased, .building, .flashing, .measuring, .done]
        .map { "\(kill.before[$0, default: 0])" }.joined(separator: " ")
      print(
        "\(kill.number) | \(kill.moment.rawValue) | \(counts) | \(kill.survivors) | "
          + "\(kill.integrity ?? "?")")
    }
    let held = table.reduce(0) { sum, kill in
      sum + kill.before.filter { $0.key.isRunning }.reduce(0) { $0 + $1.value }
    }
    let done = final[.done, default: 0]
    print(
      "\(table.count) kills, \(held) attempts cut off, \(jobs.count) jobs, \(done) done, "
        + "\(jobs.count - done) lost, \(max(0, stored - done)) doubled")
  }
}
