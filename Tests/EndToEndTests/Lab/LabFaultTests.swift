import Foundation
import Jobs
import MCUBenchTestSupport
import Measurements
import Regression
import ResultStore
import Testing

/// Boards that lose power, disks that are full, boards that are not there.
@Suite struct LabFaultTests {
  /// A board is cut off in a stage: while it greets, before, in and after its passes.
  @Test(arguments: [
    "silent", "close-after-bytes=1", "close-after-bytes=400", "close-after-bytes=1500",
    "cut-at-bytes=700",
  ])
  func aBoardThatLosesPowerLeavesItsJobToATwin(fault: String) async throws {
    try await LabHome.with(
      boards: ["sick, virtual: true, faults: [\(fault)]", "well, virtual: true"],
      more: "# \(fault)"
    ) { lab in
      let text = try String(contentsOfFile: lab.rig, encoding: .utf8)
      _ = try lab.home.write(
        Array(text.replacing("retrySeconds: 0", with: "retrySeconds: 2").utf8), to: "rig.yaml")
      let jobs = try lab.submit(3)
      let daemon = try lab.start()
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(240)))
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
      let finished = try jobs.map { try lab.job($0) }
      #expect(finished.allSatisfy { $0.boardName == "well" })
      let health = try lab.withStore { try $0.boardHealth(of: "sick") }
      #expect(health.failures > 0)
      #expect(health.score < 1)
      await lab.home.expectNoSurvivors()
    }
  }

  /// A real board's cable comes off while it is flashed: its power, its probe and its port go.
  @Test(
    .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"),
    .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
    arguments: ["connect", "erase", "program", "verify"])
  func aCableThatComesOffWhileFlashingLeavesTheJobToATwin(stage: String) async throws {
    try await LabHome.with(
      boards: ["sick, probe: \"066FAA\"", "well, probe: \"066FBB\""], more: "# \(stage)"
    ) { lab in
      let bench = try VirtualBench(
        [
          .init(["--serial", "066FAA", "--fault", "probe-gone-at=\(stage)"]),
          .init(["--serial", "066FBB"], plug: ["path=1-2.3"]),
        ], in: lab.home.directory)
      defer { bench.end() }
      let jobs = try lab.submit(3)
      let daemon = try bench.start(
        "mcubenchd", ["--rig", lab.rig], environment: lab.home.environment)
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(240)))
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
      let finished = try jobs.map { try lab.job($0) }
      #expect(finished.contains { $0.attempt > 1 })
      #expect(try lab.withStore { try $0.boardHealth(of: "sick") }.failures > 0)
    }
  }

  @Test func aSickBoardIsKeptFromJobs() async throws {
    try await LabHome.with(boards: ["sick, virtual: true, faults: [close-after-bytes=1]"]) { lab in
      let text = try String(contentsOfFile: lab.rig, encoding: .utf8)
      _ = try lab.home.write(
        Array(text.replacing("quarantineBelow: 0", with: "quarantineBelow: 0.7").utf8),
        to: "rig.yaml")
      let jobs = try lab.submit(1)
      let daemon = try lab.start()
      let deadline = ContinuousClock.now + .seconds(120)
      while ContinuousClock.now < deadline,
        try lab.withStore({ try $0.standing(of: "sick").quarantine }) == nil
      {
        try await Task.sleep(for: .milliseconds(100))
      }
      let standing = try lab.withStore { try $0.standing(of: "sick") }
      #expect(standing.quarantine?.by == "lab")
      #expect(standing.health.failures == 2)
      await lab.stop(daemon)
      #expect(try lab.job(jobs[0]).state == .queued)
    }
  }

  @Test func aJobWaitsWhileTheDiskHasNoRoom() async throws {
    try await LabHome.with(boards: LabHome.virtual(1)) { lab in
      let text = try String(contentsOfFile: lab.rig, encoding: .utf8)
      _ = try lab.home.write(
        Array(text.replacing("freeMegabytes: 1", with: "freeMegabytes: 999999999").utf8),
        to: "rig.yaml")
      let jobs = try lab.submit(1)
      let daemon = try lab.start()
      let deadline = ContinuousClock.now + .seconds(30)
      while ContinuousClock.now < deadline, !daemon.errorsSoFar.contains("MB free") {
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(daemon.errorsSoFar.contains("jobs wait until it has 999999999"))
      #expect(try lab.job(jobs[0]).state == .queued)
      #expect(try lab.job(jobs[0]).attempt == 0)
      await lab.stop(daemon)
    }
  }

  @Test func aMissingBoardsJobFailsAndIsNotSimulated() async throws {
    let models = URL(filePath: LabHome.modelPath).path
    try await LabHome.with(
      boards: ["v1, virtual: true", "left, probe: \"0123456789\""],
      more: """
        suites:
          - {name: s, models: ["\(models)"], boards: [v1, left], wait: 2, schedule: "@reboot"}
        """
    ) { lab in
      let daemon = try lab.start()
      let deadline = ContinuousClock.now + .seconds(120)
      while ContinuousClock.now < deadline, try lab.withStore({ try $0.latestNight() }) == nil {
        try await Task.sleep(for: .milliseconds(100))
      }
      await lab.stop(daemon)
      let night = try #require(try lab.withStore { try $0.latestNight(suite: "s") })
      #expect(night.entries.count == 2)
      #expect(night.hasFailure)
      let missing = try #require(night.entries.first { $0.outcome == .failed })
      #expect(missing.boardName == "left")
      #expect(missing.runID == nil)
      #expect(missing.failure?.contains("its probe is not attached") == true)
      let states = try lab.counts()
      #expect((states[.failed], states[.done]) == (1, 1))
      // Only the virtual board's own run is there.
      #expect(try await lab.home.history().count == 1)
    }
  }
}
