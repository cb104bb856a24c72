import Benchmarking
import Failures
import Hardware
import MCUBenchTestSupport
import Measurements
import Synchronization
import Testing
import WireRecords

/// Sessions over a line that breaks bytes, on a clock that moves by itself.
@Suite(.timeLimit(.minutes(2)))
struct NoisyLineTests {
  /// As large as a small network for images: the input of mobilenet at 96 by 96, 31 layers.
  private var firmware: FakeBoard.Firmware {
    var firmware = FakeBoard.Firmware()
    firmware.inputBytes = [27_648]
    firmware.outputBytes = [700]
    firmware.layerCount = 31
    firmware.layerCycles = { _ in (0..<31).map { 1000 + UInt64($0) << 33 } }
    firmware.network = { inputs in [inputs[0].suffix(700).map { $0 &* 3 }] }
    return firmware
  }

  private let input = (0..<27_648).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  enum Damage: String, CaseIterable, Sendable {
    case flips, drops, doubles, all

    func line(_ rate: Double) -> FakeLine {
      var line = FakeLine()
      if self == .flips || self == .all { line.flipRate = rate }
      if self == .drops || self == .all { line.dropRate = rate }
      if self == .doubles || self == .all { line.doubleRate = rate }
      return line
    }
  }

  @Test(arguments: [1e-5, 1e-4, 1e-3, 1e-2], Damage.allCases)
  func measuresTheSameAsOverAGoodLine(rate: Double, damage: Damage) async throws {
    let firmware = firmware
    let board = FakeBoard(firmware, line: damage.line(rate))
    // The clock runs on while a busy machine lets the session wait: limits must not decide here.
    var limits = SessionLimits()
    (limits.reply, limits.transfer) = (.seconds(600), .seconds(600))
    let result = try await result(board, limits: limits)
    #expect(result.passes.map(\.kind) == [.clean, .layer, .cold, .probe])
    let layers = firmware.layerCycles(0)
    #expect(result.passes[0].runs == [[layers.reduce(0, +)], [layers.reduce(0, +)]])
    #expect(result.passes[1].runs == [layers, layers])
    #expect(result.passes[3].runs == [[7]])
    #expect(result.outputs.count == 3)
    #expect(result.outputs.allSatisfy { $0.outputs == firmware.network([input]) })
    #expect(rate < 1e-3 || result.line.resendCount > 0)
    #expect(rate < 1e-3 || result.line.lossText != nil)
  }

  @Test func losesNothingOverAGoodLine() async throws {
    let result = try await result(FakeBoard(firmware))
    #expect(result.line.brokenFrameCount + result.line.missingFrameCount == 0)
    #expect(result.line.frameCount > 0)
  }

  @Test(arguments: [921_600, 460_800, 230_400, 115_200])
  func agreesOnTheFastestSpeedThatTheAdapterCarries(limit: Int) async throws {
    var line = FakeLine()
    line.maximumBaud = limit
    let board = FakeBoard(withSpeeds, line: line)
    let result = try await result(board, bauds: Self.bauds)
    #expect(result.line.baud == limit)
    #expect(board.hostBaud == limit)
    #expect(result.outputs.allSatisfy { $0.outputs == withSpeeds.network([input]) })
  }

  @Test func findsABoardThatWasLeftAtASlowerSpeed() async throws {
    var line = FakeLine()
    line.maximumBaud = 230_400
    let board = FakeBoard(withSpeeds, line: line)
    _ = try await result(board, bauds: Self.bauds)
    let again = try await result(board, bauds: [230_400, 115_200])
    #expect(again.line.baud == 230_400)
  }

