import Foundation
import MCUBenchTestSupport
import Testing

/// A compiler that is missing, fails or never returns.
@Suite struct ToolchainFaultTests {
  /// The environment of a run that finds `script` as its compiler, or none, and no object built
  /// before.
  private func environment(_ home: Sandbox, _ script: String?) throws -> [String: String?] {
    let folder = home.directory + "/bin"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if let script { _ = try home.writeScript(script, to: "bin/arm-none-eabi-gcc") }
    return [
      "PATH": script == nil ? folder : folder + ":/usr/bin:/bin",
      "XDG_CACHE_HOME": home.directory + "/cache",
    ]
  }

  @Test func namesThePackageOfAMissingCompiler() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(Example.run, environment: try environment(home, nil))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: "))
      #expect(outcome.errors.contains("arm-none-eabi-gcc"))
      #expect(outcome.errors.contains("gcc-arm-none-eabi"))
      #expect(try await home.history().isEmpty)
    }
  }

  @Test func showsTheLastLinesOfAFailingCompiler() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        Example.run,
        environment: try environment(home, "echo 'cc1: all is lost' >&2\nexit 3"))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: "))
      #expect(outcome.errors.contains("cc1: all is lost"))
      #expect(outcome.errors.contains("\ntry: "))
      #expect(try await home.history().isEmpty)
    }
  }

  @Test(.enabled(if: TestPrograms.isLong, "waits for the limit of two minutes; MCUBENCH_LONG=1"))
  func endsACompilerThatNeverReturns() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        Example.run,
        environment: try environment(home, "trap '' TERM\nsleep 1000\nsleep 1000"),
        within: .seconds(400))
      #expect(outcome.status == 1)
      #expect(!outcome.isOverdue)
      #expect(outcome.errors.contains("error: "))
      #expect(outcome.errors.contains("\ntry: "))
      await home.expectNoSurvivors()
    }
  }

  @Test func anInterruptEndsTheCompilerToo() async throws {
    try await Sandbox.with { home in
      let run = try home.start(
        Example.run,
        environment: try environment(home, "echo > '\(home.directory)/begun'\nsleep 1000"))
      let deadline = ContinuousClock.now + .seconds(30)
      while !FileManager.default.fileExists(atPath: home.directory + "/begun"),
        ContinuousClock.now < deadline
      {
        try await Task.sleep(for: .milliseconds(5))
      }
      run.send(signal: SIGINT)
      let outcome = await run.outcome(within: .seconds(60))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: interrupted"))
      await home.expectNoSurvivors()
    }
  }
}
