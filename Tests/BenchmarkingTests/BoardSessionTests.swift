import Benchmarking
import Failures
import Hardware
import MCUBenchTestSupport
import Measurements
import Testing
import WireRecords

/// Sessions with a board in memory, on real time: nothing here waits for a limit.
@Suite(.timeLimit(.minutes(1)))
struct BoardSessionTests {
  @Test func measuresEveryPassAndReadsOutputsAfterEach() async throws {
    let board = FakeBoard()
    let result = try await measure(board)
    #expect(result.passes.map(\.kind) == [.clean, .layer, .cold, .probe])
    #expect(result.passes[0].runs == [[600], [600]])
    #expect(result.passes[1].runs == [[100, 200, 300], [100, 200, 300]])
    #expect(result.passes[2].runs == [[600], [600]])
    #expect(result.passes[3].runs == [[7]])
    #expect(result.outputs.map(\.pass) == [.clean, .layer, .cold])
    #expect(result.outputs.allSatisfy { $0.outputs == [[2, 3]] })
    #expect(result.passes[0].figures.stackBytes == 512)
  }

  @Test func runsFurtherVectorsOnceEach() async throws {
    let board = FakeBoard()
    let result = try await measure(board, vectors: [[[1, 2, 3, 4]], [[5, 6, 7, 8]]])
    #expect(result.outputs.last?.vector == 1)
    #expect(result.outputs.last?.outputs == [[6, 7]])
    let passes = board.trace.compactMap { command in
      if case .runPass(let run) = command { run } else { nil }
    }
    #expect(passes.last == RunPass(kind: .clean, warmup: 0, runs: 1))
  }

  @Test func sendsInputsAgainWhereAnInferenceUsesThemUp() async throws {
    var firmware = FakeBoard.Firmware()
    firmware.keepsInputs = false
    let board = FakeBoard(firmware)
    let result = try await measure(board)
    #expect(result.passes[0].runs == [[600], [600]])
    #expect(result.outputs.allSatisfy { $0.outputs == [[2, 3]] })
    let runs = board.trace.compactMap { command in
      if case .runPass(let run) = command, run.kind != .probe { Int(run.runs) } else { nil }
    }
    #expect(runs == Array(repeating: 1, count: 18))
  }

  @Test func sendsAnInputLargerThanAFrame() async throws {
    var firmware = FakeBoard.Firmware()
    firmware.inputBytes = [1000, 3]
    firmware.outputBytes = [700]
    firmware.network = { inputs in [Array(inputs.joined().suffix(700))] }
    let inputs = [(0..<1000).map { UInt8(truncatingIfNeeded: $0) }, [9, 8, 7]]
    let result = try await measure(FakeBoard(firmware), firmware, vectors: [inputs])
    #expect(result.outputs[0].outputs == [Array(inputs.joined().suffix(700))])
  }

  @Test func tellsWhichWindowsWereMarkedWhateverTheFrameTheyCameIn() async throws {
    var firmware = FakeBoard.Firmware()
    // Inferences: clean 0 to 5, each third one counts, then layer 6 to 11.
    firmware.marks = { inference in
      switch inference {
      case 0, 5: (1, 0)
      case 8: (0b100, 0b010)
      default: (0, 0)
      }
    }
    let result = try await measure(FakeBoard(firmware))
    #expect(result.passes[0].interrupted == [WindowPlace(run: 1, window: 0)])
    #expect(result.passes[0].contradicted.isEmpty)
    #expect(result.passes[1].interrupted == [WindowPlace(run: 0, window: 2)])
    #expect(result.passes[1].contradicted == [WindowPlace(run: 0, window: 1)])
    #expect(result.passes[0].figures.firstCycles == 600)
    #expect(result.identity.initCycles == 123_456)
  }

  @Test func keepsThePlacesOfMarksWhereEachInferenceIsAPass() async throws {
    var firmware = FakeBoard.Firmware()
    firmware.keepsInputs = false
    firmware.marks = { inference in inference == 5 ? (0, 1) : (0, 0) }
    let result = try await measure(FakeBoard(firmware), firmware)
    #expect(result.passes[0].contradicted == [WindowPlace(run: 1, window: 0)])
  }

