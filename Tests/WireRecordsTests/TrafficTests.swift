import Testing
import WireRecords

/// Everything that a line carries, for those who watch it.
@Suite struct TrafficTests {
  private let log = BoardRecord.log(Log(level: .info, text: "clocks are set"))
  private let ack = BoardRecord.ack(Ack(command: 1, sequence: 9))

  @Test func givesRecordsAndWhatStandsBetweenInOrder() {
    var receiver = RecordReceiver()
    let text = Array("Bootloader 1.0\r\n".utf8)
    let bytes =
      text + log.encoded(sequence: 1) + [0x80, 0x81] + ack.encoded(sequence: 2)
    #expect(
      receiver.items(in: bytes) == [
        .noise(text), .record(log), .noise([0x80, 0x81]), .record(ack),
      ])
    #expect(receiver.statistics.ignoredByteCount == text.count)
    #expect(receiver.statistics.brokenFrameCount == 1)
  }

  @Test func everyCutGivesTheSameItems() {
    let bytes = Array("ROM\n".utf8) + log.encoded(sequence: 1) + ack.encoded(sequence: 2)
    for place in 0...bytes.count {
      var receiver = RecordReceiver()
      let items =
        receiver.items(in: Array(bytes[..<place])) + receiver.items(in: Array(bytes[place...]))
      #expect(items == [.noise(Array("ROM\n".utf8)), .record(log), .record(ack)])
    }
  }

  @Test func aLineOfTextNeedNotWaitForAFrame() {
    var receiver = RecordReceiver()
    #expect(receiver.items(in: Array("half a ".utf8)).isEmpty)
    #expect(receiver.items(in: Array("line\nnext".utf8)) == [.noise(Array("half a line\n".utf8))])
  }

  @Test func noFrameOfTheBoardIsTakenForText() {
    // A newline in each place of a payload, so that each is once the last byte that has come.
    for place in 0..<14 {
      var text = Array("clocks are set".utf8)
      text[place] = UInt8(ascii: "\n")
      let frame = WireFrame(code: Log.code, sequence: 10, payload: [0x0a] + text)
      var receiver = RecordReceiver()
      let items = frame.encoded.flatMap { receiver.items(in: [$0]) }
      #expect(items.count == 1)
      #expect(items.allSatisfy { if case .noise = $0 { false } else { true } })
    }
  }

  @Test func keepsAFrameThatIsNoRecordOfOurs() {
    var receiver = RecordReceiver()
    let frame = WireFrame(code: 0xfe, sequence: 3, payload: [1, 2])
    #expect(receiver.items(in: frame.encoded) == [.unknown(frame)])
    #expect(receiver.statistics.unknownFrameCount == 1)
  }

  @Test func countsFramesThatNeverCame() {
    var receiver = RecordReceiver()
    _ = receiver.items(in: log.encoded(sequence: 250) + ack.encoded(sequence: 2))
    #expect(receiver.statistics.missingFrameCount == 7)
  }

  @Test func noiseWithoutAnEndStaysBelowAFramesLength() {
    var receiver = RecordReceiver()
    for _ in 0..<100 {
      #expect(receiver.items(in: [UInt8](repeating: 0x99, count: 1000)).isEmpty)
    }
    #expect(
      receiver.items(in: [0])
        == [.noise([UInt8](repeating: 0x99, count: WireFrame.maximumEncodedBytes))])
  }

  @Test func tellsEveryFieldByItsKind() {
    var begin = PassBegin()
    begin.pass = 7
    begin.kind = .cold
    #expect(
      begin.values.prefix(2).map(\.content) == [.number(7), .choice("cold")])
    var sample = LayerSample()
    sample.cycles = [1, 1 << 40]
    #expect(sample.values.last?.content == .numbers([1, 1 << 40]))
    var reply = HelloReply()
    reply.board = "stm32f746g"
    reply.buildID = [UInt8](repeating: 0xab, count: 16)
    let fields = Dictionary(uniqueKeysWithValues: reply.values.map { ($0.name, $0.content) })
    #expect(fields["board"] == .text("stm32f746g"))
    #expect(fields["build_id"] == .bytes([UInt8](repeating: 0xab, count: 16)))
    #expect(Log(level: .warning, text: "slow").values.last?.content == .text("slow"))
    #expect(
      OutputChunk(tensor: 0, offset: 4, data: [0x41, 0x42]).values.last?.content
        == .bytes([0x41, 0x42]))
  }

  @Test func everyRecordTellsEveryField() {
    func names<Record: WireRecord>(_ type: Record.Type) -> ([String], [String]) {
      (Record().values.map(\.name), Record.fields.map(\.layout.name))
    }
    for type in WireTable.records {
      let (told, declared) = names(type)
      #expect(told == declared)
    }
  }
}
