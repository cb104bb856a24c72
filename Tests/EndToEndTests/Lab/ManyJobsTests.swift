import Foundation
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

/// A long queue over many boards.
@Suite struct ManyJobsTests {
  @Test func everyJobOfALongQueueIsDoneOnce() async throws {
    let (count, boards) = TestPrograms.isLong ? (1000, 20) : (40, 8)
    try await LabHome.with(boards: LabHome.virtual(boards)) { lab in
      // How cycles are counted is of no interest here, and the plainest way is the quickest.
      let board = try lab.home.writeScript(
        """
        exec '\(TestPrograms.directory.appending(path: "mcubench-vboard").path)' "$@" \
        --timing instructions
        """, to: "plain-vboard")
      let jobs = try lab.submit(count, deadline: 900, passes: [.clean])
      let start = ContinuousClock.now
      let daemon = try lab.start(environment: ["MCUBENCH_VBOARD": board])
      let limit = Duration.seconds(TestPrograms.isLong ? 7200 : 400)
      #expect(try await lab.waitUntilAllAreOver(within: limit, lookingEvery: .milliseconds(250)))
      let duration = ContinuousClock.now - start
      let memory = Self.peakMegabytes(of: daemon.processID)
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
      await lab.home.expectNoSurvivors()
      let table = try lab.withStore { try Table(of: jobs, in: $0) }
      table.report(duration, boards: boards, daemonMegabytes: memory)
      #expect(table.byBoard.count == boards)
      #expect(table.storedTwice == 0)
    }
  }

  /// What became of the jobs.
  private struct Table {
    var done = 0
    var failed = 0
    var storedTwice = 0
    var furtherAttempts = 0
    var longestWait = Duration.zero
    var longestWork = Duration.zero
    var byBoard: [String: Int] = [:]

    init(of jobs: [JobID], in store: ResultStore) throws {
      let runs = try store.runs(matching: RunFilter(limit: 1_000_000)).map(\.runID)
      var runsByJob: [String: Int] = [:]
      for run in runs {
        let job = try store.run(named: run.rawValue).provenance.lab?.job
        runsByJob[job ?? "no job", default: 0] += 1
      }
      storedTwice = runsByJob.values.count { $0 > 1 }
      for id in jobs {
        let job = try store.job(named: id.rawValue)
        if job.state == .done { done += 1 }
        if job.state == .failed { failed += 1 }
        furtherAttempts += job.attempt - 1
        byBoard[job.boardName ?? "none", default: 0] += 1
        let times = try store.events(of: id).compactMap { event in
          if case .state(let state, _) = event.kind { (state, event.time) } else { nil }
        }
        guard let queued = times.first, let ended = times.last,
          let leased = times.last(where: { $0.0 == .leased })
        else { continue }
        longestWait = max(longestWait, Self.duration(from: queued.1, to: leased.1))
        longestWork = max(longestWork, Self.duration(from: leased.1, to: ended.1))
      }
    }

    private static func duration(from: Timestamp, to: Timestamp) -> Duration {
      .milliseconds(to.unixMilliseconds - from.unixMilliseconds)
    }

    func report(_ duration: Duration, boards: Int, daemonMegabytes: Int?) {
      func seconds(_ duration: Duration) -> String {
        duration.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
      }
      let (least, most) = (byBoard.values.min() ?? 0, byBoard.values.max() ?? 0)
      print(
        """
        jobs | boards | done | failed | stored twice | further attempts | in all | longest wait \
        | longest from lease to end | jobs a board | daemon's memory
        \(done + failed) | \(boards) | \(done) | \(failed) | \(storedTwice) | \(furtherAttempts) | \
        \(seconds(duration)) | \(seconds(longestWait)) | \(seconds(longestWork)) | \
        \(least) to \(most) | \(daemonMegabytes ?? 0) MB
        """)
    }
  }

  /// The most memory that a process ever had: proc(5), `VmHWM`.
  private static func peakMegabytes(of processID: Int32) -> Int? {
    let text = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
    return text?.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap { Int($0.1) }.map { $0 / 1024 }
  }
}