  @Test func beginsEachRunOfAVirtualBoardAnewAndSiliconsPassesOnce() async throws {
    func passes(_ board: FakeBoard, _ method: RunMethod?) async throws -> [RunPass] {
      let session = session(with: board, limits: SessionLimits(), clock: ContinuousClock())
      _ = try await run(session, method: method)
      return board.trace.compactMap { if case .runPass(let pass) = $0 { pass } else { nil } }
    }
    let virtual = try await passes(FakeBoard(), nil).filter { $0.kind == .clean }
    #expect(
      virtual == Array(repeating: RunPass(kind: .clean, warmup: 2, runs: 1, fresh: 1), count: 2))
    let silicon = RunMethod.method(
      isVirtual: false, warmupRuns: nil, runs: 15, passes: [.clean], timeCap: nil)
    #expect(
      try await passes(FakeBoard(), silicon) == [
        RunPass(kind: .clean, warmup: 5, runs: 10, fresh: 1),
        RunPass(kind: .clean, warmup: 0, runs: 5, fresh: 0),
      ])
  }

  @Test func beginsNoFurtherRunsOnceTheTimeIsUp() async throws {
    let method = RunMethod(
      warmupRuns: 0, minimumRuns: 30, maximumRuns: 200, passes: [.clean, .layer],
      isEachRunAnew: false, timeCap: .zero)
    let session = session(with: FakeBoard(), limits: SessionLimits(), clock: ContinuousClock())
    let result = try await run(session, method: method)
    #expect(result.passes.map(\.ending) == [.timeCap, .timeCap])
    #expect(result.passes.map(\.runs.count) == [10, 10])
  }

  @Test func runsUntilTheCyclesAreStable() async throws {
    var firmware = FakeBoard.Firmware()
    firmware.layerCycles = { [100_000 + UInt64(max(0, 40 - $0)) * 1000, 200, 300] }
    let method = RunMethod(
      warmupRuns: 0, minimumRuns: 30, maximumRuns: 200, passes: [.clean], isEachRunAnew: false,
      timeCap: .seconds(60))
    let session = session(
      with: FakeBoard(firmware), limits: SessionLimits(), clock: ContinuousClock())
    let pass = try #require(try await run(session, firmware, method: method).passes.first)
    #expect(pass.ending == .stable)
    #expect(pass.runs.count == 90)
    #expect(pass.runs[0] == [140_500] && pass.runs[89] == [100_500])
  }

  @Test func ignoresWhatComesBeforeTheFirstFrame() async throws {
    let board = FakeBoard()
    board.babble(Array("ROM v1\r\n".utf8) + [0, 0xff, 0xff, 0])
    let result = try await measure(board)
    #expect(result.line.ignoredByteCount == 10)
    #expect(result.line.brokenFrameCount == 0)
  }

  @Test func keepsWhatTheFirmwareLogs() async throws {
    let board = FakeBoard { record, count in
      guard case .passBegin = record, count == 0 else { return .whole }
      return .replaced([.log(Log(level: .info, text: "hello")), record])
    }
    #expect(try await measure(board).log == ["hello"])
  }

  @Test func keepsNoMoreThanTheFirstThousandLinesOfAChatteringFirmware() async throws {
    let board = FakeBoard { record, count in
      guard case .passBegin = record, count == 0 else { return .whole }
      let lines = (0..<3000).map { BoardRecord.log(Log(level: .info, text: "line \($0)")) }
      return .replaced(lines + [record])
    }
    let result = try await measure(board)
    #expect(result.log.count == 1000 && result.log.last == "line 999")
    #expect(result.logLinesLeft == 2000)
  }

  @Test(arguments: [LayerSample.code, OutputChunk.code, PassBegin.code, PassEnd.code, Ack.code])
  func asksAgainForWhatIsLost(code: UInt8) async throws {
    let board = FakeBoard { record, count in
      type(of: record.record).code == code && count == 1 ? .lost : .whole
    }
    let result = try await measure(board, limits: Self.shortLimits, heartbeats: true)
    #expect(result.passes[1].runs == [[100, 200, 300], [100, 200, 300]])
    #expect(result.line.missingFrameCount >= 1)
  }

  @Test func asksAgainForWhatIsBroken() async throws {
    let board = FakeBoard { record, count in
      if case .layerSample = record, count == 2 { .broken } else { .whole }
    }
    let result = try await measure(board)
    #expect(result.passes[1].runs == [[100, 200, 300], [100, 200, 300]])
    #expect(result.line.brokenFrameCount == 1)
  }

  @Test func sendsACommandAgainThatTheBoardCouldNotRead() async throws {
    let board = FakeBoard { record, count in
      guard case .ack = record, count == 0 else { return .whole }
      return .replaced([.nack(Nack(command: 0, sequence: 0, reason: .brokenFrame))])
    }
    #expect(try await measure(board).outputs[0].outputs == [[2, 3]])
  }

  @Test func saysWhichCountsAreGoneForGood() async throws {
    var firmware = FakeBoard.Firmware()
    firmware.holdsSamples = false
    let board = FakeBoard(firmware) { record, count in
      if case .layerSample = record, count == 3 { .lost } else { .whole }
    }
    let error = await #expect(throws: BoardError.self) { try await measure(board) }
    #expect(error?.reason == .countsLost(pass: "layer", run: 0, missing: 1))
  }

  @Test func refusesAnotherBuildAndNamesBoth() async throws {
    var firmware = FakeBoard.Firmware()
    firmware.buildID = [UInt8](repeating: 0x0c, count: 16)
    let error = await #expect(throws: BoardError.self) { try await measure(FakeBoard(firmware)) }
    let (expected, got) = (
      String(repeating: "ab", count: 16), String(repeating: "0c", count: 16)
    )
    #expect(error?.reason == .otherBuild(expected: expected, got: got))
    #expect(error?.summary.contains(expected) == true)
    #expect(error?.summary.contains(got) == true)
  }

  @Test func refusesAnotherProtocolAnotherBoardAndAnotherLayout() async throws {
    var firmware = FakeBoard.Firmware()
    firmware.protocolVersion = 99
    var error = await #expect(throws: BoardError.self) { try await measure(FakeBoard(firmware)) }
    #expect(error?.reason == .otherProtocol(board: 99, host: Int(WireTable.protocolVersion)))
    firmware = FakeBoard.Firmware()
    firmware.board = "pico"
    error = await #expect(throws: BoardError.self) { try await measure(FakeBoard(firmware)) }
    #expect(error?.reason == .otherBoard(asked: "stm32f746g", got: "\"pico\""))
    firmware = FakeBoard.Firmware()
    firmware.layerCount = 4
    error = await #expect(throws: BoardError.self) { try await measure(FakeBoard(firmware)) }
    #expect(error?.reason == .otherLayout(what: "layers", expected: 3, got: 4))
  }

  @Test func noticesAResetInMidRun() async throws {
    var boot = Boot()
    boot.resetFlags = 0x1400_0000
    let reset = boot
    let board = FakeBoard { record, count in
      if case .layerSample = record, count == 1 { .replaced([.boot(reset)]) } else { .whole }
    }
    let error = await #expect(throws: BoardError.self) { try await measure(board) }
    #expect(error?.reason == .wasReset(resetFlags: 0x1400_0000))
    #expect(error?.stage == .clean)
  }

  @Test func reportsAFaultWithLayerAndRegisters() async throws {
    var fault = Fault()
    (fault.exception, fault.layer, fault.pc, fault.cfsr) = (3, 1, 0x0800_1234, 0x8200)
    let taken = fault
    let board = FakeBoard { record, _ in
      if case .passEnd(let end) = record, end.kind == .layer {
        .replaced([.fault(taken)])
      } else {
        .whole
      }
    }
    let error = await #expect(throws: BoardError.self) { try await measure(board) }
    let summary = try #require(error?.summary)
    #expect(summary.contains("HardFault in layer 1 (CONV_2D) (pc 0x08001234"))
    #expect(summary.contains("cfsr 0x00008200"))
    #expect(summary.contains("during the layer pass"))
  }

  @Test func saysThatTheLineHungUpAndWhatWasHeardLast() async throws {
    let board = FakeBoard { record, count in
      if case .passEnd = record, count == 1 { .hangUp } else { .whole }
    }
    let error = await #expect(throws: BoardError.self) { try await measure(board) }
    #expect(error?.reason == .lineClosed(lastWords: "gone"))
    #expect(error?.lastHeard?.hasPrefix("layer_sample of run 0") == true)
  }

  @Test func namesARefusalsReason() async throws {
    let board = FakeBoard { record, _ in
      guard case .outputChunk = record else { return .whole }
      return .replaced([.nack(Nack(command: ReadOutput.code, sequence: 0, reason: .notReady))])
    }
    // The nack names no command that was sent, so the answer is still waited for: give it one.
    let error = await #expect(throws: BoardError.self) {
      try await measure(board, limits: Self.shortLimits)
    }
    guard case .unanswered(command: "read_output", let tries) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(tries >= 3)
    #expect(error?.failureClass == .protocol)
  }

  static var shortLimits: SessionLimits {
    var limits = SessionLimits()
    limits.reply = .milliseconds(100)
    limits.replyTries = 3
    limits.silence = .milliseconds(400)
    return limits
  }
}

