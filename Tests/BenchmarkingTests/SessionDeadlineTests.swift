import Benchmarking
import Hardware
import MCUBenchTestSupport
import Testing
import WireRecords

/// Sessions that wait in vain, on a clock that the tests move.
@Suite(.timeLimit(.minutes(1)))
struct SessionDeadlineTests {
  /// The error of a session whose clock moves on whenever somebody waits for it.
  private func error(
    of board: FakeBoard, limits: SessionLimits = SessionLimits()
  ) async -> BoardError? {
    let clock = ManualClock()
    let session = session(with: board, limits: limits, clock: clock)
    let ticking = ticking(clock, for: board)
    defer { ticking.cancel() }
    return await #expect(throws: BoardError.self) { try await run(session) }
  }

  /// Moves `clock` on whenever somebody waits for it and has heard all that the board has to say.
  private func ticking(_ clock: ManualClock, for board: FakeBoard) -> Task<Void, Never> {
    Task {
      while !Task.isCancelled {
        await clock.sleeping()
        while !board.isListenedTo, !Task.isCancelled { await Task.yield() }
        clock.advance(by: .milliseconds(100))
      }
    }
  }

  @Test func givesUpOnABoardThatStaysSilent() async {
    let error = await error(of: FakeBoard(hears: { _, _ in false }))
    #expect(error?.reason == .silent(after: .seconds(10)))
    #expect(error?.stage == .handshake)
    #expect(error?.summary.hasSuffix("nothing was heard from it") == true)
    #expect(error?.remedy?.contains("--port") == true)
  }

  @Test func saysHelloAgainUntilTheBoardIsUp() async throws {
    let board = FakeBoard(hears: { command, count in
      if case .hello = command { count >= 5 } else { true }
    })
    let clock = ManualClock()
    let session = session(with: board, limits: SessionLimits(), clock: clock)
    let ticking = ticking(clock, for: board)
    defer { ticking.cancel() }
    #expect(try await run(session).outputs.count == 3)
    #expect(board.trace.prefix(6).allSatisfy { $0 == .hello(Hello(nonce: 42)) })
    #expect(board.hostBaud == 921_600)
  }

  @Test func knowsGarbageFromSilence() async {
    let board = FakeBoard(hears: { _, _ in false })
    board.babble(Array("boot loader v2\r\n".utf8))
    let error = await error(of: board)
    #expect(error?.reason == .garbage(byteCount: 16, sample: "\"boot loader v2  \""))
  }

  @Test func givesUpOnABoardThatFallsSilentInAPass() async {
    let error = await error(
      of: FakeBoard { record, count in
        if case .layerSample = record, count == 1 { .silence } else { .whole }
      })
    #expect(error?.reason == .silent(after: .seconds(30)))
    #expect(error?.stage == .clean)
    #expect(error?.lastHeard?.hasPrefix("pass_begin of the clean pass") == true)
  }

  @Test func givesUpOnAPassThatNeverEnds() async {
    let board = FakeBoard { record, _ in
      guard case .passEnd = record else { return .whole }
      return .replaced([.log(Log(level: .info, text: "busy"))])
    }
    var limits = SessionLimits()
    limits.pass = .seconds(5)
    let error = await error(of: board, limits: limits)
    #expect(error?.reason == .passTooLong(pass: "clean", limit: .seconds(5)))
    #expect(error?.lastHeard?.hasPrefix("log \"busy\"") == true)
  }

  @Test func stopsWhenItIsCancelled() async {
    let clock = ManualClock()
    let session = session(
      with: FakeBoard(hears: { _, _ in false }), limits: SessionLimits(), clock: clock)
    let running = Task { try await run(session) }
    await clock.sleeping()
    running.cancel()
    await #expect(throws: (any Error).self) { try await running.value }
  }
}
