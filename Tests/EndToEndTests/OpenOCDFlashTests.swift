import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// The stock OpenOCD flashes virtual boards that behave, and others.
@Suite(
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
  .enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"))
struct OpenOCDFlashTests {
  private func arguments(_ image: String, _ board: RunningBoard) throws -> [String] {
    let port = try #require(board.probePort)
    return ["flash", image, "--board", "stm32f746g", "--probe", "tcp:\(port)"]
  }

  /// The firmware that `build` writes for the small example.
  private func firmware(in home: Sandbox) async throws -> (elf: String, buildID: String) {
    let folder = home.directory + "/built"
    let outcome = try await home.run(
      ["build", Example.model, "--board", "stm32f746g", "-o", folder, "--json"])
    let object =
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let buildID = try #require(object?["build_id"] as? String, "\(outcome.errors)")
    return (folder + "/firmware.elf", buildID)
  }

  /// The build that the board says it runs, once it has been greeted.
  private func buildID(of board: RunningBoard, in home: Sandbox) async throws -> String {
    board.closeLine()
    let run = try home.start(
      ["monitor", "--board", "stm32f746g", "--port", board.path, "--json", "--send", "hello"])
    let deadline = ContinuousClock.now + .seconds(30)
    while !run.outputSoFar.contains(#""record":"hello_reply""#), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
    run.send(signal: SIGINT)
    let outcome = await run.outcome(within: .seconds(10))
    let key = #""build_id":""#
    let found = try #require(outcome.output.firstRange(of: key), "\(outcome.errors)")
    return String(outcome.output[found.upperBound...].prefix { $0 != "\"" })
  }

  @Test(arguments: ["plain", "under-reset", "mass-erase"])
  func theBoardRunsTheImageAfterwards(method: String) async throws {
    try await Sandbox.with { home in
      let (elf, buildID) = try await firmware(in: home)
      let board = try RunningBoard.withProbe()
      let outcome = try await home.run(try arguments(elf, board) + ["--method", method])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("Open On-Chip Debugger "))
      #expect(try await self.buildID(of: board, in: home) == buildID.prefix(32))
      #expect(board.end().status == 0)
      await home.expectNoSurvivors()
    }
  }

  @Test(arguments: ["V2J37M26", "V3J10"])
  func anImageReplacesTheOneBefore(version: String) async throws {
    try await Sandbox.with { home in
      let (elf, buildID) = try await firmware(in: home)
      let old = try home.write(
        PlausibleImage.stm32()
          + (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 37 >> 3) }, to: "old [x] {.bin")
      let board = try RunningBoard.withProbe(["--probe-version", version])
      for image in [old, elf] {
        let outcome = try await home.run(try arguments(image, board))
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      #expect(try await self.buildID(of: board, in: home) == buildID.prefix(32))
    }
  }

  @Test func twoBoardsAreFlashedAtOnce() async throws {
    try await Sandbox.with { home in
      let (elf, buildID) = try await firmware(in: home)
      let boards = [
        try RunningBoard.withProbe(), try RunningBoard.withProbe(["--serial", "MCUBVIRT0002"]),
      ]
      let commands = try boards.map { try arguments(elf, $0) }
      async let first = home.run(commands[0])
      async let second = home.run(commands[1])
      for outcome in try await [first, second] {
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      for board in boards {
        #expect(try await self.buildID(of: board, in: home) == buildID.prefix(32))
      }
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    /// What `mcubench-vboard --fault` is told.
    let fault: String
    /// The class of the error and words of it.
    let failureClass: String
    let words: String
    var testDescription: String { fault }
  }

  @Test(arguments: [
    Fault(
      fault: "probe-gone-at=connect", failureClass: "flash",
      words: "the connection was lost while connecting"),
    Fault(
      fault: "probe-gone-at=erase", failureClass: "flash",
      words: "the connection was lost while erasing"),
    Fault(
      fault: "probe-gone-at=program", failureClass: "flash",
      words: "the connection was lost while programming"),
    Fault(
      fault: "probe-gone-at=verify", failureClass: "flash",
      words: "the connection was lost while verifying"),
    Fault(fault: "probe-busy=3600", failureClass: "probe", words: "the probe is busy"),
    Fault(
      fault: "target-voltage=0", failureClass: "flash",
      words: "the target has no supply voltage (the probe sees 0 mV)"),
    Fault(
      fault: "target-silent", failureClass: "flash", words: "the probe answers, the chip does not"),
    Fault(
      fault: "weak-flash=always", failureClass: "flash",
      words: "what the flash holds is not what was written"),
    Fault(
      fault: "protected-sectors=0", failureClass: "flash",
      words: "sectors of the flash are write-protected"),
    Fault(
      fault: "read-protected", failureClass: "flash", words: "the flash is read-protected"),
  ])
  func tellsWhyItFails(_ fault: Fault) async throws {
    try await Sandbox.with { home in
      let image = try home.write(PlausibleImage.stm32(byteCount: 4096), to: "image.bin")
      let board = try RunningBoard.withProbe(["--fault", fault.fault])
      let outcome = try await home.run(try arguments(image, board))
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains(fault.words), "\(outcome.errors)")
      #expect(outcome.errors.contains("\nclass: \(fault.failureClass)\n"), "\(outcome.errors)")
      #expect(outcome.errors.contains("\ntry: "))
      #expect(outcome.duration < .seconds(30))
      #expect(board.end().status == 0)
      await home.expectNoSurvivors()
    }
  }

  @Test func tellsThatNobodyListens() async throws {
    try await Sandbox.with { home in
      let image = try home.write(PlausibleImage.stm32(), to: "image.bin")
      // Port 1 is tcpmux, which only root could serve and nobody does.
      let outcome = try await home.run(
        ["flash", image, "--board", "stm32f746g", "--probe", "tcp:1"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("the tool finds no probe"), "\(outcome.errors)")
      #expect(outcome.errors.contains("\nclass: probe\n"))
    }
  }

  @Test(arguments: [SIGINT, SIGKILL])
  func anInterruptedFlashCanBeDoneAgain(signal: Int32) async throws {
    try await Sandbox.with { home in
      let (elf, buildID) = try await firmware(in: home)
      let board = try RunningBoard.withProbe(["--fault", "slow-probe=3"])
      let command = try arguments(elf, board)
      let told = "hla_stlink_backend tcp \(try #require(board.probePort))"
      let run = try home.start(command)
      let deadline = ContinuousClock.now + .seconds(30)
      while ProcessList.processes(holding: told).isEmpty, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(5))
      }
      run.send(signal: signal)
      #expect(await !run.outcome(within: .seconds(60)).isOverdue)
      #expect(await ProcessList.survivors(holding: told, within: .seconds(5)).isEmpty)
      let again = try await home.run(command)
      #expect(again.status == 0, "\(again.errors)")
      #expect(try await self.buildID(of: board, in: home) == buildID.prefix(32))
    }
  }
}
