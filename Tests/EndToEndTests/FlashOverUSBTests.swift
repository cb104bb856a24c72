import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `mcubench flash` and `monitor` find virtual boards on USB.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"),
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"), .timeLimit(.minutes(5)))
struct FlashOverUSBTests {
  /// Says `>` when it starts.
  private static let image = RunningBoard.echo.path

  private func flash(_ rest: [String] = []) -> [String] {
    ["flash", Self.image, "--board", "stm32f746g"] + rest
  }

  /// Directories of the program's own, away from the user's.
  private func places(in directory: String) -> [String: String?] {
    [
      "HOME": directory, "XDG_DATA_HOME": nil, "XDG_CACHE_HOME": nil, "XDG_CONFIG_HOME": nil,
      "MCUBENCH_RIG": nil, "MCUBENCH_CACHE": nil, "MCUBENCH_OPENOCD": nil,
    ]
  }

  @Test func theOnlyProbeNeedsNoName() async throws {
    try await VirtualBench.with { bench, directory in
      let outcome = try await bench.run(
        "mcubench", flash(), environment: places(in: directory))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("is on stm32f746g at \(bench.boards[0].ready.serial)\n"))
    }
  }

  @Test func severalProbesAreListedAndNoneIsTaken() async throws {
    let wishes = ["066FAA", "066FBB"].map { VirtualBench.Wish(["--serial", $0]) }
    try await VirtualBench.with(wishes) { bench, directory in
      let environment = places(in: directory)
      let refused = try await bench.run("mcubench", flash(), environment: environment)
      #expect(refused.status == 2)
      #expect(refused.errors.contains("066FAA") && refused.errors.contains("066FBB"))
      let absent = try await bench.run(
        "mcubench", flash(["--probe", "066FCC"]), environment: environment)
      #expect(absent.status == 2)
      #expect(absent.errors.contains("\nclass: probe\n"))
    }
  }

  @Test func twoProbesOfOneSerialAreToldApartByPlace() async throws {
    let wishes = [
      VirtualBench.Wish(["--serial", "066FAA"], plug: ["path=1-1"]),
      VirtualBench.Wish(
        ["--serial", "066FAA", "--unique-id-from", "another"], plug: ["path=1-2.3"]),
    ]
    try await VirtualBench.with(wishes) { bench, directory in
      let environment = places(in: directory)
      let refused = try await bench.run(
        "mcubench", flash(["--probe", "066FAA"]), environment: environment)
      #expect(refused.status == 2)
      #expect(refused.errors.contains("several probes have the serial"))
      let outcome = try await bench.run(
        "mcubench", flash(["--probe", "usb:1-2.3"]), environment: environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      // The second board runs the image, the first has none.
      for (place, text) in [("usb:1-2.3", ">"), ("usb:1-1", "")] {
        let said = try await heard(from: place, on: bench, environment)
        #expect(said == text, "\(place)")
      }
    }
  }

  /// What the board at `place` has sent, up to an interrupt that follows the first byte or a second.
  private func heard(
    from place: String, on bench: VirtualBench, _ environment: [String: String?]
  ) async throws -> String {
    let run = try bench.start(
      "mcubench", ["monitor", "--board", "stm32f746g", "--probe", place, "--raw"],
      environment: environment)
    let deadline = ContinuousClock.now + .seconds(30)
    while !run.errorsSoFar.contains("listening on"), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
    // A board that has nothing to say gives no event to wait for.
    let patience = ContinuousClock.now + .seconds(1)
    while run.outputSoFar.isEmpty, ContinuousClock.now < patience {
      try await Task.sleep(for: .milliseconds(5))
    }
    run.send(signal: SIGINT)
    return await run.outcome(within: .seconds(60)).output
  }

  @Test func aProbeThatAnotherProgramHasClaimedIsBusy() async throws {
    try await VirtualBench.with { bench, directory in
      let program = TestPrograms.directory.appending(path: "mcubench").path
      let script = """
        openocd -c 'gdb_port disabled; telnet_port disabled; tcl_port disabled' \\
          -f interface/stlink.cfg -f target/stm32f7x.cfg -c 'init; echo attached' 2>log &
        while ! grep -q attached log; do kill -0 $! || exit 99; done
        '\(program)' flash '\(Self.image)' --board stm32f746g
        status=$?
        kill $!
        wait
        exit $status
        """
      let outcome = try await bench.run(
        "/bin/sh", ["-c", script], environment: places(in: directory))
      #expect(outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("\nclass: probe\n"))
      #expect(
        outcome.errors.contains("the probe is in use by")
          || outcome.errors.contains("the probe is busy, or another program has it"),
        "\(outcome.errors)")
    }
  }

  @Test func aNodeOutOfReachIsNamed() async throws {
    try await VirtualBench.with([VirtualBench.Wish(plug: ["access=denied"])]) { bench, directory in
      let outcome = try await bench.run(
        "mcubench", flash(), environment: places(in: directory))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("may not be opened"))
      #expect(outcome.errors.contains("\nclass: probe\n"))
    }
  }
}
