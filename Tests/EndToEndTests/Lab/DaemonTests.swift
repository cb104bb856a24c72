import Foundation
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

/// `mcubenchd` over a queue, as a process of its own.
@Suite struct DaemonTests {
  @Test func worksOffTheQueueWithAllItsBoards() async throws {
    try await LabHome.with(boards: LabHome.virtual(3)) { lab in
      let jobs = try lab.submit(6)
      let daemon = try lab.start()
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(180)))
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
      let boards = try lab.withStore { store in
        try jobs.map { try store.run(named: store.job(named: $0.rawValue).runID?.rawValue ?? "") }
      }
      // Each virtual board has a chip of its own.
      let chips = Dictionary(grouping: boards) { $0.provenance.lab?.boardName ?? "" }
        .mapValues { Set($0.map { $0.board.uniqueID ?? "" }) }
      #expect(chips.count > 1)
      #expect(chips.values.allSatisfy { $0.count == 1 })
      #expect(Set(chips.values.flatMap(\.self)).count == chips.count)
      await lab.home.expectNoSurvivors()
    }
  }

  @Test func aStopLetsRunningJobsFinish() async throws {
    try await LabHome.with(boards: LabHome.virtual(2)) { lab in
      let jobs = try lab.submit(8)
      let daemon = try lab.start()
      #expect(try await lab.wait(within: .seconds(60)) { $0[.measuring, default: 0] > 0 })
      let outcome = await lab.stop(daemon)
      #expect(outcome.errors.contains("stopping"))
      let states = try jobs.map { try lab.job($0) }
      #expect(states.allSatisfy { [.done, .queued].contains($0.state) })
      #expect(states.contains { $0.state == .queued })
      #expect(states.allSatisfy { $0.lease == nil && $0.attempt <= 1 })
      await lab.home.expectNoSurvivors()
    }
  }

  @Test func aStopWithoutGraceGivesJobsBack() async throws {
    try await LabHome.with(
      boards: LabHome.virtual(1)
    ) { lab in
      let text = try String(contentsOfFile: lab.rig, encoding: .utf8)
      _ = try lab.home.write(
        Array(text.replacing("graceSeconds: 30", with: "graceSeconds: 0").utf8), to: "rig.yaml")
      let jobs = try lab.submit(1)
      let daemon = try lab.start()
      #expect(try await lab.wait(within: .seconds(60)) { $0[.building, default: 0] > 0 })
      await lab.stop(daemon)
      let job = try lab.job(jobs[0])
      #expect([.queued, .done].contains(job.state))
      #expect(job.lease == nil)
      await lab.home.expectNoSurvivors()
    }
  }

  @Test func cancellingReachesTheBoard() async throws {
    try await LabHome.with(boards: ["v1, virtual: true, faults: [silent]"]) { lab in
      let jobs = try lab.submit(2)
      let daemon = try lab.start()
      #expect(
        try await lab.wait(within: .seconds(60)) {
          $0[.flashing, default: 0] + $0[.measuring, default: 0] > 0
        })
      try lab.withStore { store in
        for job in jobs { _ = try store.cancel(job, now: LabHome.now) }
      }
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(20)))
      #expect(try lab.counts()[.cancelled] == 2)
      await lab.stop(daemon)
      await lab.home.expectNoSurvivors()
    }
  }

  @Test func aSecondDaemonOnOneStoreIsRefused() async throws {
    try await LabHome.with(boards: LabHome.virtual(1)) { lab in
      let jobs = try lab.submit(1)
      let daemon = try lab.start()
      #expect(try await lab.wait(within: .seconds(60)) { $0[.queued, default: 0] == 0 })
      let second = try await lab.start().outcome(within: .seconds(20))
      #expect(second.status == 1)
      #expect(second.errors.contains("another lab, process \(daemon.processID)"))
      #expect(second.errors.contains("try: "))
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(60)))
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
    }
  }

  @Test func aBrokenModelFailsWithoutAnotherAttempt() async throws {
    try await LabHome.with(boards: LabHome.virtual(1)) { lab in
      let id = try lab.withStore { store in
        let sha256 = try store.models.keep(Array("no model".utf8))
        return try store.submit(
          JobSubmission(
            JobSpecification(modelSHA256: sha256, modelName: "broken", board: "stm32f746g"),
            submitter: "tester"), now: LabHome.now
        ).job.id
      }
      let daemon = try lab.start()
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(60)))
      await lab.stop(daemon)
      let job = try lab.job(id)
      #expect((job.state, job.attempt) == (.failed, 1))
      #expect(job.failure?.failureClass == "model")
    }
  }

  @Test func checksTheRigWithoutStarting() async throws {
    let examples = URL(filePath: LabHome.modelPath).deletingLastPathComponent()
      .deletingLastPathComponent()
    try await Sandbox.with { home in
      let outcome = try await ProgramRun(
        "mcubenchd", ["--rig", examples.appending(path: "rig.yaml").path, "--check"],
        in: home.directory, environment: home.environment
      ).outcome(within: .seconds(30))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("suite arrival: 30 jobs, when the daemon starts"))
      #expect(outcome.output.contains("suite nightly: 5 jobs, next at "))
      #expect(!FileManager.default.fileExists(atPath: home.store))
    }
  }

  @Test func makesATokenThatTheRigTakes() async throws {
    try await Sandbox.with { home in
      let outcome = try await ProgramRun(
        "mcubenchd", ["token", "--name", "ci", "--role", "submit"], in: home.directory,
        environment: home.environment
      ).outcome(within: .seconds(30))
      #expect(outcome.status == 0)
      let entry = try #require(outcome.output.firstMatch(of: /\{name: ci.*\}/)).0
      let rig = try home.write(
        Array(
          "boards: [{name: v, board: stm32f746g, virtual: true}]\nservice: {tokens: [\(entry)]}"
            .utf8), to: "rig.yaml")
      let check = try await ProgramRun(
        "mcubenchd", ["--rig", rig, "--check"], in: home.directory, environment: home.environment
      ).outcome(within: .seconds(30))
      #expect(check.status == 0, "\(check.errors)")
    }
  }
}
