import Foundation
import MCUBenchTestSupport
import Testing

/// The ESP32 at 240 MHz: the same work in a sixth of the time, and no word of 240 MHz otherwise.
@Suite(.enabled(if: StockTool.xtensaCompiler != nil, "xtensa-lx106-elf-gcc is not installed"))
struct ESP32ClockTests {
  private static let board = "esp32-240mhz"

  private static func run(_ board: String) -> [String] {
    ["run", Example.model, "--board", board, "--runs", "2"]
  }

  private func document(_ path: String) throws -> [String: Any] {
    let bytes = try #require(FileManager.default.contents(atPath: path))
    return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  private func layers(_ path: String) throws -> [[String: String]] {
    CSVReader.rows(try String(contentsOfFile: path, encoding: .utf8))
  }

  @Test func doesTheSameInASixthOfTheTime() async throws {
    try await Sandbox.with { home in
      for board in ["esp32", Self.board] {
        let outcome = try await home.run(
          Self.run(board) + [
            "--on", "simulator", "--out", board, "--csv", "\(home.directory)/\(board).csv",
          ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\n  Output    equals the host reference"))
        #expect(outcome.output.contains("\n  Clock     proven within 0.5 %"))
        #expect(outcome.output.contains("\n  Validity  valid"))
      }
      let slow = try document("\(home.directory)/esp32/run.json")
      let fast = try document("\(home.directory)/\(Self.board)/run.json")
      let hashes = [slow, fast].map {
        ($0["output_check"] as? [String: Any])?["output_sha256"] as? String
      }
      #expect(hashes[0] != nil)
      #expect(hashes[0] == hashes[1])
      for run in [slow, fast] {
        let proof = try #require(
          (run["chip_state"] as? [String: Any])?["clock_proof"] as? [String: Any])
        #expect(proof["verdict"] as? String == "proven")
        let model = try #require(run["timing_model"] as? [String: Any])
        #expect(model["version"] as? String == "2")
        #expect((model["claim"] as? [String: Any])?["label"] as? String == "estimate")
      }
      let before = try layers("\(home.directory)/esp32.csv").filter { $0["pass"] == "layer" }
      let after = try layers("\(home.directory)/\(Self.board).csv").filter { $0["pass"] == "layer" }
      #expect(before.count == after.count)
      var compared = 0
      for (one, other) in zip(before, after) {
        guard let cycles = one["cycles_median"].flatMap(Double.init), cycles > 10_000,
          let fewer = other["cycles_median"].flatMap(Double.init),
          let time = one["time_us"].flatMap(Double.init),
          let shorter = other["time_us"].flatMap(Double.init)
        else { continue }
        compared += 1
        #expect(abs(fewer / cycles - 1) < 0.01, "\(one["layer_name"] ?? "")")
        #expect(abs(time / shorter / 6 - 1) < 0.02, "\(one["layer_name"] ?? "")")
      }
      #expect(compared > 0, "\(before.first ?? [:])")
    }
  }

  /// The firmware finds it by the crystal, goes back to it, and says so.
  @Test func saysWhatAPLLThatDoesNotLockGives() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/firmware"
      let build = ["build", Example.model, "--board", Self.board, "-o", folder]
      try #require(try await home.run(build).status == 0)
      let board = try RunningBoard.running(
        folder + "/firmware.elf", board: Self.board, ["--fault", "loose-clock"])
      board.closeLine()
      let outcome = try await home.run(Self.run(Self.board) + ["--port", board.path])
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains(
          "the PLL gives 165.0 MHz by the crystal, not 240; left for 40 MHz"),
        "\(outcome.errors)")
      #expect(outcome.errors.contains("try: make the firmware set the chip"), "\(outcome.errors)")
      #expect(outcome.output.contains("\n  Clock     refuted"), "\(outcome.output)")
      #expect(outcome.output.contains(" at 40 MHz\n"), "\(outcome.output)")
    }
  }

  /// Firmware with its clock set wrongly, and what the run says of it.
  @Test(
    arguments: [
      (["DIVIDER = 28": "DIVIDER = 29"], "the PLL gives 165.0 MHz by the crystal"),
      (["PLL_MICROSECONDS 160u": "PLL_MICROSECONDS 1u"], "the PLL gives 165.0 MHz by the crystal"),
      (["CPU_PERIOD_240 2u": "CPU_PERIOD_240 1u"], "the PLL gives 160.0 MHz by the crystal"),
      (["ANA_CONFIG &= ~ANA_CONFIG_NO_BBPLL;": ""], "the PLL does not take its settings"),
      // One that does not look at the crystal claims its 240 MHz; the proof of every run does not.
      (
        [
          "CPU_PERIOD_240 2u": "CPU_PERIOD_240 1u",
          "TOLERATED_TENTHS (WANTED_TENTHS / 100u)": "TOLERATED_TENTHS WANTED_TENTHS",
        ], "the core does not run at the profile's 240000000 Hz"
      ),
    ] as [([String: String], String)])
  func marksARunWhoseClockIsAnother(mistakes: [String: String], words: String) async throws {
    try await Sandbox.with { home in
      let files = try FirmwareSources.copy(into: home)
      for (right, wrong) in mistakes {
        try files.replace(right, with: wrong, in: "boards/esp32-240mhz.c")
      }
      let outcome = try await home.run(
        Self.run(Self.board) + ["--on", "simulator", "--home", files.directory])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: the run is invalid: "), "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
