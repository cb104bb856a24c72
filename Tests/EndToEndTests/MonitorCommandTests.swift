import Foundation
import Glibc
import MCUBenchTestSupport
import Testing
import WireRecords

/// `mcubench monitor` on a serial line whose other end is the test.
@Suite struct MonitorCommandTests {
  private func arguments(_ line: PseudoTerminal, _ rest: [String] = []) -> [String] {
    ["monitor", "--board", "stm32f746g", "--port", line.path] + rest
  }

  /// Waits until the program has opened the line.
  private func waitUntilOpen(_ run: ProgramRun) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !run.errorsSoFar.contains("listening on"), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
    try #require(run.errorsSoFar.contains("listening on"))
  }

  /// Interrupts the program once its output holds `text`.
  private func interrupt(_ run: ProgramRun, after text: String) async throws -> ProgramOutcome {
    let deadline = ContinuousClock.now + .seconds(30)
    while !run.outputSoFar.contains(text), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(5))
    }
    run.send(signal: SIGINT)
    let outcome = await run.outcome(within: .seconds(10))
    #expect(!outcome.isOverdue)
    return outcome
  }

  private let traffic =
    Array("Bootloader 1.0\r\n".utf8)
    + BoardRecord.log(Log(level: .info, text: "clocks are set")).encoded(sequence: 1)
    + [0, 0x80, 0x81, 0] + BoardRecord.ack(Ack(command: 1, sequence: 9)).encoded(sequence: 4)

  @Test func showsRecordsAndNoiseAsLinesUntilInterrupted() async throws {
    try await Sandbox.with { home in
      let line = try PseudoTerminal()
      let run = try home.start(arguments(line))
      try await waitUntilOpen(run)
      try line.send(traffic)
      let outcome = try await interrupt(run, after: "ack ")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n").map { $0.dropFirst(12) }
      #expect(
        lines == [
          "text          Bootloader 1.0", "log           level info, text \"clocks are set\"",
          "noise         2 B: 8081", "ack           command 0x1, sequence 9",
        ])
      #expect(outcome.errors.contains("2 records; broken frames 1, missing 2, unknown 0; 16 B"))
      await home.expectNoSurvivors()
    }
  }

  @Test func printsAnObjectALine() async throws {
    try await Sandbox.with { home in
      let line = try PseudoTerminal()
      let run = try home.start(arguments(line, ["--json"]))
      try await waitUntilOpen(run)
      try line.send(traffic)
      let outcome = try await interrupt(run, after: "\"ack\"")
      #expect(outcome.status == 0)
      #expect(outcome.output.contains(#""record":"ack","fields":{"command":1,"sequence":9}}"#))
      #expect(outcome.output.contains(#""schema":"mcubench.monitor/1","records":2,"#))
    }
  }

  @Test func passesBytesThroughAsTheyCome() async throws {
    try await Sandbox.with { home in
      let line = try PseudoTerminal()
      let run = try home.start(arguments(line, ["--raw"]))
      try await waitUntilOpen(run)
      try line.send(Array("a\u{0}b\r\nend".utf8))
      let outcome = try await interrupt(run, after: "end")
      #expect(outcome.output == "a\u{0}b\r\nend")
      #expect(outcome.status == 0)
    }
  }

  @Test func greetsTheBoardWhenAsked() async throws {
    try await Sandbox.with { home in
      let line = try PseudoTerminal()
      let run = try home.start(arguments(line, ["--send", "hello"]))
      try await waitUntilOpen(run)
      var decoder = FrameDecoder()
      var commands: [HostCommand] = []
      while commands.isEmpty {
        commands = decoder.receive(try line.receive(1)).compactMap { HostCommand($0) }
      }
      guard case .hello = commands[0] else {
        Issue.record("\(commands)")
        return
      }
      run.send(signal: SIGTERM)
      #expect(await run.outcome(within: .seconds(10)).status == 0)
    }
  }

  @Test func waitsForADeviceThatComesBack() async throws {
    try await Sandbox.with { home in
      let board = try VirtualBoardRun(["--image", RunningBoard.echo.path], in: home.directory)
      let run = try home.start([
        "monitor", "--board", "stm32f746g", "--port", board.link, "--raw", "--baud", "115200",
      ])
      func wait(for count: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while run.outputSoFar.count < count, ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      // The firmware greets with one character when it starts.
      try await wait(for: 1)
      try board.powerCycle()
      try await wait(for: 2)
      run.send(signal: SIGINT)
      let outcome = await run.outcome(within: .seconds(90))
      #expect(outcome.output == ">>")
      #expect(outcome.errors.contains("the line hung up; waiting for it to come back"))
      #expect(outcome.status == 0)
      board.end()
    }
  }

  @Test func endsWithAPseudoTerminal() async throws {
    try await Sandbox.with { home in
      var line: PseudoTerminal? = try PseudoTerminal()
      let run = try home.start(arguments(try #require(line)))
      try await waitUntilOpen(run)
      line = nil
      let outcome = await run.outcome(within: .seconds(30))
      #expect(!outcome.isOverdue)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("the line hung up\n"))
    }
  }

  @Test func refusesFlagsThatExcludeEachOther() async throws {
    try await Sandbox.with { home in
      let line = try PseudoTerminal()
      for flags in [["--raw", "--json"], ["--probe", "1-2"], ["--baud", "0"]] {
        let outcome = try await home.run(arguments(line, flags))
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("error: "))
      }
      let absent = try await home.run(
        ["monitor", "--board", "stm32f746g", "--port", home.directory + "/none"])
      #expect(absent.status == 1)
      #expect(absent.errors.contains("cannot open the serial port"))
    }
  }
}
