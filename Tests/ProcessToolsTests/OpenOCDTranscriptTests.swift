import Foundation
import Hardware
import Testing

@testable import ProcessTools

/// What OpenOCD prints, read from runs that were kept.
@Suite struct OpenOCDTranscriptTests {
  private static let directory = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/transcripts/openocd-0.12.0")

  /// Reads a kept run as it would be read from the tool.
  private func transcript(_ name: String) throws -> OpenOCDTranscript {
    transcript(
      of: [UInt8](try Data(contentsOf: Self.directory.appending(path: name + ".txt"))))
  }

  private func transcript(of bytes: [UInt8]) -> OpenOCDTranscript {
    var transcript = OpenOCDTranscript()
    var lines = LineReader()
    lines.read(bytes) { _ = transcript.take($0) }
    lines.finish { _ = transcript.take($0) }
    return transcript
  }

  private let server = ProbeRoute.server(port: 7184)

  private static let causes: [String: FlashError.Reason] = [
    "no-server": .noProbe,
    "server-without-probe": .noProbe,
    "usb-without-probe": .noProbe,
    "usb-access-denied": .accessDenied,
    "usb-claimed": .probeBusy(holder: nil),
    "usb-wrong-serial": .wrongSerial(asked: "066AFF494849887767175629"),
    "server-probe-in-use": .probeBusy(holder: nil),
    "server-wrong-serial": .wrongSerial(asked: "tcp:7184"),
    "no-target-voltage": .noTargetVoltage(millivolts: 0),
    "target-silent": .targetNotAnswering,
    "target-not-examined": .targetNotAnswering,
    "target-keeps-waiting": .targetNotAnswering,
    "probe-busy": .probeBusy(holder: nil),
    "target-not-halting": .targetNotAnswering,
    "lost-connecting": .lost(during: .connecting),
    "lost-erasing": .lost(during: .erasing),
    "lost-programming": .lost(during: .programming),
    "lost-verifying": .lost(during: .verifying),
    "write-protected": .writeProtected,
    "read-protected": .flashLocked,
    "flash-stays-busy": .toolFailed(ending: "exit status 1"),
    "verify-mismatch": .verifyMismatch,
    "chip-smaller-than-profile": .imageOutsideFlash,
  ]

  @Test(arguments: causes.keys.sorted())
  func findsTheCause(name: String) throws {
    let transcript = try transcript(name)
    #expect(!transcript.isFinished)
    let route = name.hasPrefix("usb-") ? ProbeRoute.usb(TestBoard.probe) : server
    #expect(transcript.reason(ending: "exit status 1", on: route) == Self.causes[name])
    #expect((1...12).contains(transcript.lastLines.count))
    #expect(!transcript.lastLines.contains { $0.hasPrefix("mcubench: ") })
  }

  @Test func everyKeptRunIsRead() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
    #expect(Set(files) == Set(Self.causes.keys.map { $0 + ".txt" } + ["success.txt"]))
  }

  @Test func readsASuccess() throws {
    let transcript = try transcript("success")
    #expect(transcript.isFinished)
    #expect(transcript.stage == .resetting)
    #expect(transcript.targetMillivolts == 3301)
  }

  /// Words of libusb that take a bus with a fault: `libusb_helper.c` of 0.12.0.
  @Test(
    arguments: [
      (
        "Error: libusb_open() failed with LIBUSB_ERROR_BUSY\nError: open failed",
        .probeBusy(holder: nil)
      ),
      (
        "Error: libusb_bulk_write error: LIBUSB_ERROR_NO_DEVICE\nError: read version failed",
        .lost(during: .connecting)
      ),
      (
        "Info : STLINK V2J37M26 (API v2)\nmcubench: programming\n"
          + "Error: libusb_bulk_read error: LIBUSB_ERROR_TIMEOUT",
        .lost(during: .programming)
      ),
    ] as [(String, FlashError.Reason)])
  func findsTheCauseOnUSB(text: String, reason: FlashError.Reason) {
    #expect(
      transcript(of: Array(text.utf8))
        .reason(ending: "exit status 1", on: .usb(TestBoard.probe)) == reason)
  }

  @Test func namesWhoHadTheProbeWhenItWasLookedFor() throws {
    let probe = TestBoard.probe(.stLinkV21, access: .busy(holder: "st-util, process 12"))
    #expect(
      transcript(of: Array("Debug: 1 1 a.c:1 b(): claim interface failed".utf8))
        .reason(ending: "exit status 1", on: .usb(probe))
        == .probeBusy(holder: "st-util, process 12"))
  }

  @Test func showsLinesAsTheyAreWithoutDebugOutput() throws {
    #expect(
      try transcript("target-silent").lastLines.suffix(2) == [
        "Info : Target voltage: 3.300800",
        "Error: init mode failed (unable to connect to the target)",
      ])
    let text = """
      User : 176 311 command.c:608 command_run_line():
      User : 177 312 command.c:608 command_run_line(): mcubench: programming
      Error: 3 V are not enough
      """
    let transcript = transcript(of: Array(text.utf8))
    #expect(transcript.stage == .programming)
    #expect(transcript.lastLines == ["Error: 3 V are not enough"])
  }

  @Test func whatItDoesNotKnowKeepsTheEnding() throws {
    let transcript = transcript(of: Array("Error: out of cheese".utf8))
    #expect(
      transcript.reason(ending: "signal 11", on: .usb(TestBoard.probe))
        == .toolFailed(ending: "signal 11"))
    #expect(transcript.lastLines == ["Error: out of cheese"])
  }

  @Test func aLowSupplyIsNoFailureByItself() throws {
    let text = """
      Info : STLINK V2J37M26 (API v2)
      Info : Target voltage: 1.41
      Error: target voltage may be too low for reliable debugging
      mcubench: erasing
      Error: something else
      """
    let transcript = transcript(of: Array(text.utf8))
    #expect(
      transcript.reason(ending: "exit status 1", on: server)
        == .noTargetVoltage(millivolts: 1410)
    )
    #expect(transcript.targetMillivolts == 1410)
  }
}
