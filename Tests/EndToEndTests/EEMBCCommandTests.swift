import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// What the other commands make of an image that speaks the EEMBC protocol.
@Suite(.timeLimit(.minutes(10)))
struct EEMBCCommandTests {
  @Test func runSaysWhatItMet() async throws {
    try await Sandbox.with { home in
      let board = try RunningBoard(
        image: URL(filePath: await EEMBCHost.image(of: Example.model, in: home)))
      board.closeLine()
      let outcome = try await home.run(
        ["run", Example.model, "--board", "stm32f746g", "--port", board.path])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("the firmware speaks the EEMBC protocol of MLPerf Tiny"))
      #expect(outcome.errors.contains("\nclass: protocol\n"))
      #expect(outcome.errors.contains("\ntry: drive it with 'mcubench mlperf'"))
    }
  }

  @Test func monitorShowsItsLines() async throws {
    try await Sandbox.with { home in
      let board = try RunningBoard(
        image: URL(filePath: await EEMBCHost.image(of: Example.model, in: home)))
      board.closeLine()
      let run = try home.start([
        "monitor", "--board", "stm32f746g", "--port", board.path, "--baud", "115200",
      ])
      let deadline = ContinuousClock.now + .seconds(60)
      while !run.outputSoFar.contains("m-ready"), ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(5))
      }
      run.send(signal: SIGINT)
      let outcome = await run.outcome(within: .seconds(10))
      #expect(outcome.status == 0)
      let lines = outcome.output.split(separator: "\n").map { $0.dropFirst(12) }
      #expect(lines.first == "text          m-timestamp-mode-performance")
      #expect(lines.suffix(2) == ["text          m-init-done", "text          m-ready"])
    }
  }

  @Test(
    .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
    arguments: ["plain", "under-reset"])
  func flashedItAnswers(method: String) async throws {
    try await Sandbox.with { home in
      let image = try await EEMBCHost.image(of: Example.model, in: home)
      let board = try RunningBoard.withProbe()
      let port = try #require(board.probePort)
      let outcome = try await home.run([
        "flash", image, "--board", "stm32f746g", "--probe", "tcp:\(port)", "--method", method,
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let host = try EEMBCHost(board)
      #expect(try host.ask("name") == ["m-name-dut-[mcubench]"])
    }
  }

  @Test func mlperfDrivesItToTheEnd() async throws {
    try await Sandbox.with { home in
      let image = try await EEMBCHost.image(
        of: home.write(EEMBCNetworks.autoencoder), in: home)
      let outcome = try await home.run(
        ["mlperf", "--board", "stm32f746g", "--image", image], within: .seconds(300))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("ad01 on mcubench"))
      #expect(outcome.output.contains("Evidence  simulated"))
      #expect(!outcome.output.contains("bytes_lost"))
      await home.expectNoSurvivors()
    }
  }
}
