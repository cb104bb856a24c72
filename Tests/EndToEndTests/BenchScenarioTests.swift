import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// What happens around a run on a bench: other boards, other firmware, tools that are killed.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"),
  .enabled(if: TestPrograms.hasOnPath("openocd"), "openocd is not installed"),
  .timeLimit(.minutes(10)))
struct BenchScenarioTests {
  private static let run = ["run", Example.model, "--board", "stm32f746g", "--on", "hardware"]

  private static func bench(
    _ boards: [VirtualBench.Wish],
    _ work: (_ home: Sandbox, _ bench: VirtualBench) async throws -> Void
  ) async throws {
    try await Sandbox.with { home in
      let bench = try VirtualBench(boards, in: home.directory)
      defer { bench.end() }
      try await work(home, bench)
    }
  }

  private static func board(_ document: [String: Any]) -> [String: Any] {
    document["board"] as? [String: Any] ?? [:]
  }

  @Test func twoBoardsAreFlashedAndMeasuredAtTheSameTime() async throws {
    let serials = ["066FAA", "066FBB"]
    try await Self.bench(serials.map { .init(["--serial", $0]) }) { home, bench in
      // One bus, two programs on it.
      let program = TestPrograms.directory.appending(path: "mcubench").path
      let words = Self.run.map { "'\($0)'" }.joined(separator: " ")
      let script = """
        '\(program)' \(words) --json - --probe 066FAA >first.json & first=$!
        '\(program)' \(words) --json - --probe 066FBB >second.json & second=$!
        wait $first && wait $second
        """
      let outcome = try await bench.run(
        "/bin/sh", ["-c", script], environment: home.environment, within: .seconds(240))
      #expect(outcome.status == 0, "\(outcome.errors)")
      var chips: Set<String> = []
      for (file, serial) in zip(["first.json", "second.json"], serials) {
        let bytes = try #require(
          FileManager.default.contents(atPath: "\(home.directory)/\(file)"))
        let run = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        let probe = Self.board(run)["probe"] as? [String: Any]
        #expect(probe?["serial"] as? String == serial)
        chips.insert(try #require(Self.board(run)["uid"] as? String))
      }
      #expect(chips.count == 2)
      #expect(try await home.history().count == 2)
    }
  }

  @Test func boardWithOtherFirmwareIsFlashedAndSaysSo() async throws {
    try await Self.bench([.init()]) { home, bench in
      for (model, words) in [
        (Example.largeModel, "programmed"), (Example.model, "it runs another image"),
        (Example.model, "it runs this image already"),
      ] {
        let arguments = ["run", model] + Self.run.dropFirst(2) + ["--verbose", "--runs", "1"]
        let outcome = try await bench.run(
          "mcubench", arguments, environment: home.environment, within: .seconds(240))
        #expect(outcome.status == 0, "\(outcome.errors)")
        if words != "programmed" { #expect(outcome.errors.contains(words), "\(outcome.errors)") }
      }
    }
  }

  /// Firmware that is what was built and flashed, and fails in a kernel.
  @Test(arguments: [
    (BrokenKernel.undefined, "boot protocol flash", "fault"),
    (BrokenKernel.hanging, "timeout", "said nothing"),
  ])
  func firmwareThatFaultsOrHangsEndsTheRun(
    kernel: BrokenKernel, classes: String, words: String
  ) async throws {
    try await Sandbox.with { home in
      let broken = try kernel.home(in: home)
      let bench = try VirtualBench([.init([])], in: home.directory)
      defer { bench.end() }
      let outcome = try await bench.run(
        "mcubench", Self.run,
        environment: home.environment.merging(["MCUBENCH_HOME": broken]) { _, new in new },
        within: .seconds(180))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(
        classes.split(separator: " ").contains { outcome.errors.contains("\nclass: \($0)\n") },
        "\(outcome.errors)")
      #expect(try await home.history().isEmpty)
    }
  }

  /// Ends OpenOCD in the middle of its work, and once more for each signal.
  @Test(arguments: [SIGTERM, SIGKILL]) func killedOpenOCDIsStartedAgain(signal: Int32) async throws
  {
    try await Self.bench([.init(["--fault", "slow-probe=2"])]) { home, bench in
      let run = try bench.start(
        "mcubench", Self.run + ["--verbose"], environment: home.environment)
      let deadline = ContinuousClock.now + .seconds(30)
      var tool: Int32?
      while tool == nil, ContinuousClock.now < deadline {
        tool = Self.processes(running: "interface/stlink.cfg", in: home).first
        try await Task.sleep(for: .milliseconds(5))
      }
      kill(try #require(tool), signal)
      let outcome = await run.outcome(within: .seconds(120))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("under reset"), "\(outcome.errors)")
    }
  }

  @Test func killedRunLeavesNeitherToolNorLock() async throws {
    try await Self.bench([.init(["--fault", "slow-probe=2"])]) { home, bench in
      let run = try bench.start("mcubench", Self.run, environment: home.environment)
      let deadline = ContinuousClock.now + .seconds(30)
      while Self.processes(running: "interface/stlink.cfg", in: home).isEmpty,
        ContinuousClock.now < deadline
      {
        try await Task.sleep(for: .milliseconds(5))
      }
      for process in Self.processes(running: "/mcubench", in: home) { kill(process, SIGKILL) }
      let killed = await run.outcome(within: .seconds(20))
      #expect(killed.status != 0)
      let goneBy = ContinuousClock.now + .seconds(5)
      while !Self.processes(running: "interface/stlink.cfg", in: home).isEmpty,
        ContinuousClock.now < goneBy
      {
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(Self.processes(running: "interface/stlink.cfg", in: home).isEmpty)
      let next = try await bench.run(
        "mcubench", Self.run, environment: home.environment, within: .seconds(120))
      #expect(next.status == 0, "\(next.errors)")
    }
  }

  /// Processes of this home with such words on their command line, the bus's own left out.
  private static func processes(running words: String, in home: Sandbox) -> [Int32] {
    ProcessList.processes(holding: home.directory).filter { process in
      let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      let line = String(decoding: bytes, as: UTF8.self)
      return line.contains(words)
        && !["fake-usb-bus", "mcubench-vboard"].contains {
          line.prefix { $0 != "\0" }.hasSuffix($0)
        }
    }
  }
}
