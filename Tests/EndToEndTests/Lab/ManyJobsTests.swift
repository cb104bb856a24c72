import Foundation
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

/// A long queue over many boards.
@Suite struct ManyJobsTests {
  @Test func everyJobOfALongQueueIsDoneOnce() async throws {
    let (count, boards) = TestPrograms.isLong ? (1000, 20) : (24, 8)
    try await LabHome.with(boards: LabHome.virtual(boards)) { lab in
      let jobs = try lab.submit(count, deadline: 600)
      let start = ContinuousClock.now
      let daemon = try lab.start()
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(TestPrograms.isLong ? 5400 : 300)))
      let duration = ContinuousClock.now - start
      let memory = Self.peakMegabytes(of: daemon.processID)
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
      await lab.home.expectNoSurvivors()
      let finished = try lab.withStore { store in
        try jobs.map { try store.job(named: $0.rawValue) }
      }
      let byBoard = Dictionary(grouping: finished) { $0.boardName ?? "?" }.mapValues(\.count)
      print(
        "\(count) jobs over \(boards) boards: \(duration), \(finished.count { $0.attempt > 1 }) "
          + "needed another attempt, \(byBoard.values.min() ?? 0) to \(byBoard.values.max() ?? 0) "
          + "jobs a board, daemon at most \(memory ?? 0) MB")
      #expect(byBoard.count == boards)
    }
  }

  /// The most memory that a process ever had: proc(5), `VmHWM`.
  private static func peakMegabytes(of processID: Int32) -> Int? {
    let text = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
    return text?.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap { Int($0.1) }.map { $0 / 1024 }
  }
}