  @Test(arguments: [LayerSample.code, OutputChunk.code, Ack.code])
  func knowsAResetAtASlowerSpeed(code: UInt8) async throws {
    var line = FakeLine()
    line.maximumBaud = 115_200
    let board = FakeBoard(
      withSpeeds, line: line,
      deliver: { record, count in
        type(of: record.record).code == code && count == 1 ? .reset(flags: 0x400_0000) : .whole
      })
    let error = await #expect(throws: BoardError.self) {
      try await result(board, bauds: Self.bauds)
    }
    guard case .wasReset = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.failureClass == .boot)
  }

  @Test func knowsAResetWhoseBootRecordIsLost() async throws {
    // The line swallows the boot record: the board answers the next command with another.
    let board = FakeBoard(
      firmware,
      deliver: { record, count in
        if case .outputChunk = record, count == 1 { .reset(flags: nil) } else { .whole }
      })
    let error = await #expect(throws: BoardError.self) { try await result(board) }
    guard case .wasReset = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func learnsHowLongASlowBoardTakes() async throws {
    var firmware = firmware
    firmware.uniqueID = Array("a silicon id".utf8)
    // Acknowledgements of inputs come 300 ms late, which is 150 ticks of the clock.
    let late = Mutex<[(tick: Int, record: WireRecords.BoardRecord)]>([])
    let now = Mutex(0)
    let board = FakeBoard(
      firmware,
      deliver: { record, _ in
        guard case .ack(let ack) = record, ack.command == SetInput.code else { return .whole }
        let due = now.withLock { $0 } + 150
        late.withLock { $0.append((due, record)) }
        return .replaced([])
      })
    let result = try await result(board) { tick in
      now.withLock { $0 = tick }
      let due = late.withLock { late in
        defer { late.removeAll { $0.tick <= tick } }
        return late.filter { $0.tick <= tick }
      }
      for (_, record) in due { board.babble(record.encoded(sequence: 0)) }
    }
    let expected = firmware.network([input])
    #expect(result.outputs.allSatisfy { $0.outputs == expected })
    #expect(result.line.resendCount > 0)
    #expect(result.line.resendCount * 3 < result.line.commandCount)
  }

  /// A command vanishes without a trace: the clock's reading, a part of the input.
  ///
  /// Nothing but the board's heartbeats tells.
  @Test(arguments: [1, 3]) func asksAVirtualBoardAgainOnceItSaysThatItWaits(place: Int) async throws
  {
    let board = FakeBoard(firmware, hears: { _, count in count != place })
    let result = try await result(board)
    #expect(result.line.resendCount > 0)
    #expect(result.line.brokenFrameCount + result.line.missingFrameCount == 0)
    let expected = firmware.network([input])
    #expect(result.outputs.allSatisfy { $0.outputs == expected })
  }

  @Test func saysWhatShareOfFramesWasBrokenWhenItGivesUp() async throws {
    let board = FakeBoard(
      firmware,
      deliver: { record, _ in if case .ack = record { .broken } else { .whole } })
    let error = await #expect(throws: BoardError.self) { try await result(board) }
    #expect(error?.failureClass == .protocol)
    let summary = try #require(error?.summary)
    #expect(summary.contains("did not answer set_input"))
    #expect(summary.contains("frames from the board broken ("))
    #expect(summary.contains("commands sent again"))
  }

  @Test func givesUpOnATransferThatCrawls() async throws {
    let board = FakeBoard(
      firmware,
      deliver: { record, count in
        if case .ack = record, count % 10 != 0 { .broken } else { .whole }
      })
    var limits = SessionLimits()
    (limits.transfer, limits.transferFactor) = (.seconds(3), 0)
    let error = await #expect(throws: BoardError.self) {
      try await result(board, limits: limits)
    }
    #expect(error?.reason == .transferTooLong(what: "inputs", limit: .seconds(3)))
    #expect(error?.failureClass == .timeout)
  }

  private static let bauds = [921_600, 460_800, 230_400, 115_200]

  private var withSpeeds: FakeBoard.Firmware {
    var firmware = firmware
    firmware.bauds = Self.bauds
    return firmware
  }

  private func result(
    _ board: FakeBoard, bauds: [Int] = [921_600], limits: SessionLimits = SessionLimits(),
    eachTick: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> SessionResult {
    let clock = ManualClock()
    let session = session(with: board, bauds: bauds, limits: limits, clock: clock)
    let ticking = Task {
      var ticks = 0
      while !Task.isCancelled {
        await clock.sleeping()
        // Whatever the board has to say is heard before the time is over.
        for _ in 0..<50 { await Task.yield() }
        clock.advance(by: .milliseconds(2))
        ticks += 1
        eachTick(ticks)
        if ticks.isMultiple(of: 500) { board.beat() }
      }
    }
    defer { ticking.cancel() }
    return try await run(session, firmware, vectors: [[input]])
  }
}
