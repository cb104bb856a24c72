import Hardware
import Testing

@testable import USBProbes

/// An ST-Link that plays a script: what it answers to each command, in order, and what it was asked.
private final class ScriptedPipe: STLinkPipe {
  private var answers: [Result<[UInt8], USBCallError>]
  private(set) var asked: [UInt8] = []

  init(_ answers: [Result<[UInt8], USBCallError>]) { self.answers = answers }

  func exchange(_ command: [UInt8], answerBytes: Int) throws(USBCallError) -> [UInt8] {
    #expect(command.count == 16)
    asked.append(command[0])
    guard !answers.isEmpty else { throw .timedOut }
    return Array(try answers.removeFirst().get().prefix(answerBytes))
  }
}

@Suite struct STLinkInquiryTests {
  private let v2j37: [UInt8] = [0x29, 0x5A, 0x83, 0x04, 0x4B, 0x37]
  private let volts: [UInt8] = [0xDC, 0x05, 0, 0, 0x0F, 0x08, 0, 0]

  @Test func asksForVersionModeAndVoltage() throws {
    let pipe = ScriptedPipe([.success(v2j37), .success([1, 0]), .success(volts)])
    let told = try STLinkInquiry.ask(pipe, kind: .stLinkV21)
    #expect(told == STLinkInquiry(firmware: "V2J37M26", targetMillivolts: 3301))
    #expect(pipe.asked == [0xF1, 0xF5, 0xF7])
  }

  @Test func asksAThirdGenerationForTheLongForm() throws {
    let pipe = ScriptedPipe([
      .success([0x30, 0, 0x83, 0x04, 0x4F, 0x37]),
      .success([3, 0, 8, 3, 5, 0, 0, 0, 0x83, 0x04, 0x4F, 0x37]), .success([2, 0]),
      .success(volts),
    ])
    #expect(try STLinkInquiry.ask(pipe, kind: .stLinkV3).firmware == "V3J8M3B5")
    #expect(pipe.asked == [0xF1, 0xFB, 0xF5, 0xF7])
  }

  @Test func doesNotAskOldFirmwareForTheVoltage() throws {
    let pipe = ScriptedPipe([.success([0x23, 0x00, 0x83, 0x04, 0x48, 0x37])])
    #expect(try STLinkInquiry.ask(pipe, kind: .stLinkV2).targetMillivolts == nil)
    #expect(pipe.asked == [0xF1])
  }

  @Test func doesNotAskForTheVoltageInBootMode() throws {
    let pipe = ScriptedPipe([.success(v2j37), .success([0, 0])])
    #expect(try STLinkInquiry.ask(pipe, kind: .stLinkV21).targetMillivolts == nil)
    #expect(pipe.asked == [0xF1, 0xF5])
  }

  @Test func takesAShortVoltageForNone() throws {
    let pipe = ScriptedPipe([.success(v2j37), .success([1, 0]), .success([0xDC, 0x05])])
    #expect(try STLinkInquiry.ask(pipe, kind: .stLinkV21).targetMillivolts == nil)
  }

  @Test(arguments: [[], [0x29], [0, 0, 0, 0, 0, 0]] as [[UInt8]])
  func refusesGarbageForAVersion(answer: [UInt8]) {
    let pipe = ScriptedPipe([.success(answer)])
    #expect(throws: STLinkInquiryError.senselessAnswer(answer)) {
      try STLinkInquiry.ask(pipe, kind: .stLinkV21)
    }
    #expect(pipe.asked == [0xF1])
  }

  @Test func stopsAtTheFirstSilence() {
    let pipe = ScriptedPipe([.success(v2j37)])
    #expect(throws: STLinkInquiryError.failed(.timedOut)) {
      try STLinkInquiry.ask(pipe, kind: .stLinkV21)
    }
    #expect(pipe.asked == [0xF1, 0xF5])
  }
}
