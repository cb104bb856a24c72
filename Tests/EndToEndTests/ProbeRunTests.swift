import Foundation
import MCUBenchTestSupport
import Testing

/// The way of a real board, which the program must still call a virtual one: OpenOCD flashes, the
/// serial line answers.
@Suite(.enabled(if: StockTool.openOCD != nil, "openocd is not installed"))
struct ProbeRunTests {
  private static let run = ["run", Example.model, "--board", "stm32f746g"]

  private func document(_ outcome: ProgramOutcome) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
      "\(outcome.errors)")
  }

  private func flashing(_ outcome: ProgramOutcome) throws -> [String] {
    try RunReport(outcome).flashing
  }

  @Test func measuresOverAProbeAndCallsItSimulated() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(["--serial", "BENCH7"], in: home) { board in
        let csv = home.directory + "/layers.csv"
        let outcome = try await home.run(Self.run + board.flags + ["--json", "-", "--csv", csv])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let run = try document(outcome)
        #expect(run["evidence"] as? String == "simulated")
        let model = try #require(run["timing_model"] as? [String: Any])
        #expect(model["name"] as? String == "m7")
        #expect(model["version"] as? String == "1")
        let record = try #require(run["board"] as? [String: Any])
        // The unique id spells MCUBVIRT: the chip says what it is whatever it hangs on.
        #expect((record["uid"] as? String)?.hasPrefix("4d43554256495254") == true)
        #expect(record["port"] as? String == board.port)
        #expect((record["flash_tool"] as? String)?.hasPrefix("Open On-Chip Debugger") == true)
        let probe = try #require(record["probe"] as? [String: Any])
        #expect(probe["kind"] as? String == "st-link server")
        #expect(probe["path"] as? String == board.probe)
        #expect(try flashing(outcome).last == "plain")
        let method = try #require(run["method"] as? [String: Any])
        #expect(method["probe_state"] as? String == "attached, not connected")
        let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0["evidence"] == "simulated" })
      }
      await home.expectNoSurvivors()
    }
  }

  @Test func countsTheSameCyclesOverAProbeAsWithout() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(in: home) { board in
        let flashed = try await home.run(Self.run + board.flags + ["--json", "-"])
        let direct = try await home.run(Self.run + ["--on", "simulator", "--json", "-"])
        func median(_ outcome: ProgramOutcome) throws -> Double? {
          let timing = try document(outcome)["timing"] as? [String: Any]
          return (timing?["clean"] as? [String: Any])?["median_cycles"] as? Double
        }
        let cycles = try #require(try median(flashed))
        #expect(try median(direct) == cycles)
      }
    }
  }

  @Test func flashesABoardThatRunsTheImageOnlyWhereItIsToldTo() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(in: home) { board in
        let run = Self.run + board.flags + ["--json", "-"]
        #expect(try flashing(await home.run(run)).last == "plain")
        let second = try await home.run(run)
        #expect(second.status == 0, "\(second.errors)")
        #expect(try flashing(second) == ["ask the board"])
        let third = try await home.run(run + ["--reflash"])
        #expect(try flashing(third) == ["plain"])
        let table = try await home.run(Self.run + board.flags + ["--verbose"])
        #expect(table.output.contains("Flashing  none, the board ran this image already"))
        #expect(table.errors.contains("it runs this image already and was reset"))
        let other = try await PatchedBoard.build(Example.largeModel, in: home)
        let flashed = try await home.run(
          ["flash", other, "--board", "stm32f746g", "--probe", board.probe])
        #expect(flashed.status == 0, "\(flashed.errors)")
        #expect(try flashing(await home.run(run)) == ["ask the board", "plain"])
      }
    }
  }

  @Test func climbsToTheRungThatHelpsAndStoresTheWay() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(["--fault", "weak-flash=1"], in: home) { board in
        let outcome = try await home.run(Self.run + board.flags + ["--json", "-", "--verbose"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try flashing(outcome) == ["plain", "plain again"])
        #expect(outcome.errors.contains("what the flash holds is not what was written"))
      }
    }
  }

  @Test func cyclesThePowerByTheCommandOfTheRig() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(["--fault", "probe-gone-at=erase"], in: home) { board in
        let rig = try rig(
          of: board, in: home, more: "powerCycle: [kill, -USR1, '\(board.processID)']")
        let outcome = try await home.run(
          Self.run + ["--rig", rig, "--probe", "bench", "--json", "-"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try flashing(outcome).last == "power cycle")
      }
    }
  }

  @Test func givesUpWithEveryStepAndAClass() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(["--fault", "target-silent"], in: home) { board in
        let outcome = try await home.run(Self.run + board.flags)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("\nclass: flash\ntry: "))
        for rung in ["plain, as", "under reset, as", "mass erase, as"] {
          #expect(outcome.errors.contains("  \(rung) "), "\(outcome.errors)")
        }
        #expect(try await home.history().isEmpty)
      }
      await home.expectNoSurvivors()
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func leavesNothingBehindWhenItEndsWhileItFlashes(signal: Int32) async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(["--fault", "slow-probe=200"], in: home) { board in
        let run = try home.start(Self.run + board.flags)
        // OpenOCD's own words for the board: this program writes them otherwise.
        let words = board.probe.replacing(":", with: " ")
        let deadline = ContinuousClock.now + .seconds(60)
        while ProcessList.processes(holding: words).isEmpty, ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(5))
        }
        run.send(signal: signal)
        let outcome = await run.outcome(within: .seconds(20))
        #expect(outcome.status == (signal == SIGKILL ? -SIGKILL : 1), "\(outcome.errors)")
        #expect(await ProcessList.survivors(holding: words, within: .seconds(5)) == [])
      }
      await home.expectNoSurvivors()
      #expect(try await home.history().isEmpty)
    }
  }

  @Test func keepsASecondRunAwayFromTheSameBoard() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(in: home) { board in
        let first = try home.start(Self.run + board.flags + ["--verbose", "--runs", "60"])
        let deadline = ContinuousClock.now + .seconds(60)
        while !first.errorsSoFar.contains("shaking"), ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(1))
        }
        let second = try await home.run(Self.run + board.flags + ["--reflash"])
        #expect(second.status == 1)
        #expect(second.errors.contains("cannot open the serial port"), "\(second.errors)")
        #expect(second.errors.contains("class: probe"))
        let outcome = await first.outcome(within: .seconds(120))
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
    }
  }

  @Test func refusesAnotherChipThanTheRigSays() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(in: home) { board in
        let rig = try rig(of: board, in: home, more: "uniqueID: '0123456789abcdef01234567'")
        let outcome = try await home.run(
          Self.run + ["--probe", "bench"], environment: ["MCUBENCH_RIG": rig])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("the rig file says 0123456789abcdef01234567"))
        #expect(outcome.errors.contains("class: probe"))
        #expect(try await home.history().isEmpty)
      }
    }
  }

  private func rig(of board: ServedBoard, in home: Sandbox, more: String) throws -> String {
    let text = """
      boards:
        - name: bench
          board: stm32f746g
          probe: \(board.probe)
          port: \(board.port)
          \(more)

      """
    return try home.write(Array(text.utf8), to: "rig.yaml")
  }

  @Test func needsAPortWhereTheProbeIsAServer() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(Self.run + ["--probe", "tcp:1"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("class: probe"))
      #expect(outcome.errors.contains("try: name the board's serial port with --port DEV"))
    }
  }

  @Test(arguments: [
    ["--on", "simulator", "--probe", "x"], ["--on", "simulator", "--reflash"],
    ["--on", "hardware", "--vboard-fault", "silent"], ["--probe", "tcp:x"],
    ["--rig", "/nowhere/rig.yaml"],
  ])
  func refusesFlagsThatContradictEachOther(_ flags: [String]) async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(Self.run + flags)
      #expect(outcome.status == 2, "\(outcome.errors)")
      #expect(outcome.errors.contains("\ntry: "))
    }
  }

  @Test func saysThatAVirtualBoardRunsWhereNoProbeIsAttached() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(Self.run)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.hasPrefix("running on a virtual stm32f746g: "))
    }
  }
}
