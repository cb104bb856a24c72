import Testing
import WireRecords

/// The table of records, and values through it.
@Suite struct WireTableTests {
  @Test func codesAndNamesAreUnique() {
    #expect(Set(WireTable.records.map { $0.code }).count == WireTable.records.count)
    #expect(Set(WireTable.records.map { $0.name }).count == WireTable.records.count)
    #expect(WireTable.hostRecords.allSatisfy { $0.code < 0x80 })
    #expect(WireTable.boardRecords.allSatisfy { $0.code >= 0x80 })
  }

  @Test func headerTokensAreUniqueAndDefined() {
    let tokens = WireHeader.tokens
    let header = WireHeader.render()
    #expect(Set(tokens).count == tokens.count)
    for token in tokens {
      #expect(header.contains("#define \(token) "))
    }
  }

  @Test func everyRecordFitsAFrame() {
    for record in WireTable.records {
      #expect(record.fixedBytes <= WireFrame.maximumPayloadBytes)
    }
    #expect(HelloReply.maximumListCount >= 32, "a profile may name 32 registers")
    #expect((16...32).contains(LayerSample.maximumListCount), "a mask has 32 bits")
    #expect(SetInput.maximumListCount >= 128)
  }

  @Test(arguments: Self.boardRecords)
  func boardRecordsSurviveTheLine(record: BoardRecord) {
    var receiver = RecordReceiver()
    #expect(receiver.receive(record.encoded(sequence: 9)) == [record])
    var expected = RecordReceiver.Statistics()
    expected.frameCount = 1
    #expect(receiver.statistics == expected)
  }

  @Test(arguments: Self.commands)
  func commandsSurviveTheLine(command: HostCommand) {
    var decoder = FrameDecoder()
    let frames = decoder.receive(command.encoded(sequence: 200))
    #expect(frames.map(\.sequence) == [200])
    #expect(frames.map { HostCommand($0) } == [command])
  }

  @Test(arguments: Self.boardRecords)
  func refusesAPayloadOfAnotherLength(record: BoardRecord) {
    let frame = record.record.frame(sequence: 1)
    var receiver = RecordReceiver()
    for count in 0..<type(of: record.record).fixedBytes {
      let short = WireFrame(
        code: frame.code, sequence: 1, payload: Array(frame.payload.prefix(count)))
      #expect(receiver.receive(short.encoded).isEmpty)
    }
    #expect(receiver.statistics.unknownFrameCount == type(of: record.record).fixedBytes)
  }

  @Test func countsUnknownAndMissingFrames() {
    var receiver = RecordReceiver()
    let ack = BoardRecord.ack(Ack(command: 2, sequence: 3))
    let unknown = WireFrame(code: 0xff, sequence: 11, payload: [1]).encoded
    let records = receiver.receive(
      ack.encoded(sequence: 10) + unknown + ack.encoded(sequence: 14))
    #expect(records == [ack, ack])
    #expect(receiver.statistics.unknownFrameCount == 1)
    #expect(receiver.statistics.missingFrameCount == 2)
  }

  @Test func countsNothingMissingOverAReset() {
    var receiver = RecordReceiver()
    let ack = BoardRecord.ack(Ack(command: 6, sequence: 3)).encoded(sequence: 250)
    _ = receiver.receive(ack + BoardRecord.boot(Boot()).encoded(sequence: 0))
    #expect(receiver.statistics.missingFrameCount == 0)
  }

  @Test func refusesAChoiceWithoutAName() {
    #expect(RunPass(payload: [9, 0, 0, 1, 0, 0]) == nil)
    #expect(RunPass(payload: [2, 0, 0, 1, 0, 1])?.kind == .cold)
  }

  @Test func showsUnprintableTextAsQuestionMarks() {
    #expect(Log(payload: [1, 0x41, 0x1b, 0xff, 0x0a])?.text == "A???")
  }

  @Test func sendsNumbersLowByteFirst() {
    let read = ReadOutput(tensor: 1, offset: 0x0403_0201, length: 0x0605)
    #expect(read.payload == [1, 1, 2, 3, 4, 5, 6])
  }

  static let boardRecords: [BoardRecord] = {
    var hello = HelloReply()
    hello.protocolVersion = WireTable.protocolVersion
    hello.buildID = Array(1...16)
    hello.board = "stm32f746g"
    hello.uniqueID = Array("MCUBVIRT0001".utf8)
    hello.timingModel = "instructions/1"
    hello.initCycles = 1 << 33
    hello.registers = [1, .max, 3]
    var sample = LayerSample()
    sample.kind = .layer
    sample.cycles = [0, .max, 1 << 40]
    (sample.interrupts, sample.contradictions) = (5, 1 << 29)
    var clock = ClockAnswer()
    (clock.cycles, clock.timerTicks, clock.timerHertz) = (1 << 40, 1 << 33, 1_000_000)
    var end = PassEnd()
    end.kind = .probe
    end.passCycles = 1 << 50
    end.probeCycles = .max
    var fault = Fault()
    fault.pc = 0x0800_1234
    var beat = Heartbeat()
    beat.cycles = 216_000_000
    return [
      .helloReply(hello), .ack(Ack(command: 1, sequence: 2)),
      .nack(Nack(command: 1, sequence: 2, reason: .notHeld)),
      .outputChunk(OutputChunk(tensor: 1, offset: 1000, data: Array(0...99))),
      .clock(clock), .checksum(ChecksumAnswer(address: 0x0800_0000, length: 16, crc: 0xcbf4_3926)),
      .passBegin(PassBegin()), .layerSample(sample), .passEnd(end), .boot(Boot()),
      .log(Log(level: .warning, text: "clock")), .fault(fault), .heartbeat(beat),
    ]
  }()

  static let commands: [HostCommand] = [
    .hello(Hello(nonce: 0xdead_beef)),
    .setInput(SetInput(tensor: 0, offset: 7, data: Array(repeating: 0, count: 251))),
    .runPass(RunPass(kind: .cold, warmup: 1, runs: 2, fresh: 1)),
    .readOutput(ReadOutput(tensor: 0, offset: 0, length: 10)),
    .readSamples(ReadSamples(run: 1, first: 2, count: 3)), .reset(Reset()), .readClock(ReadClock()),
    .readChecksum(ReadChecksum(address: 0x1000_0100, length: 4096)),
  ]
}
