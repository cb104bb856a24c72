import Foundation
import MCUBenchTestSupport
import Testing

/// The ESP32 as a user meets it, on the virtual board.
@Suite(.enabled(if: StockTool.xtensaCompiler != nil, "xtensa-lx106-elf-gcc is not installed"))
struct ESP32RunTests {
  private static let run = ["run", Example.model, "--board", "esp32"]

  private func layers(of home: Sandbox, _ arguments: [String]) async throws -> [[String: String]] {
    let table = home.directory + "/layers.csv"
    let outcome = try await home.run(arguments + ["--csv", table, "--runs", "2"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\n  Output    equals the host reference"))
    #expect(outcome.output.contains("\n  Validity  valid"))
    return CSVReader.rows(try String(contentsOfFile: table, encoding: .utf8))
  }

  @Test func reportsEveryLayerInTheSameColumnsAsTheSTM32() async throws {
    try await Sandbox.with { home in
      let here = try await layers(of: home, Self.run + ["--on", "simulator"])
      let there = try await layers(of: home, Example.run)
      #expect(here.count == there.count)
      #expect(Set(here[0].keys) == Set(there[0].keys))
      for (row, other) in zip(here, there) {
        #expect(row["op"] == other["op"])
        #expect(row["output_shapes"] == other["output_shapes"])
        #expect(row["evidence"] == "simulated")
        #expect(row["timing_model"] == "lx6")
        #expect(row["claim_label"] == "estimate")
        #expect(row["code_mem"] == (other["code_mem"] == "flash" ? "iram" : ""))
      }
    }
  }

  /// The networks of MLPerf Tiny: each runs some hundred million instructions an inference.
  @Test(
    .enabled(if: TestPrograms.isLong && SharedModels.isPresent, "MCUBENCH_LONG=1 runs it"),
    arguments: SharedModels.all.filter { $0.manifest.group == "mlperf_tiny" && !$0.isRefused })
  func runsTheBenchmarksNetworks(model: SharedModel) async throws {
    try await Sandbox.with { home in
      let file = model.folder.appending(path: model.manifest.model).path
      let outcome = try await home.run(
        ["run", file, "--board", "esp32", "--on", "simulator", "--runs", "1", "--warmup", "0"],
        within: .seconds(300))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\n  Output    equals the host reference"))
    }
  }

  @Test func refusesAModelThatDoesNotFitWithNumbers() async throws {
    try await Sandbox.with { home in
      let network = EEMBCNetworks.picking(
        every: 1, from: [1, 200_000], outputs: 1, zeroPoint: 0)
      let outcome = try await home.run([
        "build", try home.write(network), "--board", "esp32", "-o", home.directory + "/out",
      ])
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.contains("the board has 196608 B in dram0, 76800 B in dram1"),
        "\(outcome.errors)")
    }
  }

  /// A flash that does not take a bit is found out by the ROM's own checksum, and written again.
  @Test(.enabled(if: StockTool.espTool != nil, "esptool is not installed"))
  func flashesOverTheSerialPortAndAgainWhereTheFlashDoesNotHold() async throws {
    try await Sandbox.with { home in
      let board = try RunningBoard.emptyESP32(["--fault", "weak-flash=1"])
      board.closeLine()
      let outcome = try await home.run(Self.run + ["--probe", board.path, "--runs", "2"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\n  Output    equals the host reference"))
      #expect(outcome.output.contains("plain again"), "\(outcome.output)")
      #expect(outcome.output.contains("by esptool v"))
    }
  }

  /// The image is the one that a user has from `mcubench build`, and the tool is told nothing of us.
  @Test(.enabled(if: StockTool.espTool != nil, "esptool is not installed"))
  func theStockESPToolWritesTheImageWhichThenRuns() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/firmware"
      let build = ["build", Example.model, "--board", "esp32", "-o", folder]
      try #require(try await home.run(build).status == 0)
      let board = try RunningBoard.emptyESP32()
      board.closeLine()
      let flashed = try await home.runProgram(
        try #require(StockTool.espTool),
        [
          "--chip", "esp32", "--port", board.path, "--baud", "921600", "--no-stub", "write-flash",
          "0x1000", folder + "/firmware.bin",
        ], within: .seconds(60))
      #expect(flashed.status == 0, "\(flashed.output)\(flashed.errors)")
      #expect(flashed.output.contains("Hash of data verified"))
      #expect(flashed.output.contains("Hard resetting via RTS"))
      let ran = try await home.run(Self.run + ["--probe", board.path, "--runs", "2"])
      #expect(ran.status == 0, "\(ran.errors)")
      #expect(
        ran.output.contains("Flashing  none, the board ran this image already and was reset"),
        "\(ran.output)")
      #expect(ran.output.contains("\n  Output    equals the host reference"))
    }
  }

  @Test(.enabled(if: StockTool.espTool != nil, "esptool is not installed"))
  func theImageIsTheOneThatESPToolMakes() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/firmware"
      let build = ["build", Example.model, "--board", "esp32", "-o", folder]
      try #require(try await home.run(build).status == 0)
      // esptool would map the constants into the image; they go to the flash by themselves.
      let bare = home.directory + "/bare"
      let stripped = try await home.runProgram(
        "/usr/bin/env",
        ["xtensa-lx106-elf-objcopy", "-R", ".model", folder + "/firmware.elf", bare + ".elf"],
        within: .seconds(30))
      try #require(stripped.status == 0, "\(stripped.errors)")
      let made = try await home.runProgram(
        try #require(StockTool.espTool),
        [
          "--chip", "esp32", "elf2image", "--flash-mode", "dio", "--flash-freq", "40m",
          "--flash-size", "4MB", "-o", bare + ".bin", bare + ".elf",
        ], within: .seconds(60))
      try #require(made.status == 0, "\(made.output)\(made.errors)")
      let theirs = Array(try Data(contentsOf: URL(filePath: bare + ".bin")))
      let ours = Array(try Data(contentsOf: URL(filePath: folder + "/firmware.bin")))
      #expect(Array(ours.prefix(theirs.count)) == theirs)
      #expect(ours[theirs.count..<0xF000].allSatisfy { $0 == 0xFF })
    }
  }
}
