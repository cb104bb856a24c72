import Foundation
import MCUBenchTestSupport
import Testing

/// Runs over USB on boards, probes and lines that misbehave: each completes with the right result, or
/// fails in time with its class, and leaves nothing behind.
///
/// Prints what it tried as a table.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"),
  .enabled(if: TestPrograms.hasOnPath("openocd"), "openocd is not installed"),
  .timeLimit(.minutes(30)))
struct FaultTableTests {
  private static let run = [
    "run", Example.model, "--board", "stm32f746g", "--on", "hardware", "--verbose",
  ]

  @Test func everyFaultEndsAsItShould() async throws {
    var table = FaultTable()
    let rates = TestPrograms.isLong ? ["1e-5", "1e-4", "1e-3", "1e-2"] : ["1e-3", "1e-2"]
    for fault in TriedFault.board + TriedFault.probe + TriedFault.line(rates: rates) {
      try await Sandbox.with { home in
        let bench = try VirtualBench([.init(fault.board)], in: home.directory)
        defer { bench.end() }
        var arguments = Self.run + fault.run
        if fault.canPowerCycle {
          let rig = Self.rig(switching: bench.boards[0].processID)
          arguments += ["--rig", try home.write(Array(rig.utf8), to: "rig.yaml")]
        }
        let outcome = try await bench.run(
          "mcubench", arguments, environment: home.environment, within: fault.limit + .seconds(10))
        let problem = try await Self.problem(with: outcome, of: fault, in: home)
        await Self.expectNothingLeft(of: fault.name, bench, home)
        table.add(
          fault.name, problem ?? Self.words(of: outcome), outcome.duration,
          isRight: problem == nil)
        if let problem { Issue.record("\(fault.name): \(problem)\n\(outcome.errors)") }
      }
    }
    print(table.text)
  }

  /// A rig file whose only board is power-cycled by a signal to the virtual board.
  private static func rig(switching board: Int32) -> String {
    """
    boards:
      - name: bench
        board: stm32f746g
        usbPath: 1-1
        powerCycle: [kill, -USR1, "\(board)"]

    """
  }

  /// What is wrong with an outcome, or `nil` when it is as it should be.
  private static func problem(
    with outcome: ProgramOutcome, of fault: TriedFault, in home: Sandbox
  ) async throws -> String? {
    if outcome.isOverdue { return "did not end by itself" }
    if outcome.duration > fault.limit { return "took longer than \(fault.limit)" }
    switch fault.outcome {
    case .completes(let words):
      return try await problem(withRun: outcome, saying: words, in: home)
    case .fails(let classes, let words):
      return try await problem(withFailure: outcome, as: classes, saying: words, in: home)
    case .completesOrFails(let classes):
      return outcome.status == 0
        ? try await problem(withRun: outcome, saying: "", in: home)
        : try await problem(withFailure: outcome, as: classes, saying: "", in: home)
    }
  }

  private static func problem(
    withRun outcome: ProgramOutcome, saying words: String, in home: Sandbox
  ) async throws -> String? {
    guard outcome.status == 0 else { return "status \(outcome.status)" }
    guard outcome.output.contains("equals the host reference") else { return "no output check" }
    guard words.isEmpty || outcome.errors.contains(words) else {
      return "does not say \(words.debugDescription)"
    }
    guard let run = try await home.history().first else { return "no run is stored" }
    return run["evidence"] as? String == "simulated" ? nil : "its evidence is not simulated"
  }

  private static func problem(
    withFailure outcome: ProgramOutcome, as classes: [String], saying words: String,
    in home: Sandbox
  ) async throws -> String? {
    guard outcome.status == 1 else { return "status \(outcome.status)" }
    guard let found = Self.failureClass(of: outcome) else { return "no class" }
    guard classes.contains(found) else { return "class \(found)" }
    guard words.isEmpty || outcome.errors.contains(words) else {
      return "does not say \(words.debugDescription)"
    }
    guard outcome.errors.contains("\ntry: ") else { return "no next step" }
    return try await home.history().isEmpty ? nil : "a run is stored"
  }

  private static func failureClass(of outcome: ProgramOutcome) -> String? {
    outcome.errors.split(separator: "\n").first { $0.hasPrefix("class: ") }
      .map { String($0.dropFirst("class: ".count)) }
  }

  /// What a run came to, in a few words.
  private static func words(of outcome: ProgramOutcome) -> String {
    guard outcome.status != 0 else { return "completes" }
    let error = outcome.errors.split(separator: "\n").first { $0.hasPrefix("error: ") } ?? ""
    return "fails, class \(failureClass(of: outcome) ?? "none"): "
      + error.dropFirst("error: ".count).prefix(90)
  }

  /// Nothing but the virtual boards may still be there.
  private static func expectNothingLeft(
    of fault: String, _ bench: VirtualBench, _ home: Sandbox
  ) async {
    let boards = Set(bench.boards.map(\.processID))
    let deadline = ContinuousClock.now + .seconds(5)
    var left: [Int32] = []
    repeat {
      left = ProcessList.processes(holding: home.directory).filter { !boards.contains($0) }
      if left.isEmpty { return }
      try? await Task.sleep(for: .milliseconds(20))
    } while ContinuousClock.now < deadline
    Issue.record("\(fault): processes \(left) are still there")
  }
}
