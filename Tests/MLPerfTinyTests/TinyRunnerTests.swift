import Failures
import Hardware
import MCUBenchTestSupport
import MLPerfTiny
import Synchronization
import Testing

/// What a run on a scripted device gave.
struct ScriptedRun {
  let report: TinyReport
  let kept: [TinyReport]
  let transcript: [TranscriptLine]
}

/// Runs a benchmark on the device behind `port`.
func runBenchmark(
  on port: DevicePort, asked: TinyBenchmark? = nil, rules: WindowRules? = nil,
  limits: DeviceLimits = .brief, origin: BoardConnection.Origin = .device,
  isFreshlyStarted: Bool = false,
  material: TinyRunner<ContinuousClock>.Material = .synthetic,
  keep: @escaping @Sendable (TinyReport) -> Void = { _ in }
) async throws -> ScriptedRun {
  let transcript = Mutex<[TranscriptLine]>([])
  let kept = Mutex<[TinyReport]>([])
  let session = DeviceSession(
    connection: port.connection(origin), limits: limits, clock: ContinuousClock(),
    transcript: { line in transcript.withLock { $0.append(line) } })
  let identity = try await session.open(isFreshlyStarted: isFreshlyStarted)
  let benchmark = try TinyBenchmark.choose(deviceModel: identity.model, asked: asked)
  let runner = TinyRunner(
    session: session, limits: limits, material: material, progress: { _ in })
  let isSimulated = origin != .device
  let empty = TinyReport(
    device: identity, benchmark: benchmark, port: "/dev/fake", baud: 115_200, origin: origin,
    inputs: material.origin, rules: rules ?? .full(benchmark, isSimulated: isSimulated))
  let report = try await runner.run(empty) { report in
    kept.withLock { $0.append(report) }
    keep(report)
  }
  return ScriptedRun(
    report: report, kept: kept.withLock { $0 }, transcript: transcript.withLock { $0 })
}

extension DeviceLimits {
  /// For devices that answer at once, or never.
  static var brief: DeviceLimits {
    var limits = DeviceLimits()
    (limits.quiet, limits.listening) = (.milliseconds(5), .milliseconds(50))
    return limits
  }

  /// For devices that are to be given up soon.
  static var impatient: DeviceLimits {
    var limits = brief
    (limits.silence, limits.answer) = (.milliseconds(250), .milliseconds(1000))
    (limits.inference, limits.startUp) = (.milliseconds(100), .milliseconds(100))
    return limits
  }
}

@Suite struct TinyRunnerTests {
  /// A virtual board's times have nothing to do with this machine's.
  private let simulated = BoardConnection.Origin.pseudoTerminal

