import Reports
import Testing
import WireRecords

/// The wire's records as people and programs read them.
@Suite struct RecordTextTests {
  private func line(_ item: RecordReceiver.Item) -> String {
    RecordText.line(for: item, seconds: 1.5)
  }

  @Test func aRecordIsOneLineOfNamedFields() {
    var boot = Boot()
    boot.protocolVersion = 1
    boot.resetFlags = 0x1400_0000
    #expect(
      line(.record(.boot(boot)))
        == "     1.500  boot          protocol 1, reset_flags 0x14000000")
    #expect(
      line(.record(.nack(Nack(command: 3, sequence: 4, reason: .notReady))))
        == "     1.500  nack          command 0x3, sequence 4, reason notReady")
  }

  @Test func listsAreCutForPeople() {
    var sample = LayerSample()
    sample.cycles = (0..<20).map { $0 }
    #expect(
      line(.record(.layerSample(sample))).hasSuffix(
        "cycles 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ... (20)"))
    let chunk = OutputChunk(tensor: 0, offset: 0, data: [UInt8](repeating: 0x0f, count: 17))
    #expect(
      line(.record(.outputChunk(chunk)))
        .hasSuffix("data " + String(repeating: "0f", count: 16) + " ... (17 B)"))
    #expect(line(.record(.outputChunk(OutputChunk()))).hasSuffix("data none"))
  }

  @Test func textOfTheLineCannotSteerATerminal() {
    #expect(line(.noise(Array("ROM v1\r\n".utf8))) == "     1.500  text          ROM v1")
    #expect(line(.noise(Array("a\tb\n".utf8))) == "     1.500  text          a\\u{9}b")
    #expect(line(.noise([0x1b, 0x5b, 0x32, 0x4a])) == "     1.500  noise         4 B: 1b5b324a")
    let unknown = WireFrame(code: 0xfe, sequence: 3, payload: [1, 2])
    #expect(line(.unknown(unknown)) == "     1.500  unknown       code 0xfe, sequence 3, 0102")
  }

  @Test func jsonHoldsEveryValueWhole() {
    func text(_ item: RecordReceiver.Item) -> String {
      RecordText.object(for: item, seconds: 0.25).compactText
    }
    #expect(
      text(.record(.log(Log(level: .warning, text: "slow"))))
        == #"{"seconds":0.25,"record":"log","fields":{"level":"warning","text":"slow"}}"#)
    var sample = LayerSample()
    sample.cycles = [.max]
    #expect(text(.record(.layerSample(sample))).contains(#""cycles":[18446744073709551615]"#))
    let chunk = OutputChunk(tensor: 0, offset: 0, data: [UInt8](repeating: 0x0f, count: 17))
    #expect(
      text(.record(.outputChunk(chunk))).contains(String(repeating: "0f", count: 17) + "\""))
    #expect(text(.noise(Array("ROM\r\n".utf8))) == #"{"seconds":0.25,"text":"ROM"}"#)
    #expect(text(.noise([0x1b, 0xff])) == #"{"seconds":0.25,"noise":"1bff"}"#)
    let unknown = WireFrame(code: 0xfe, sequence: 3, payload: [1, 2])
    #expect(text(.unknown(unknown)) == #"{"seconds":0.25,"unknown_code":254,"payload":"0102"}"#)
  }

  @Test func theSummaryTellsWhatTheLineHasLost() {
    var statistics = RecordReceiver.Statistics()
    statistics.brokenFrameCount = 2
    statistics.missingFrameCount = 3
    #expect(
      RecordText.summary(statistics, records: 7)
        == "7 records; broken frames 2, missing 3, unknown 0; 0 B before the first frame")
    #expect(
      RecordText.summaryObject(statistics, records: 7).compactText
        == #"{"schema":"mcubench.monitor/1","records":7,"broken_frames":2,"missing_frames":3,"#
        + #""unknown_frames":0,"ignored_bytes":0}"#)
  }
}
