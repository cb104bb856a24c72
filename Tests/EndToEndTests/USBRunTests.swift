import Foundation
import MCUBenchTestSupport
import Testing

/// Runs on a machine with boards on USB: the probe is found, the board flashed, its own port taken.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"),
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
  .enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"))
struct USBRunTests {
  private static let run = ["run", Example.model, "--board", "stm32f746g"]
  private static let two = [
    VirtualBench.Wish(["--serial", "066FAA"]),
    VirtualBench.Wish(["--serial", "066FBB"], plug: ["path=1-2.3"]),
  ]

  /// Runs `work` in a fresh home with these boards.
  private func with(
    _ wishes: [VirtualBench.Wish], others: [String] = [],
    _ work: (Sandbox, VirtualBench) async throws -> Void
  ) async throws {
    try await Sandbox.with { home in
      let bench = try VirtualBench(wishes, others: others, in: home.directory)
      do {
        try await work(home, bench)
      } catch {
        bench.end()
        throw error
      }
      bench.end()
      await home.expectNoSurvivors()
    }
  }

  private func report(
    _ flags: [String], _ home: Sandbox, _ bench: VirtualBench
  ) async throws -> RunReport {
    let outcome = try await home.run(Self.run + ["--json", "-"] + flags, on: bench)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try RunReport(outcome)
  }

