// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import MCUBenchTestSupport
import Testing

/// The probe's server as a caller sees it, and the board around it.
@Suite(.timeLimit(.minutes(2))) struct STLinkServerTests {
  /// The questions that every host begins with, and how long their answers are together.
  private let greeting: [UInt8] = [6, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 41, 0, 0, 0]
  private let greetingAnswerBytes = 16 + 4 + 4 + 45

  private func client(of board: RunningBoard) throws -> ProbeClient {
    try ProbeClient(port: try #require(board.probePort))
  }

  @Test func takesRequestsInPiecesAndInOneGo() throws {
    let board = try RunningBoard.withProbe()
    let patient = try client(of: board)
    for byte in greeting { patient.send([byte]) }
    let inPieces = patient.receive(greetingAnswerBytes)
    #expect(inPieces.count == greetingAnswerBytes)
    let hasty = try client(of: board)
    hasty.send(greeting)
    #expect(hasty.receive(greetingAnswerBytes) == inPieces)
  }

  /// 100 ms are far from the second that OpenOCD waits, and far more than a slice takes.
  @Test func answersWhileTheCoreIsBusy() throws {
    let image = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(HandMadeFirmware(code: [0xE7FE]).bytes).write(to: image)
    defer { try? FileManager.default.removeItem(at: image) }
    let board = try RunningBoard.withProbe(["--image", image.path])
    let client = try client(of: board)
    let connection = try #require(client.openProbe())
    let haltingControl: [UInt8] = [0xF2, 0x36, 0xF0, 0xED, 0x00, 0xE0]
    let time = ContinuousClock().measure {
      for _ in 0..<20 {
        #expect(client.execute(haltingControl, connection: connection, answerBytes: 8).count == 8)
      }
    }
    #expect(time < .seconds(2))
  }

  @Test func letsTheNextHostInWhenOneIsGone() throws {
    let board = try RunningBoard.withProbe()
    let second = try client(of: board)
    do {
      let first = try client(of: board)
      #expect(first.openProbe() != nil)
      #expect(second.openProbe() == nil)
      second.send([2, 0, 0, 0, 41, 0, 0, 0])
      #expect(second.receive(45).last == 1)
    }
    #expect(try client(of: board).openProbe() != nil)
  }

  @Test func sendsAwayWhoSpeaksAnotherLanguage() throws {
    let board = try RunningBoard.withProbe()
    let stranger = try client(of: board)
    stranger.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
    #expect(stranger.seesTheEnd())
    #expect(try client(of: board).openProbe() != nil)
  }

  @Test func saysWhichVersionItIsToldToBe() throws {
    let board = try RunningBoard.withProbe([
      "--probe-version", "V2J24", "--stlink-api", "1", "--serial", "0670FF484971",
    ])
    let client = try client(of: board)
    client.send(greeting)
    let answer = client.receive(greetingAnswerBytes)
    #expect(answer.first == 1)
    #expect(answer[32..<44].elementsEqual("0670FF484971".utf8))
    #expect(Array(answer[64..<68]) == [0x83, 0x04, 0x48, 0x37])
    let connection = try #require(client.openProbe())
    #expect(
      client.execute([0xF1], connection: connection, answerBytes: 6)
        == [0x26, 0x00, 0x83, 0x04, 0x48, 0x37])
  }

  @Test func countsWhatItWasAsked() throws {
    let board = try RunningBoard.withProbe(["--stats", "--verbose"])
    let client = try client(of: board)
    let connection = try #require(client.openProbe())
    _ = client.execute([0xF2, 0x99], connection: connection, answerBytes: 2)
    let errors = board.end().errors
    #expect(errors.contains("unknown command f2 99"))
    #expect(errors.contains("probe: 1 commands, 1 unknown, 0 faults"))
    #expect(errors.contains("the flash is empty"))
  }

  @Test func powerCycleBringsTheProbeAndTheLineBack() throws {
    let board = try RunningBoard.withProbe(["--image", RunningBoard.echo.path])
    #expect(board.receive(1) == ">")
    let port = board.probePort
    let caller = try client(of: board)
    _ = try #require(caller.openProbe())
    board.process.send(SIGUSR1)
    #expect(caller.seesTheEnd())
    #expect(board.receive(1) == "")  // the old line has ended
    try board.awaitReadyLine()
    #expect(board.probePort == port)
    #expect(board.receive(1) == ">")  // the firmware has started anew
    board.send("x")
    #expect(board.receive(1) == "x")
    #expect(try client(of: board).openProbe() == 1 + 1)
    #expect(board.end().status == 0)
  }

  @Test func powerCycleRemakesTheLink() throws {
    let link = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    let board = try RunningBoard.withProbe(["--link", link])
    board.process.send(SIGUSR1)
    try board.awaitReadyLine()
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == board.path)
    #expect(board.end().status == 0)
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == nil)
  }

  /// The cable that comes off carries the probe and the serial line.
  @Test func unpluggedProbeRefusesCallersUntilItIsBack() throws {
    let board = try RunningBoard.withProbe(["--fault", "probe-gone-at=connect"])
    let caller = try client(of: board)
    let connection = try #require(caller.openProbe())
    for _ in 0..<12 {
      _ = caller.execute([0xF2, 0x3E], connection: connection, answerBytes: 12)
    }
    #expect(caller.seesTheEnd())
    #expect(board.receive(1) == "")
    #expect(throws: ProbeClient.Refused.self) { try client(of: board) }
    board.process.send(SIGUSR1)
    try board.awaitReadyLine()
    #expect(try client(of: board).openProbe() != nil)
    #expect(board.end().errors.contains("unplugged"))
  }

  @Test func slowProbeTakesItsTime() throws {
    let board = try RunningBoard.withProbe(["--fault", "slow-probe=50"])
    let client = try client(of: board)
    let connection = try #require(client.openProbe())
    let time = ContinuousClock().measure {
      for _ in 0..<4 { _ = client.execute([0xF5], connection: connection, answerBytes: 2) }
    }
    #expect(time >= .milliseconds(200))
  }

  @Test func namesAPortThatIsTaken() async throws {
    let board = try RunningBoard.withProbe()
    let port = try #require(board.probePort)
    let outcome = try await refusal(of: ["--stlink-tcp", String(port)])
    #expect(outcome.errors.contains("TCP port \(port)"))
    #expect(outcome.errors.contains("--stlink-tcp 0"))
  }

  @Test(
    arguments: [
      [], ["--stlink-tcp", "0", "--probe-version", "V9"],
      ["--stlink-tcp", "0", "--stlink-api", "4"], ["--stlink-tcp", "0", "--serial", "a b"],
      ["--stlink-tcp", "0", "--serial", String(repeating: "9", count: 32)],
      ["--stlink-tcp", "0", "--fault", "probe-gone-at=lunch"],
    ] as [[String]])
  func refusesWithBothLines(arguments: [String]) async throws {
    let outcome = try await refusal(of: arguments)
    #expect(outcome.errors.hasPrefix("error: "))
    #expect(outcome.errors.contains("\ntry: "))
  }

  private func refusal(of arguments: [String]) async throws -> ProgramOutcome {
    let directory = FileManager.default.temporaryDirectory.path
    let outcome = try await ProgramRun(
      "mcubench-vboard", ["--board", "stm32f746g"] + arguments, in: directory
    ).outcome(within: .seconds(20))
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    return outcome
  }
}