  @Test func runsFiveWindowsOfTenSecondsEach() async throws {
    let port = DevicePort(.keywords)
    let run = try await runBenchmark(on: port, origin: simulated)
    let report = run.report
    #expect(
      report.device
        == DeviceIdentity(
          name: "fake", profile: "ULPMark for tinyML Firmware V0.0.1", model: "kws01"))
    #expect(report.windows.count == 5)
    #expect(report.windows.allSatisfy { $0.answer.microseconds >= 10_000_000 })
    #expect(report.windows.allSatisfy { $0.answer.warmups == 10 })
    let latency = try #require(report.latencyMilliseconds)
    #expect(abs(latency - 18.418) < 0.001)
    #expect(report.notes.map(\.code) == ["synthetic_inputs"])
    #expect(port.device.loadCount == 5)
    #expect(port.device.input == SyntheticInput.bytes(for: .kws, number: 4))
    #expect(port.device.longestCommand <= 80)
    // The count of warm-ups is always sent: firmware without it runs ten.
    let inferences = port.device.commands.filter { $0.hasPrefix("infer") }
    #expect(inferences.allSatisfy { $0.split(separator: " ").count == 3 })
  }

  @Test func runsOneWindowOfASecondOnAVirtualBoard() async throws {
    let port = DevicePort(EEMBCDevice(), isFreshlyStarted: true)
    let run = try await runBenchmark(
      on: port, rules: .shortened(isSimulated: true), origin: simulated, isFreshlyStarted: true)
    #expect(run.report.windows.count == 1)
    let answer = try #require(run.report.windows.first?.answer)
    #expect((1_000_000..<1_200_000).contains(answer.microseconds))
    #expect(abs((run.report.latencyMilliseconds ?? 0) - 57.246) < 0.01)
    #expect(run.report.notes.map(\.code) == ["shortened", "synthetic_inputs"])
    #expect(port.device.input == SyntheticInput.bytes(for: .vww, number: 0))
    #expect(port.device.commands.first == "name")
  }

  @Test func takesTheMedianOfTheThroughputs() async throws {
    var device = EEMBCDevice.keywords
    let pace = Mutex(0)
    // Each window after the trial is slower than the one before.
    device.answer = { command, usual in
      guard command.hasPrefix("infer"), !command.hasSuffix(" 1") else { return usual }
      let window = pace.withLock { count in
        count += 1
        return count
      }
      let end = 10_000_000 + 1_000_000 * window
      return ["m-lap-us-0", "m-lap-us-\(end)", usual[6], "m-ready"]
    }
    let report = try await runBenchmark(on: DevicePort(device), origin: simulated).report
    #expect(
      report.windows.map(\.answer.microseconds) == [11, 12, 13, 14, 15].map { $0 * 1_000_000 })
    #expect(report.medianThroughput == report.windows[2].throughput)
  }

  @Test func seesAClockThatWraps() async throws {
    var device = EEMBCDevice.keywords
    device.microseconds = 4_294_000_000
    let report = try await runBenchmark(on: DevicePort(device), origin: simulated).report
    #expect(report.windows.contains { $0.answer.end < $0.answer.start })
    #expect(abs((report.latencyMilliseconds ?? 0) - 18.418) < 0.001)
  }

  @Test func sizesWindowsByAClockOfMilliseconds() async throws {
    var device = EEMBCDevice.keywords
    device.microsecondsPerInference = 300
    device.answer = { _, usual in
      usual.map { line in
        guard line.hasPrefix("m-lap-us-"), let time = UInt64(line.dropFirst(9)) else { return line }
        return "m-lap-us-\(time / 1000 * 1000)"
      }
    }
    let port = DevicePort(device)
    let report = try await runBenchmark(on: port, origin: simulated).report
    #expect(report.windows.allSatisfy { $0.answer.microseconds >= 10_000_000 })
    #expect(abs((report.latencyMilliseconds ?? 0) - 0.3) < 0.001)
  }

  @Test func repeatsAWindowThatWasTooShort() async throws {
    var device = EEMBCDevice.keywords
    // The first inferences take longer: what is sized by them is too short.
    device.answer = { command, usual in
      guard command == "infer 1 1" else { return usual }
      return ["m-lap-us-0", "m-lap-us-180000", usual[6], "m-ready"]
    }
    let port = DevicePort(device)
    let report = try await runBenchmark(on: port, origin: simulated).report
    #expect(report.windows.allSatisfy { $0.answer.microseconds >= 10_000_000 })
    #expect(port.device.commands.filter { $0.hasPrefix("infer 5") }.count >= 2)
  }

  @Test func keepsEachWindowAsItComes() async throws {
    var device = EEMBCDevice.keywords
    let count = Mutex(0)
    device.answer = { command, usual in
      guard command.hasPrefix("infer") else { return usual }
      let number = count.withLock { count in
        count += 1
        return count
      }
      return number > 4 ? nil : usual
    }
    let kept = Mutex<[Int]>([])
    await #expect(throws: DeviceError.self) {
      try await runBenchmark(
        on: DevicePort(device), origin: simulated,
        keep: { report in kept.withLock { $0.append(report.windows.count) } })
    }
    #expect(kept.withLock { $0 } == [1, 2])
  }

  @Test func noticesAClockThatDisagreesWithThisMachines() async throws {
    // On silicon a window of ten seconds that passes here in no time is impossible.
    await #expect {
      try await runBenchmark(on: DevicePort(.keywords), origin: .device)
    } throws: { error in
      guard case .impossibleTimes = (error as? DeviceError)?.reason else { return false }
      return true
    }
  }

  @Test func repeatsAnInputThatTheLineDamaged() async throws {
    let writes = Mutex(0)
    let port = DevicePort(.keywords) { bytes in
      let number = writes.withLock { count in
        count += 1
        return count
      }
      // A digit of the input is lost.
      return number == 8 ? Array(bytes.dropLast(2) + bytes.suffix(1)) : bytes
    }
    let report = try await runBenchmark(
      on: port, rules: .shortened(isSimulated: true), origin: simulated
    ).report
    #expect(port.device.input == SyntheticInput.bytes(for: .kws, number: 0))
    #expect(report.notes.map(\.code).contains("bytes_lost"))
  }

  @Test func sendsACommandAgainThatTheLineLost() async throws {
    let gate = FirstWrite()
    let port = DevicePort(.keywords) { bytes in
      // Of the first "infer" the device hears one character.
      guard bytes.starts(with: "infer".utf8), gate.isFirst() else { return bytes }
      return Array(bytes.prefix(1))
    }
    var limits = DeviceLimits.brief
    limits.silence = .milliseconds(200)
    let report = try await runBenchmark(
      on: port, rules: .shortened(isSimulated: true), limits: limits, origin: simulated
    ).report
    #expect(port.device.commands.contains("iinfer 1 1"))
    #expect(report.windows.count == 1)
    #expect(report.notes.map(\.code).contains("bytes_lost"))
  }

  @Test func recordsEveryLine() async throws {
    let run = try await runBenchmark(
      on: DevicePort(.keywords), rules: .shortened(isSimulated: true), origin: simulated)
    let texts = run.transcript.map { String($0.text.dropFirst(10)) }
    #expect(texts.prefix(3) == ["> name%", "< m-name-dut-[fake]", "< m-ready"])
    #expect(texts.contains("> db load 490%"))
    #expect(texts.contains("< m-results-[0,0,0,0,0,0.929,0,0,0,0,0,0.066]"))
    #expect(zip(run.transcript, run.transcript.dropFirst()).allSatisfy { $0.after <= $1.after })
  }
}
