import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// Ctrl-C at every stage: processes and pseudo-terminals are gone afterwards, the store is whole.
@Suite struct InterruptTests {
  /// The first words of the stages that `--verbose` prints when they have ended; the signal comes in
  /// the stage after.
  @Test(arguments: [
    "", "reading", "planning", "generating", "building", "starting", "shaking", "measuring",
  ])
  func leavesNothingBehindWhenInterruptedAfter(_ stage: String) async throws {
    try await Sandbox.with { home in
      let run = try home.start(Example.run + ["--verbose", "--runs", "100"])
      let deadline = ContinuousClock.now + .seconds(60)
      while !stage.isEmpty, !run.errorsSoFar.contains(stage), ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(1))
      }
      run.send(signal: SIGINT)
      try await expectCleanEnd(of: run, in: home)
    }
  }

  @Test func leavesNothingBehindAtAnyMoment() async throws {
    try await Sandbox.with { home in
      let whole = try await home.run(Example.run)
      #expect(whole.status == 0)
      let steps = TestPrograms.isLong ? 60 : 8
      for step in 0..<steps {
        let run = try home.start(Example.run)
        try await Task.sleep(for: whole.duration * step / steps)
        run.send(signal: step.isMultiple(of: 2) ? SIGINT : SIGTERM)
        try await expectCleanEnd(of: run, in: home)
      }
      #expect(try await home.run(Example.run).status == 0)
    }
  }

  @Test func aKilledProgramTakesItsBoardAlong() async throws {
    try await Sandbox.with { home in
      let run = try home.start(Example.run + ["--verbose", "--runs", "1000"])
      let deadline = ContinuousClock.now + .seconds(60)
      while !run.errorsSoFar.contains("shaking"), ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(1))
      }
      run.send(signal: SIGKILL)
      #expect(await run.outcome(within: .seconds(10)).status == -SIGKILL)
      await home.expectNoSurvivors()
      #expect(try await home.run(Example.run).status == 0)
      #expect(try await home.history().count == 1)
    }
  }

  private func expectCleanEnd(of run: ProgramRun, in home: Sandbox) async throws {
    let outcome = await run.outcome(within: .seconds(60))
    #expect(!outcome.isOverdue)
    // A signal may come before the program listens, or after the work is done.
    #expect([0, 1, -SIGINT, -SIGTERM].contains(outcome.status), "\(outcome.errors)")
    if outcome.status == 1 {
      #expect(outcome.errors.contains("error: interrupted"))
      #expect(outcome.errors.contains("\ntry: "))
    }
    await home.expectNoSurvivors()
    if FileManager.default.fileExists(atPath: home.store) {
      for line in try await home.history() {
        let shown = try await home.run(["show", try #require(line["run_id"] as? String)])
        #expect(shown.status == 0)
      }
    }
  }
}
