import Foundation
import MCUBenchTestSupport
import Testing

/// A virtual board that misbehaves, and what the user gets.
@Suite struct BoardFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// What `mcubench-vboard --fault` is told.
    let fault: String
    /// Words of the error.
    let words: String
    var testDescription: String { fault }
  }

  @Test(arguments: [
    Case(fault: "silent", words: "the board said nothing"),
    Case(fault: "garbage", words: "no frame among them"),
    Case(fault: "reset-after-bytes=500", words: "the board was reset"),
    Case(fault: "close-after-bytes=500", words: "the line hung up"),
  ])
  func endsTheRunAndKeepsTheStore(_ example: Case) async throws {
    try await Sandbox.with { home in
      #expect(try await home.run(Example.run).status == 0)
      let before = try await home.history()
      #expect(before.count == 1)
      let outcome = try await home.run(Example.run + ["--vboard-fault", example.fault])
      expectFailure(outcome, saying: example.words)
      #expect(outcome.output == "")
      #expect(try await home.history() as NSArray == before as NSArray)
      await home.expectNoSurvivors()
    }
  }

  @Test(arguments: ["drop-tx=211", "corrupt-tx=397", "drop-rx=997"])
  func asksAgainForWhatALineLoses(_ fault: String) async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(Example.run + ["--vboard-fault", fault])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("equals the host reference"))
      await home.expectNoSurvivors()
    }
  }

  @Test func reportsTheRegistersOfAFault() async throws {
    try await Sandbox.with { home in
      let broken = try BrokenKernel.undefined.home(in: home)
      let outcome = try await home.run(Example.run, environment: ["MCUBENCH_HOME": broken])
      expectFailure(outcome, saying: "fault")
      #expect(outcome.errors.contains("0x08"), "no program counter")
      #expect(try await home.history().isEmpty)
      await home.expectNoSurvivors()
    }
  }

  @Test func neverShowsTheCyclesOfAWrongOutput() async throws {
    try await Sandbox.with { home in
      let broken = try BrokenKernel.returning.home(in: home)
      let csv = home.directory + "/layers.csv"
      let outcome = try await home.run(
        Example.run + ["--csv", csv], environment: ["MCUBENCH_HOME": broken])
      expectFailure(outcome, saying: "differ")
      let run = try #require(try await home.history().first)
      #expect(run["validity"] as? String == "invalid_output")
      #expect(run["clean_median_cycles"] == nil)
      #expect(run["time_us"] == nil)
      let shown = try await home.run(["show", try #require(run["run_id"] as? String)])
      #expect(shown.output.contains("WRONG"))
      #expect(!shown.output.contains("Latency"))
      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
      #expect(!rows.isEmpty)
      #expect(rows.allSatisfy { $0["cycles_median"] == "" && $0["valid"] == "false" })
      await home.expectNoSurvivors()
    }
  }

  @Test func refusesABoardThatRunsAnotherBuild() async throws {
    try await Sandbox.with { home in
      let image = try await PatchedBoard.build(Example.largeModel, in: home)
      let board = try PatchedBoard.script(in: home, starting: image)
      let outcome = try await home.run(Example.run, environment: ["MCUBENCH_VBOARD": board])
      expectFailure(outcome, saying: "the firmware is build ")
      #expect(try await home.history().isEmpty)
      await home.expectNoSurvivors()
    }
  }

  private func expectFailure(_ outcome: ProgramOutcome, saying words: String) {
    #expect(outcome.status == 1)
    #expect(!outcome.isOverdue)
    #expect(outcome.errors.contains("error: "))
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errors.contains("\ntry: "))
  }
}
