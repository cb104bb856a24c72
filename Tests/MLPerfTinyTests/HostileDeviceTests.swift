import Failures
import Hardware
import MCUBenchTestSupport
import MLPerfTiny
import Testing

/// Devices that do something else than they should.
@Suite struct HostileDeviceTests {
  /// What a device answers to a command that begins so, and what is thrown then.
  struct Misdeed: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let command: String
    let answer: @Sendable ([String]) -> [String]?
    let reason: @Sendable (DeviceError.Reason) -> Bool
    let failureClass: FailureClass

    init(
      _ description: String, on command: String, _ failureClass: FailureClass,
      answers answer: @escaping @Sendable ([String]) -> [String]?,
      throws reason: @escaping @Sendable (DeviceError.Reason) -> Bool
    ) {
      testDescription = description
      self.command = command
      self.failureClass = failureClass
      self.answer = answer
      self.reason = reason
    }
  }

  static let misdeeds = [
    Misdeed(
      "never ready", on: "infer", .timeout, answers: { $0.dropLast() },
      throws: { if case .silent = $0 { true } else { false } }),
    Misdeed(
      "says nothing", on: "name", .boot, answers: { _ in [] },
      throws: { $0 == .noAnswer(tries: 3) }),
    Misdeed(
      "one time only", on: "infer", .protocol, answers: { $0.filter { !$0.hasPrefix("m-lap") } },
      throws: { $0 == .missing("m-lap-us- (0 of 2 came)") }),
    Misdeed(
      "three times", on: "infer", .protocol, answers: { ["m-lap-us-1"] + $0 },
      throws: { $0 == .unexpected("3 times", expected: "2") }),
    Misdeed(
      "times going backwards", on: "infer", .protocol,
      answers: { ["m-lap-us-5000000", "m-lap-us-4000000"] + $0.suffix(2) },
      throws: { if case .impossibleTimes(5_000_000, 4_000_000, _) = $0 { true } else { false } }),
    Misdeed(
      "wide times going backwards", on: "infer", .protocol,
      answers: { ["m-lap-us-5000000000", "m-lap-us-4"] + $0.suffix(2) },
      throws: { if case .impossibleTimes(5_000_000_000, 4, _) = $0 { true } else { false } }),
    Misdeed(
      "a time that is no number", on: "infer", .protocol,
      answers: { ["m-lap-us-1x"] + $0 },
      throws: { $0 == .unexpected("\"m-lap-us-1x\"", expected: "a value") }),
    Misdeed(
      "a clock that stands still", on: "infer", .protocol,
      answers: { ["m-lap-us-7", "m-lap-us-7"] + $0.suffix(2) },
      throws: { $0 == .clockStandsStill(inferences: 1000) }),
    Misdeed(
      "windows that stay short", on: "infer", .protocol,
      answers: { ["m-lap-us-0", "m-lap-us-200000"] + $0.suffix(2) },
      throws: { $0 == .windowTooShort(microseconds: 200_000, minimum: 10_000_000) }),
    Misdeed(
      "refuses the count", on: "infer", .protocol,
      answers: { _ in ["e-[Inference iterations must be >0]", "m-ready"] },
      throws: { $0 == .refused("Inference iterations must be >0") }),
    Misdeed(
      "another count", on: "infer", .protocol,
      answers: { $0.map { $0.hasPrefix("m-infer-start") ? "m-infer-start-7" : $0 } },
      throws: { if case .unexpected("m-infer-start-7", _) = $0 { true } else { false } }),
    Misdeed(
      "no results", on: "infer", .protocol,
      answers: { $0.filter { !$0.hasPrefix("m-results") } },
      throws: { $0 == .missing("m-results-[...]") }),
    Misdeed(
      "results that are no numbers", on: "infer", .protocol,
      answers: { $0.map { $0.hasPrefix("m-results") ? "m-results-[0.5,nan]" : $0 } },
      throws: { $0 == .notANumber(place: 1) }),
    Misdeed(
      "too few results", on: "infer", .protocol,
      answers: { $0.map { $0.hasPrefix("m-results") ? "m-results-[0.5]" : $0 } },
      throws: { $0 == .wrongResultCount(got: 1, expected: 12) }),
    Misdeed(
      "hangs up", on: "infer", .probe, answers: { _ in nil },
      throws: { $0 == .lineClosed(lastWords: nil) }),
    Misdeed(
      "starts anew", on: "infer", .boot,
      answers: { _ in ["m-warmup-start-1", "m-init-done", "m-ready"] },
      throws: { $0 == .wasReset }),
    Misdeed(
      "energy mode", on: "timestamp", .protocol, answers: { _ in ["m-ready"] },
      throws: { $0 == .energyMode }),
    Misdeed(
      "a buffer that is too small", on: "db load", .protocol,
      answers: { _ in ["Supplied buffer size 490 exceeds maximum of 16", "m-ready"] },
      throws: {
        if case .unexpected(_, expected: "m-[Expecting 490 bytes]") = $0 { true } else { false }
      }),
    Misdeed(
      "an input that is never whole", on: "db", .protocol,
      answers: { $0.filter { $0 != "m-load-done" } },
      throws: { $0 == .missing("m-load-done") }),
    Misdeed(
      "an endless answer", on: "profile", .protocol,
      answers: { _ in [String](repeating: "m-buffer-00", count: 100_000) },
      throws: { if case .flood = $0 { true } else { false } }),
    Misdeed(
      "an endless line", on: "profile", .protocol,
      answers: { _ in [String(repeating: "x", count: (1 << 20) + 1)] },
      throws: { if case .flood = $0 { true } else { false } }),
  ]

  @Test(arguments: misdeeds)
  func endsWithAnErrorThatSaysWhat(misdeed: Misdeed) async throws {
    var device = EEMBCDevice.keywords
    device.answer = { command, usual in
      command.hasPrefix(misdeed.command) ? misdeed.answer(usual) : usual
    }
    let began = ContinuousClock.now
    do {
      _ = try await runBenchmark(
        on: DevicePort(device), limits: .impatient, origin: .pseudoTerminal)
      Issue.record("no error")
    } catch let error as DeviceError {
      #expect(misdeed.reason(error.reason), "\(error.summary)")
      #expect(error.failureClass == misdeed.failureClass)
      #expect(error.summary.hasPrefix("/dev/fake: "))
      #expect(error.remedy != nil)
    }
    #expect(ContinuousClock.now - began < .seconds(30))
  }

  @Test func givesUpOnADeviceThatTalksForever() async throws {
    for noise in ["\u{1}garbage", "line\r\n", "m-infer-start-1\r\n"] {
      let port = DevicePort(.keywords, flood: Array(noise.utf8))
      await #expect(throws: DeviceError.self) {
        try await runBenchmark(on: port, limits: .impatient)
      }
    }
  }

  @Test func callsWhatIsNoTextGarbage() async throws {
    var device = EEMBCDevice.keywords
    device.lineEnd = "\u{3}\u{15}\r"
    device.answer = { _, _ in ["\u{7F}\u{2}"] }
    await #expect {
      try await runBenchmark(on: DevicePort(device), limits: .impatient)
    } throws: { error in
      guard case .garbage = (error as? DeviceError)?.reason else { return false }
      return true
    }
  }

  @Test func bearsLineEndsOfOtherFirmwareAndLinesOfItsOwn() async throws {
    for end in ["\n", "\r", "\r\n", "\r\n\u{0}", "\n\r"] {
      var device = EEMBCDevice.keywords
      device.lineEnd = end
      device.answer = { _, usual in ["bytes 490", ""] + usual }
      let report = try await runBenchmark(
        on: DevicePort(device), rules: .shortened(isSimulated: true), origin: .pseudoTerminal
      ).report
      #expect(report.windows.count == 1)
    }
  }

  @Test func asksAgainWhereHalfACommandWasLost() async throws {
    // What a device that is just starting hears of the first command: its first character.
    let gate = FirstWrite()
    let port = DevicePort(.keywords) { bytes in gate.isFirst() ? Array(bytes.prefix(1)) : bytes }
    var limits = DeviceLimits.brief
    limits.silence = .milliseconds(100)
    let report = try await runBenchmark(
      on: port, rules: .shortened(isSimulated: true), limits: limits, origin: .pseudoTerminal
    ).report
    #expect(report.device.name == "fake")
    #expect(port.device.commands.prefix(2) == ["nname", "name"])
  }

  @Test func endsWhenItIsCancelled() async throws {
    var device = EEMBCDevice.keywords
    let waits = Signal()
    device.answer = { command, usual in
      guard command.hasPrefix("infer") else { return usual }
      waits.raise()
      return []
    }
    let port = DevicePort(device)
    let work = Task { try await runBenchmark(on: port, origin: .pseudoTerminal) }
    await waits.raised()
    work.cancel()
    await #expect(throws: (any Error).self) { try await work.value }
  }
}
