import MLPerfTiny
import Testing

@Suite struct DeviceLineTests {
  static let lines: [(text: String, line: DeviceLine?)] = [
    ("m-ready", .ready),
    ("\u{0}\u{7F}m-ready", .ready),
    ("bootloader 1.0 m-ready", .ready),
    ("m-init-done", .startUpDone),
    ("m-timestamp-mode-energy", .timestampMode("energy")),
    ("m-name-dut-[a-[b]]", .name("a-[b]")),
    ("m-name-dut", .broken("m-name-dut")),
    (
      "m-profile-[ULPMark for tinyML Firmware V0.0.1]",
      .profile("ULPMark for tinyML Firmware V0.0.1")
    ),
    ("m-model-[vww01]", .model("vww01")),
    ("m-lap-us-0", .lap(microseconds: 0)),
    ("m-lap-us-4294967295", .lap(microseconds: 4_294_967_295)),
    ("m-lap-us-18446744073709551616", .broken("m-lap-us-18446744073709551616")),
    ("m-lap-us--5", .broken("m-lap-us--5")),
    ("m-lap-us-12 34", .broken("m-lap-us-12 34")),
    ("m-lap-us-", .broken("m-lap-us-")),
    ("m-[Expecting 490 bytes]", .expecting(byteCount: 490)),
    ("m-[Expecting many bytes]", .broken("m-[Expecting many bytes]")),
    ("m-load-done", .loadDone),
    ("m-warmup-start-1", .warmupStart(count: 1)),
    ("m-warmup-done", .warmupDone),
    ("m-infer-start-20", .inferenceStart(count: 20)),
    ("m-infer-done", .inferenceDone),
    ("m-results-[0.906,0.090]", .results([0.906, 0.09])),
    ("m-results-[ -1.5 , 2e3,]", .results([-1.5, 2000])),
    ("m-results-[inf]", .results([.infinity])),
    ("m-results-[]", .broken("m-results-[]")),
    ("m-results-[1.0,x]", .broken("m-results-[1.0,x]")),
    ("m-results-[1.0,0.5", .broken("m-results-[1.0,0.5")),
    ("e-[Unknown command: m-ready]", .refusal("Unknown command: m-ready")),
    ("m-mcub-unique-id-[4d43]", .own("unique-id", "4d43")),
    ("m-mcub-timing-model-[]", .own("timing-model", "")),
    ("m-mcub-board", .broken("m-mcub-board")),
    ("e-[half", .refusal("half")),
    ("some-[thing]", .other("some-[thing]")),
    ("bytes 27648", .other("bytes 27648")),
    ("  ", nil), ("", nil), ("\u{1}\u{2}", nil),
  ]

  @Test(arguments: lines)
  func readsALine(text: String, line: DeviceLine?) {
    #expect(DeviceLine(text.utf8) == line)
  }

  @Test func readsWhatIsNoTextWithoutFailing() {
    #expect(DeviceLine([0xFF, 0xC0, 0x80]) == nil)
    #expect(DeviceLine([0xFF] + Array("m-ready".utf8) + [0xFE]) == .ready)
  }

  @Test func keepsAnOutputThatIsNoNumberForTheSessionToRefuse() {
    guard case .results(let results) = DeviceLine("m-results-[nan,0.5]".utf8) else {
      Issue.record("no results")
      return
    }
    #expect(results[0].isNaN)
    #expect(results[1] == 0.5)
  }
}

@Suite struct TranscriptTests {
  @Test func printsTimeDirectionAndEscapes() {
    #expect(
      TranscriptLine(after: .milliseconds(12_345), direction: .sent, bytes: Array("name%".utf8))
        .text == "   12.345 > name%")
    #expect(
      TranscriptLine(after: .zero, direction: .received, bytes: [0x1B, 0x41, 0xFF]).text
        == "    0.000 < \\x1bA\\xff")
  }
}
