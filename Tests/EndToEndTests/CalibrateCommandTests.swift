import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `calibrate` as a process, on virtual boards.
@Suite struct CalibrateCommandTests {
  /// A sweep of seconds: four firmwares, the last of them chosen by the fits of the first.
  private static let tiny = [
    "calibrate", "--board", "stm32f746g", "--on", "simulator", "--shapes", "7",
    "--firmware-layers", "2",
  ]

  private func table(_ home: Sandbox) throws -> String {
    try String(
      contentsOfFile: home.directory + "/data/mcubench/tables/stm32f746g.json", encoding: .utf8)
  }

  /// The table without the moment at which its calibration began.
  private func undated(_ table: String) -> String {
    table.replacing(/"created":\{"unix_milliseconds":\d+\}/, with: "")
  }

  private func created(_ table: String) -> String? {
    table.firstMatch(of: /"created":\{"unix_milliseconds":(\d+)\}/).map { String($0.1) }
  }

  private func kill(_ run: ProgramRun, once text: String) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while !run.errorsSoFar.contains(text), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(1))
    }
    run.send(signal: SIGKILL)
    #expect(await run.outcome(within: .seconds(10)).status == -SIGKILL)
  }

  @Test func endsWithTheSameTableWhenItIsKilled() async throws {
    let whole = try await Sandbox.with { home in
      let outcome = try await home.run(Self.tiny)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("firmware 1: 2 of 7 shapes, no error figure yet"))
      #expect(outcome.errors.contains("7 of 7 shapes"))
      #expect(outcome.output.contains("  Evidence  simulated (m7 v"))
      #expect(outcome.output.contains("  Shapes    7, chosen from seed 7\n"))
      let text = try table(home)
      #expect(text.contains("\"evidence\":\"simulated\""))
      #expect(text.contains("\"timing_model\":{\"name\":\"m7\""))
      let path = home.directory + "/data/mcubench/tables/stm32f746g.json"
      let shown = try await home.run(["table", "show", path])
      #expect(shown.status == 0)
      #expect(outcome.output.hasPrefix(shown.output))
      let predicted = try await home.run([
        "predict", Example.model, "--board", "stm32f746g", "--table", path,
      ])
      #expect(!predicted.errors.contains("other kernels"))
      return text
    }
    try await Sandbox.with { home in
      try await kill(home.start(Self.tiny), once: "firmware 1: ")
      await home.expectNoSurvivors()
      let refused = try await home.run(Self.tiny + ["--seed", "9"])
      #expect(refused.status == 2)
      #expect(refused.errors.contains("is of something else: --seed: 7 then, 9 now\n"))
      #expect(refused.errors.contains("--restart, which keeps the old samples stored"))
      let short = try await home.run(Self.tiny + ["--budget-minutes", "0.001", "--quiet"])
      #expect(short.status == 0, "\(short.errors)")
      #expect(short.output.contains("  Budget    spent with "))
      let begun = try #require(created(try table(home)))
      let resumed = try await home.run(Self.tiny)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.errors.contains("going on with the calibration of "))
      #expect(!resumed.errors.contains("firmware 1: "))
      let text = try table(home)
      #expect(undated(text) == undated(whole))
      #expect(created(text) == begun)
    }
  }

  @Test func leavesAMeasuredTableInItsPlace() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/data/mcubench/tables"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let measured = """
        {
        "fits": {},
        "layer_overhead_cycles": 0,
        "origin": {"board":"stm32f746g","clock_hertz":216000000,"compiler":"gcc","created":\
        {"unix_milliseconds":0},"evidence":"measured","kernel_hash":"0123456789ab",\
        "kernel_set":"dsp","seed":1},
        "samples": [],
        "schema": "mcubench.latency-table/1",
        "shape_count": 0
        }

        """
      try Data(measured.utf8).write(to: URL(filePath: folder + "/stm32f746g.json"))
      let outcome = try await home.run(Self.tiny)
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.contains("is a measured table; a simulated one does not take its place"))
      #expect(outcome.errors.contains("try: name another file with --output"))
      #expect(try table(home) == measured)
    }
  }

  @Test(arguments: [
    (["--board", "nosuchboard"], 2, "nosuchboard"),
    (
      ["--board", "stm32f746g", "--port", "/dev/null"], 2, "--port without --probe flashes nothing"
    ),
    (["--board", "stm32f746g", "--shapes", "0"], 2, "--shapes takes a number from 1"),
    (["--board", "stm32f746g", "--budget-minutes", "0"], 2, "--budget-minutes takes a number"),
    (["--board", "stm32f746g", "--on", "hardware"], 1, "probe"),
    (
      ["--board", "stm32f746g", "--on", "simulator", "--output", "/nonexistent/t.json"], 1,
      "cannot write /nonexistent/t.json"
    ),
  ])
  func saysWhatIsWrong(arguments: [String], status: Int32, text: String) async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(["calibrate"] + arguments)
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(outcome.errors.contains(text), "\(outcome.errors)")
      #expect(outcome.output == "")
    }
  }

  @Test func saysThatThereIsNoCompilerBeforeItPlansAnything() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(Self.tiny, environment: ["PATH": home.directory])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: arm-none-eabi-gcc is not installed"))
      #expect(!outcome.errors.contains("to choose from"))
    }
  }

  @Test func saysThatTheTimeIsTooShortForOneFirmware() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(Self.tiny + ["--budget-minutes", "0.001"])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("are too few to measure one firmware"))
      #expect(outcome.errors.contains("try: give a larger --budget-minutes"))
      await home.expectNoSurvivors()
    }
  }
}