  private func expectRefusal(
    _ flags: [String], status: Int32, saying words: [String], _ home: Sandbox,
    _ bench: VirtualBench
  ) async throws {
    let outcome = try await home.run(Self.run + flags, on: bench)
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains("\nclass: probe\ntry: "), "\(outcome.errors)")
    for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
  }

  @Test(arguments: ["V2J37M26", "V3J10"])
  func takesTheOnlyBoardThatIsAttached(version: String) async throws {
    try await with([VirtualBench.Wish(["--serial", "066FAA", "--probe-version", version])]) {
      home, bench in
      let report = try await report([], home, bench)
      #expect(report.evidence == "simulated")
      #expect(report.uniqueID.hasPrefix("4d43554256495254"))
      #expect(report.port == "/dev/ttyACM0")
      #expect(report.flashing == ["plain"])
      #expect(report.probe["kind"] == (version == "V3J10" ? "st-link/v3" : "st-link/v2-1"))
      #expect(report.probe["serial"] == "066FAA")
      #expect(report.probe["path"] == "1-1")
      #expect(report.probe["firmware"]?.hasPrefix(version.prefix(5)) == true)
      let millivolts = try #require(Int(report.probe["target_mv"] ?? ""))
      #expect((3200...3400).contains(millivolts))
    }
  }

  @Test func refusesTwoBoardsWithoutAChoiceAndListsBoth() async throws {
    try await with(Self.two) { home, bench in
      try await expectRefusal(
        [], status: 2,
        saying: [
          "2 probes are attached",
          "  st-link/v2-1, serial 066FAA, USB 1-1, /dev/ttyACM0, ready\n",
          "  st-link/v2-1, serial 066FBB, USB 1-2.3, /dev/ttyACM1, ready\n", "--probe SERIAL",
        ], home, bench)
      #expect(try await home.history().isEmpty)
    }
  }

  @Test func measuresTheBoardThatIsNamed() async throws {
    try await with(Self.two) { home, bench in
      let left = try await report(["--probe", "066FAA", "--on", "hardware"], home, bench)
      let right = try await report(["--probe", "066FBB"], home, bench)
      #expect(left.probe["serial"] == "066FAA")
      #expect(right.probe["serial"] == "066FBB")
      #expect(left.port == "/dev/ttyACM0")
      #expect(right.port == "/dev/ttyACM1")
      #expect(left.uniqueID != right.uniqueID)
      #expect(left.flashing == ["plain"])
      #expect(right.flashing == ["plain"])
      // By its place, and neither is flashed again.
      let again = try await report(["--probe", "usb:1-2.3"], home, bench)
      #expect(again.uniqueID == right.uniqueID)
      #expect(again.flashing == ["ask the board"])
      let reflashed = try await report(["--probe", "066FBB", "--reflash"], home, bench)
      #expect(reflashed.flashing == ["plain"])
    }
  }

  @Test func measuresTwoBoardsAtOnce() async throws {
    try await with(Self.two) { home, bench in
      let script = """
        "$0" "$@" --probe 066FAA --json left.json --verbose 2>left.txt >/dev/null & left=$!
        "$0" "$@" --probe 066FBB --json right.json --verbose 2>right.txt >/dev/null & right=$!
        wait $left; left=$?; wait $right; echo $left $?; cat left.txt right.txt >&2
        """
      let program = TestPrograms.directory.appending(path: "mcubench").path
      let outcome = try await bench.run(
        "/bin/sh", ["-c", script, program] + Self.run, environment: home.environment,
        within: .seconds(180))
      #expect(outcome.output == "0 0\n", "\(outcome.errors)")
      let runs = try ["left", "right"].map { name in
        String(
          decoding: try Data(contentsOf: URL(filePath: "\(home.directory)/\(name).json")),
          as: UTF8.self)
      }
      #expect(runs[0].contains("\"serial\": \"066FAA\""))
      #expect(runs[1].contains("\"serial\": \"066FBB\""))
      #expect(try await home.history().count == 2)
    }
  }

  @Test func tellsTwoProbesOfOneSerialApartByTheirPlaces() async throws {
    let wishes = ["left", "right"].map {
      VirtualBench.Wish(["--serial", "066FAA", "--unique-id-from", $0])
    }
    try await with(wishes) { home, bench in
      try await expectRefusal(
        ["--probe", "066FAA"], status: 2, saying: ["several probes have the serial", "usb:"],
        home, bench)
      let left = try await report(["--probe", "usb:1-1"], home, bench)
      let right = try await report(["--probe", "usb:1-2"], home, bench)
      #expect(left.uniqueID != right.uniqueID)
      #expect(left.port == "/dev/ttyACM0")
      #expect(right.port == "/dev/ttyACM1")
    }
  }

  @Test func refusesWhatTheRigAndTheBenchDoNotAgreeOn() async throws {
    try await with(Self.two) { home, bench in
      let rig = try home.write(
        Array(
          """
          boards:
            - {name: left, board: stm32f746g, probe: 066FAA, usbPath: 1-1}
            - {name: moved, board: stm32f746g, probe: 066FBB, usbPath: 1-9}

          """.utf8), to: "rig.yaml")
      let named = ["--rig", rig, "--probe"]
      try await expectRefusal(
        named + ["moved"], status: 2, saying: ["USB 1-9", "USB 1-2.3"], home, bench)
      try await expectRefusal(
        ["--probe", "066FAA", "--port", "/dev/ttyACM1"], status: 2,
        saying: ["/dev/ttyACM1 is the port of another probe", "066FBB"], home, bench)
      let left = try await report(named + ["left"], home, bench)
      #expect(left.probe["serial"] == "066FAA")
    }
  }

  @Test func cyclesThePowerOfAProbeThatWentAway() async throws {
    try await with([VirtualBench.Wish(["--fault", "probe-gone-at=program"])]) { home, bench in
      let rig = try home.write(
        Array(
          """
          boards:
            - name: bench
              board: stm32f746g
              usbPath: 1-1
              powerCycle: [kill, -USR1, '\(bench.boards[0].processID)']

          """.utf8), to: "rig.yaml")
      let report = try await report(["--rig", rig], home, bench)
      #expect(report.flashing == ["plain", "wait for the probe", "power cycle"])
      #expect(report.port == "/dev/ttyACM0")
    }
  }

  @Test func givesUpOnAProbeThatWentAwayForGood() async throws {
    try await with([VirtualBench.Wish(["--fault", "probe-gone-at=erase"])]) { home, bench in
      let outcome = try await home.run(Self.run, on: bench)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("\nclass: flash\ntry: "), "\(outcome.errors)")
      #expect(outcome.errors.contains("wait for the probe"))
      #expect(outcome.duration < .seconds(60))
      #expect(try await home.history().isEmpty)
    }
  }

  @Test func saysWhyAProbeMayNotBeOpened() async throws {
    try await with([VirtualBench.Wish(plug: ["access=denied"])]) { home, bench in
      try await expectRefusal(
        [], status: 1, saying: ["may not be opened", "doctor --fix"], home, bench)
    }
  }

  @Test func needsAPortWhereTheProbeHasNone() async throws {
    try await with([VirtualBench.Wish(hasPort: false)]) { home, bench in
      try await expectRefusal(
        ["--on", "hardware"], status: 1,
        saying: ["has no serial port", "--port DEV"], home, bench)
      let named = try await report(
        ["--probe", "usb:1-1", "--port", bench.boards[0].link], home, bench)
      #expect(named.port == bench.boards[0].link)
    }
  }

  @Test func runsAVirtualBoardWhereOnlyOtherDevicesAreAttached() async throws {
    let other = ["--device", "2e8a:0003,product=RP2 Boot,serial=E0C9125B0D9B"]
    try await with([], others: other) { home, bench in
      let outcome = try await home.run(Self.run, on: bench)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.hasPrefix("running on a virtual stm32f746g: no probe that can"))
      try await expectRefusal(
        ["--on", "hardware"], status: 1, saying: ["rp2040 boot", "E0C9125B0D9B"], home, bench)
    }
  }
}
