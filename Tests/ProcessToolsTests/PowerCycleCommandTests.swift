import Failures
import MCUBenchTestSupport
import ProcessTools
import Testing

/// The user's own command, with scripts in its place.
@Suite(.timeLimit(.minutes(1)))
struct PowerCycleCommandTests {
  @Test func runsTheCommandWithItsArguments() async throws {
    let script = try Script("test \"$1 $2\" = '-l 1-2'")
    try await PowerCycleCommand([script.path, "-l", "1-2"], searchPath: []).run()
    let refused = PowerCycleCommand([script.path, "-l", "1-3"], searchPath: [])
    let error = await #expect(throws: PowerCycleError.self) { try await refused.run() }
    #expect(error?.ending == "ended with exit status 1")
  }

  @Test func findsTheCommandOnTheSearchPath() async throws {
    try await PowerCycleCommand(["true"], searchPath: ["/nowhere", "/usr/bin", "/bin"]).run()
    let error = await #expect(throws: PowerCycleError.self) {
      try await PowerCycleCommand(["no-such-command"], searchPath: ["/usr/bin"]).run()
    }
    #expect(error?.ending == "is no program that can be run")
    #expect(error?.failureClass == .probe)
  }

  @Test func keepsWhatAFailedCommandSaid() async throws {
    let script = try Script("echo 'No compatible devices detected!' >&2; exit 1")
    let error = await #expect(throws: PowerCycleError.self) {
      try await PowerCycleCommand([script.path], searchPath: []).run()
    }
    #expect(error?.lastLines == ["No compatible devices detected!"])
    #expect(error?.remedy?.contains("powerCycle") == true)
  }

  @Test func endsACommandThatHangs() async throws {
    let script = try Script("echo waiting; sleep 1000")
    let error = await #expect(throws: PowerCycleError.self) {
      try await PowerCycleCommand([script.path], searchPath: [], limit: .milliseconds(300)).run()
    }
    #expect(error?.ending.hasPrefix("did not end in") == true)
    #expect(await ProcessList.survivors(holding: script.path, within: .seconds(5)) == [])
  }
}
