// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import MCUBenchTestSupport
import Testing

@testable import VirtualBoard

/// Whatever bytes a caller sends, the board goes on and stays small.
///
/// `MCUBENCH_FUZZ_SECONDS` says for how long each test tries, 2 seconds by default.
@Suite(.timeLimit(.minutes(5)), .serialized) struct ProbeFuzzTests {
  private let time: Duration = .seconds(
    ProcessInfo.processInfo.environment["MCUBENCH_FUZZ_SECONDS"].flatMap { Int($0) } ?? 2)

  /// Random commands at a chip that executes in between, some of them with addresses that exist.
  @Test func engineSurvivesWhateverItIsTold() throws {
    let machine = try HandMadeFirmware(code: [0xE7FE]).machine()
    let engine = STLinkEngine(version: .standard, target: machine)
    let service = STLinkService(engine: engine, serial: "x", apiVersion: 3)
    _ = service.answer(.open(deviceID: 1), from: 1)
    var random = SplitMix(state: 20)
    let end = ContinuousClock.now + time
    var count = 0
    while ContinuousClock.now < end {
      let transfer = Self.transfer(&random)
      let answer = service.answer(.transfer(transfer), from: 1)
      #expect(answer.count == 4 + transfer.answerBytes)
      if count % 64 == 0 { _ = machine.run(cycles: 100) }
      count += 1
    }
    // The commands that work with sound operands were among them.
    #expect(engine.counts.unknownCommands > 0)
    #expect(engine.counts.unknownCommands < engine.counts.commands)
    #expect(
      service.answer(
        .transfer(
          .init(
            connectionID: 1, command: [0xF1], data: [], answerBytes: 6)), from: 1)[4] == 0x29)
  }

  /// Random, truncated and joined requests on TCP, from several callers that come and go.
  @Test func serverSurvivesWhateverItReceives() throws {
    let board = try RunningBoard.withProbe()
    let port = try #require(board.probePort)
    var random = SplitMix(state: 21)
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end {
      let client = try ProbeClient(port: port)
      if random.below(2) == 0 { _ = client.openProbe() }
      for _ in 0..<random.below(20) { client.send(Self.request(&random)) }
      if random.below(2) == 0 { _ = client.receive(random.below(100), within: .milliseconds(1)) }
    }
    let last = try ProbeClient(port: port)
    last.send([1])
    #expect(last.receive(4) == [1, 0, 0, 0])
    #expect(try Self.residentMegabytes(board.process.processID) < 256)
    #expect(board.end().status == 0)
  }

  /// A caller that asks for much and takes nothing.
  @Test func serverHoldsLittleForACallerThatDoesNotRead() throws {
    let board = try RunningBoard.withProbe()
    let port = try #require(board.probePort)
    let greedy = try ProbeClient(port: port)
    let connection = try #require(greedy.openProbe())
    let request = ProbeClient.transfer([0xF1], connection: connection, answerBytes: 65_536)
    let before = try Self.residentMegabytes(board.process.processID)
    for _ in 0..<20_000 { greedy.send(request) }
    let other = try ProbeClient(port: port)
    other.send([1])
    #expect(other.receive(4) == [1, 0, 0, 0])
    #expect(try Self.residentMegabytes(board.process.processID) < before + 16)
  }

  private static func transfer(_ random: inout SplitMix) -> STLinkRequest.Transfer {
    var command = (0..<16).map { _ in UInt8(random.below(256)) }
    if random.below(16) > 0 { command[0] = 0xF2 }
    if random.below(4) > 0 { command[1] = UInt8(random.below(0x64)) }
    let bases: [UInt32] = [
      0x2000_0000, 0x0800_0000, 0x4002_3C00, 0xE000_ED00, 0xE000_2000, 0x4001_1000, 0x1FF0_F420,
    ]
    if random.below(3) > 0 {
      let address = bases[random.below(bases.count)] + UInt32(random.below(64) * 4)
      command.replaceSubrange(2..<6, with: address.littleEndianBytes)
      command.replaceSubrange(6..<10, with: [UInt8(random.below(64) * 4), 0, 0, 0])
    }
    let count = Int(command[6...].littleEndian(as: UInt16.self))
    let isFitting = random.below(2) == 0
    return STLinkRequest.Transfer(
      connectionID: 1, command: command,
      data: (0..<(isFitting ? count : random.below(300))).map { _ in UInt8(random.below(256)) },
      answerBytes: random.below(600))
  }

  private static func request(_ random: inout SplitMix) -> [UInt8] {
    let transfer = transfer(&random)
    let direction = UInt8([0, 1, 3, 7][random.below(4)])
    let length = direction == 0 ? transfer.data.count : transfer.answerBytes
    let sound: [UInt8] =
      [5, 0, 0, 0] + UInt32(random.below(4)).littleEndianBytes + transfer.command
      + [direction, 0, 0, 0] + UInt32(length).littleEndianBytes
      + (direction == 0 ? transfer.data : [])
    switch random.below(4) {
    case 0: return (0..<random.below(200)).map { _ in UInt8(random.below(256)) }
    case 1: return Array(sound.prefix(random.below(sound.count + 1)))
    case 2: return sound + sound
    default: return sound
    }
  }

  /// Memory of a process (proc(5), statm: the second figure, in pages of 4 KiB).
  private static func residentMegabytes(_ process: Int32) throws -> Int {
    let figures = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
      .split(separator: " ").compactMap { Int($0) }
    return try #require(figures.count > 1 ? figures[1] : nil) / 256
  }
}
