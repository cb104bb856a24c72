import Foundation
import MCUBenchTestSupport
import Testing

/// A probe, its wires or the chip's flash misbehave under the system's OpenOCD.
@Suite(
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
  .enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"),
  .timeLimit(.minutes(5)))
struct ProbeFaultTests {
  /// What OpenOCD says to a fault, and whether the same board can be flashed afterwards.
  private struct Case {
    let fault: String
    let words: [String]
    var ending = Ending.broken

    enum Ending {
      case broken
      /// A second try succeeds.
      case heals
      /// A second try succeeds once the USB port was off and on.
      case healsByPower
    }
  }

  private static let cases = [
    Case(
      fault: "probe-gone-at=connect", words: ["failed to receive USB CMD response"],
      ending: .healsByPower),
    Case(
      fault: "probe-gone-at=erase", words: ["failed erasing sectors", "Programming Failed"],
      ending: .healsByPower),
    Case(
      fault: "probe-gone-at=program", words: ["error writing to flash", "Programming Failed"],
      ending: .healsByPower),
    Case(
      fault: "probe-gone-at=verify", words: ["Programming Finished", "Verify Failed"],
      ending: .healsByPower),
    Case(
      fault: "probe-busy=1", words: ["init mode failed (unable to connect to the target)"],
      ending: .heals),
    Case(
      fault: "target-voltage=0",
      words: ["Target voltage: 0.000000", "target voltage may be too low", "init mode failed"]),
    Case(fault: "target-silent", words: ["Target voltage: 3.3", "init mode failed"]),
    Case(fault: "weak-flash=1", words: ["checksum mismatch", "Verify Failed"], ending: .heals),
    Case(fault: "weak-flash=always", words: ["checksum mismatch", "Verify Failed"]),
    Case(
      fault: "protected-sectors=0,1", words: ["stm32x device protected", "Programming Failed"]),
    Case(fault: "read-protected", words: ["stm32x device protected", "Programming Failed"]),
  ]

  @Test func openOCDSaysWhatIsWrong() async throws {
    try await Sandbox.with { home in
      let image = try await StockTool.buildFirmware(in: home)
      for example in Self.cases {
        let board = try RunningBoard.withProbe(["--fault", example.fault])
        let outcome = try await StockTool.openOCD(
          board, StockTool.usual, StockTool.program(image), in: home)
        #expect(outcome.status == 1, "\(example.fault): \(outcome.errors)")
        for words in example.words {
          #expect(outcome.errors.contains(words), "\(example.fault): \(outcome.errors)")
        }
        try await expect(example.ending, of: board, image, in: home, example.fault)
        #expect(board.end().status == 0)
      }
    }
  }

  private func expect(
    _ ending: Case.Ending, of board: RunningBoard, _ image: String, in home: Sandbox,
    _ fault: String
  ) async throws {
    if ending == .healsByPower {
      board.process.send(SIGUSR1)
      try board.awaitReadyLine()
    }
    var outcome: ProgramOutcome
    let deadline = ContinuousClock.now + .seconds(20)
    repeat {
      outcome = try await StockTool.openOCD(
        board, StockTool.usual, StockTool.program(image), in: home)
      // A busy probe becomes free in its own time; nothing else changes by waiting.
    } while outcome.status != 0 && fault.hasPrefix("probe-busy") && ContinuousClock.now < deadline
    #expect((outcome.status == 0) == (ending != .broken), "\(fault): \(outcome.errors)")
    if ending != .broken { #expect(board.saysBoot(), "\(fault): no boot frame") }
  }

  /// Taking the protection off erases the chip; then it can be flashed.
  @Test func unlockingErasesAProtectedChip() async throws {
    try await Sandbox.with { home in
      let image = try await StockTool.buildFirmware(in: home)
      let board = try RunningBoard.withProbe(["--fault", "read-protected", "--image", image])
      let outcome = try await StockTool.openOCD(
        board, StockTool.usual,
        [
          "init", "reset halt", "stm32f2x unlock 0", "reset halt",
          "echo [format {erased %x} [read_memory 0x08000000 32 1]]",
        ] + StockTool.program(image), in: home)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("Device Security Bit Set"))
      #expect(outcome.errors.contains("erased ffffffff"), "\(outcome.errors)")
      #expect(board.saysBoot())
    }
  }

  @Test func killedOpenOCDLeavesTheProbeUsable() async throws {
    try await Sandbox.with { home in
      let image = try await StockTool.buildFirmware(in: home)
      let board = try RunningBoard.withProbe(["--fault", "slow-probe=20"])
      let port = try #require(board.probePort)
      let arguments = StockTool.usual.map {
        $0.replacingOccurrences(of: "PORT", with: String(port))
      }
      let run = try ProgramRun(
        try #require(StockTool.openOCD),
        arguments + ["-c", "gdb_port disabled", "-c", "tcl_port disabled"]
          + ["-c", "telnet_port disabled", "-c", "program {\(image)} verify reset exit"],
        in: home.directory)
      while !run.errorsSoFar.contains("** Programming Started **") {
        try await Task.sleep(for: .milliseconds(10))
      }
      run.send(signal: SIGKILL)
      #expect(await run.outcome(within: .seconds(10)).status == -SIGKILL)
      let outcome = try await StockTool.openOCD(
        board, StockTool.usual, ["init", "reset halt", "exit"], in: home)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }
}
