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

  /// Where a weight lies in the image: the middle of the longest constant that the linker's map has.
  private func weight(in image: String) throws -> Int {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: image)))
    let elf = [UInt8](
      try Data(contentsOf: URL(filePath: image.replacingOccurrences(of: ".bin", with: ".elf"))))
    let model = [UInt8](try Data(contentsOf: URL(filePath: Example.model)))
    // A run of the model's own bytes that both files have.
    for start in stride(from: 0, to: model.count - 64, by: 16) {
      let sample = Data(model[start..<start + 64])
      guard Set(sample).count > 24, let found = Data(bytes).range(of: sample),
        Data(elf).range(of: sample) != nil
      else { continue }
      return found.lowerBound + 20
    }
    throw NoWeight()
  }

  private struct NoWeight: Error {}

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
      bytes[try weight(in: image)] ^= 0x01
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
      bytes[try weight(in: image)] ^= 0x80
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
      flipped[try weight(in: image)] ^= 0x10
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
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("--flash-with would flash nothing"), "\(outcome.errors)")
    }
  }
}