/// Opens a session and does the whole job on a board in memory.
func measure(
  _ board: FakeBoard, _ firmware: FakeBoard.Firmware = FakeBoard.Firmware(),
  vectors: [[[UInt8]]] = [[[1, 2, 3, 4]]], limits: SessionLimits = SessionLimits(),
  heartbeats: Bool = false
) async throws -> SessionResult {
  let session = session(with: board, limits: limits, clock: ContinuousClock())
  // A board that waits for commands says so now and then.
  let beating = Task {
    while heartbeats, !Task.isCancelled {
      try await Task.sleep(for: .milliseconds(20))
      board.babble(BoardRecord.heartbeat(Heartbeat()).encoded(sequence: 0))
    }
  }
  defer { beating.cancel() }
  return try await run(session, firmware, vectors: vectors)
}

func session<Time: Clock>(
  with board: FakeBoard, bauds: [Int] = [], limits: SessionLimits, clock: Time
) -> BoardSession<Time> where Time.Duration == Duration {
  BoardSession(
    connection: BoardConnection(
      port: board, portPath: "fake", origin: .device, lastWords: { "gone" },
      close: { await board.close() }),
    board: "stm32f746g", layerNames: ["0 (CONV_2D)", "1 (CONV_2D)", "2 (SOFTMAX)"],
    bauds: bauds, limits: limits, clock: clock)
}

func run<Time: Clock>(
  _ session: BoardSession<Time>, _ firmware: FakeBoard.Firmware = FakeBoard.Firmware(),
  vectors: [[[UInt8]]] = [[[1, 2, 3, 4]]], method: RunMethod? = nil,
  clock clockExpectation: ClockExpectation? = nil
) async throws -> SessionResult where Time.Duration == Duration {
  let expected = ExpectedFirmware(
    board: "stm32f746g", buildID: String(repeating: "ab", count: 32),
    layerCount: firmware.layerCount,
    inputBytes: firmware.inputBytes, outputBytes: firmware.outputBytes)
  let identity = try await session.open(nonce: 42, expecting: expected)
  let method =
    method
    ?? RunMethod.method(
      isVirtual: true, warmupRuns: nil, runs: nil,
      passes: [.clean, .layer, .cold, .probe], timeCap: nil)
  let job = SessionJob(
    firmware: expected, vectors: vectors,
    clock: clockExpectation
      ?? ClockExpectation(
        coreHertz: 216_000_000, toleratedShare: 0.005, reference: .modelledTime))
  return try await session.measure(job, on: identity, method: method, progress: { _ in })
}
