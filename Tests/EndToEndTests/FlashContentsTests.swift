import Foundation
import MCUBenchTestSupport
import Testing

/// A board whose flash holds other bytes than the image that its firmware names.
@Suite struct FlashContentsTests {
  static let boards = ["stm32f746g", "nucleo-f446re", "pico", "esp32", "esp32-240mhz"]

  /// Builds the example for `board`; the raw image's path.
  private func build(for board: String, in home: Sandbox) async throws -> String {
    let folder = home.directory + "/firmware-" + board
    let outcome = try await home.run(["build", Example.model, "--board", board, "-o", folder])
    try #require(outcome.status == 0, "\(outcome.errors)")
    return folder + "/firmware.bin"
  }

  private func run(_ board: String, _ running: RunningBoard, in home: Sandbox) async throws
    -> ProgramOutcome
  {
    running.closeLine()
    return try await home.run(
      ["run", Example.model, "--board", board, "--port", running.path, "--runs", "2"])
  }

  /// Where a weight lies in the image of `board`: the middle of the largest constant of the model.
  private func weight(in image: String, of board: String, _ home: Sandbox) async throws -> Int {
    let isESP32 = board.hasPrefix("esp32")
    let tool = isESP32 ? "xtensa-lx106-elf-nm" : "arm-none-eabi-nm"
    let elf = image.replacingOccurrences(of: ".bin", with: ".elf")
    let listing = try await home.runProgram(
      "/usr/bin/env", [tool, "-S", "--size-sort", elf], within: .seconds(30))
    let line = try #require(
      listing.output.split(separator: "\n").last { $0.contains(" mcub_constant_") },
      "\(listing.errors)")
    let words = line.split(separator: " ")
    let address = try #require(Int(words[0], radix: 16))
    let byteCount = try #require(Int(words[1], radix: 16))
    // An ESP32 reads the flash from 0x10000 on there; its file begins with 0x1000.
    let origin = isESP32 ? 0x3F40_0000 - 0xF000 : board == "pico" ? 0x1000_0000 : 0x0800_0000
    return address - origin + byteCount / 2
  }

  @Test(arguments: boards)
  func aChangedWeightByteRefusesTheRun(board: String) async throws {
    if board.hasPrefix("esp32"), StockTool.xtensaCompiler == nil { return }
    try await Sandbox.with { home in
      let image = try await build(for: board, in: home)
      let whole = try RunningBoard.running(image, board: board)
      let good = try await run(board, whole, in: home)
      #expect(good.status == 0, "\(good.errors)")
      #expect(good.output.contains("\n  Output    equals the host reference"))

      var bytes = [UInt8](try Data(contentsOf: URL(filePath: image)))
      bytes[try await weight(in: image, of: board, home)] ^= 0x01
      let changed = home.directory + "/changed.bin"
      try Data(bytes).write(to: URL(filePath: changed))
      let other = try RunningBoard.running(changed, board: board)
      let refused = try await run(board, other, in: home)
      #expect(refused.status == 1)
      #expect(refused.output == "")
      #expect(
        refused.errors.contains("the board's flash is not the image that the firmware names"),
        "\(refused.errors)")
      #expect(refused.errors.contains("class: flash"))
      #expect(refused.errors.contains("try: flash the image again"))
    }
  }

  @Test func aBoardThatOnlySaysThatItRunsTheImageIsFlashedAgain() async throws {
    try #require(StockTool.openOCD != nil, "openocd is not installed")
    try await Sandbox.with { home in
      let image = try await build(for: "stm32f746g", in: home)
      var bytes = [UInt8](try Data(contentsOf: URL(filePath: image)))
      bytes[try await weight(in: image, of: "stm32f746g", home)] ^= 0x80
      let changed = home.directory + "/changed.bin"
      try Data(bytes).write(to: URL(filePath: changed))
      try await ServedBoard.with(["--image", changed], in: home) { board in
        let outcome = try await home.run(
          ["run", Example.model, "--board", "stm32f746g"] + board.flags + ["--json", "-"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try RunReport(outcome).flashing == ["ask the board", "plain"])
        #expect(outcome.output.contains("it runs this build, but"))
      }
    }
  }

  @Test(arguments: boards)
  func aDamagedImageIsRefusedBeforeTheToolIsCalled(board: String) async throws {
    if board.hasPrefix("esp32"), StockTool.xtensaCompiler == nil { return }
    try await Sandbox.with { home in
      let image = try await build(for: board, in: home)
      let whole = [UInt8](try Data(contentsOf: URL(filePath: image)))
      let tool = try home.writeScript(
        "echo touched >\"$(dirname \"$0\")/touched\"; exit 1", to: "tool")
      var flipped = whole
      flipped[try await weight(in: image, of: board, home)] ^= 0x10
      for (bytes, words) in [
        (flipped, "expected 0x"), (Array(whole.prefix(whole.count / 2)), "it is cut short"),
        (Array(whole.dropLast(1)), "it is cut short"),
      ] {
        let path = home.directory + "/damaged.bin"
        try Data(bytes).write(to: URL(filePath: path))
        let probe = board.hasPrefix("esp32") ? "/dev/ttyNONE7" : "tcp:7184"
        let outcome = try await home.run(
          ["flash", path, "--board", board, "--probe", probe]
            + (board == "pico" ? ["--flash-with", "openocd"] : []),
          environment: ["MCUBENCH_OPENOCD": tool, "MCUBENCH_ESPTOOL": tool])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("damaged.bin\" is damaged, and nothing was written"))
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.errors.contains("try: copy the file again"))
      }
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/touched"))
    }
  }

  @Test func aToolForNoFlashingIsRefused() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run([
        "run", Example.model, "--board", "pico", "--flash-with", "openocd", "--port", "/dev/null",
      ])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("--flash-with would flash nothing"), "\(outcome.errors)")
    }
  }
}
