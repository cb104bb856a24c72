import Benchmarking
import MCUBenchTestSupport
import Testing

/// What readings of a board's clocks prove.
@Suite struct ClockProofTests {
  /// A reading taken `seconds` after start: asked so long before, heard so long after.
  struct Moment: Sendable {
    let seconds: Double
    var before = 0.001
    var after = 0.001
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var hertz = 216_000_000.0
    /// The second timer's rate where the core's clock is right; both hang on the same source.
    var timerHertz = 1_000_000.0
    var tolerated = 0.005
    var reference = ClockExpectation.Reference.hostClock
    let moments: [Moment]
    let verdict: ClockProof.Verdict
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "a right clock over a second",
      moments: [Moment(seconds: 0), Moment(seconds: 1)], verdict: .proven),
    Case(
      name: "0.4 % off, seen sharply", hertz: 216_000_000 * 1.004,
      moments: [Moment(seconds: 0), Moment(seconds: 10)], verdict: .proven),
    Case(
      name: "0.6 % off, seen sharply", hertz: 216_000_000 * 0.994,
      moments: [Moment(seconds: 0), Moment(seconds: 10)], verdict: .refuted),
    Case(
      name: "0.6 % off, seen dimly", hertz: 216_000_000 * 0.994,
      moments: [Moment(seconds: 0), Moment(seconds: 1)], verdict: .undecided),
    Case(
      name: "2 % off an oscillator's", hertz: 216_000_000 * 0.98, tolerated: 0.03,
      moments: [Moment(seconds: 0), Moment(seconds: 1)], verdict: .proven),
    Case(
      name: "the internal oscillator instead of the PLL", hertz: 16_000_000,
      moments: [Moment(seconds: 0), Moment(seconds: 1)], verdict: .refuted),
    Case(
      name: "too short, however sharp",
      moments: [
        Moment(seconds: 0, before: 0, after: 0), Moment(seconds: 0.19, before: 0, after: 0),
      ],
      verdict: .undecided),
    Case(
      name: "long enough",
      moments: [
        Moment(seconds: 0, before: 0, after: 0), Moment(seconds: 0.2, before: 0, after: 0),
      ],
      verdict: .proven),
    Case(
      name: "a host that was busy both times",
      moments: [
        Moment(seconds: 1, before: 0.2, after: 0.1), Moment(seconds: 3, before: 0.3, after: 0.4),
      ], verdict: .undecided),
    Case(
      name: "the same, and later",
      moments: [
        Moment(seconds: 1, before: 0.2, after: 0.1), Moment(seconds: 3, before: 0.3, after: 0.4),
        Moment(seconds: 200),
      ], verdict: .proven),
    Case(
      name: "busy first and last, quick in between",
      moments: [
        Moment(seconds: 1, before: 0.5, after: 0.5), Moment(seconds: 2, before: 0.0001),
        Moment(seconds: 4), Moment(seconds: 5, before: 0.5, after: 0.5),
      ], verdict: .proven),
    Case(
      name: "a busy host and another clock", hertz: 100_000_000,
      moments: [
        Moment(seconds: 1, before: 0.2, after: 0.1), Moment(seconds: 3, before: 0.3, after: 0.4),
      ], verdict: .refuted),
    Case(
      name: "a second timer that says otherwise", timerHertz: 1_100_000,
      moments: [Moment(seconds: 0), Moment(seconds: 1)], verdict: .refuted),
    Case(name: "one reading", moments: [Moment(seconds: 1)], verdict: .undecided),
    Case(
      name: "modelled time, whatever the host's", reference: .modelledTime,
      moments: [
        Moment(seconds: 0, before: 5, after: 9), Moment(seconds: 0.25, before: 0, after: 60),
      ], verdict: .proven),
    Case(
      name: "modelled time too short", reference: .modelledTime,
      moments: [Moment(seconds: 0), Moment(seconds: 0.19)], verdict: .undecided),
    Case(
      name: "modelled time and another ratio", timerHertz: 900_000, reference: .modelledTime,
      moments: [Moment(seconds: 0), Moment(seconds: 1)], verdict: .refuted),
  ]

  @Test(arguments: cases)
  func judges(_ example: Case) {
    var proof = ClockProof(
      of: ClockExpectation(
        coreHertz: 216_000_000, toleratedShare: example.tolerated, reference: example.reference))
    for moment in example.moments {
      proof.add(
        ClockReading(
          asked: .seconds(moment.seconds - moment.before),
          heard: .seconds(moment.seconds + moment.after),
          cycles: UInt64(moment.seconds * example.hertz),
          timerTicks: UInt64(
            moment.seconds * example.timerHertz * example.hertz / 216_000_000),
          timerHertz: 1_000_000))
    }
    #expect(proof.verdict == example.verdict)
    if example.reference == .hostClock, example.moments.count > 1 {
      #expect(proof.bounds.lowest <= example.hertz * (1 + 1e-9))
      #expect(proof.bounds.highest >= example.hertz * (1 - 1e-9))
    }
  }

  @Test func refutesACounterThatStoodStillForAWhile() {
    var proof = ClockProof(
      of: ClockExpectation(
        coreHertz: 216_000_000, toleratedShare: 0.005, reference: .hostClock))
    // Right over all, but fast and slow in between: no one rate fits the three.
    for (seconds, cycles) in [(0.0, 0.0), (1.0, 1.5), (2.0, 2.0)] {
      proof.add(
        ClockReading(
          asked: .seconds(seconds), heard: .seconds(seconds + 0.001),
          cycles: UInt64(cycles * 216_000_000), timerTicks: UInt64(cycles * 1_000_000),
          timerHertz: 1_000_000))
    }
    #expect(proof.bounds.lowest > proof.bounds.highest)
    #expect(proof.verdict == .refuted)
  }

  /// The proof of a session in real time with a board whose core runs at `hertz`.
  private func proof(of hertz: Double, within limit: Duration) async throws -> ClockProof {
    let start = ContinuousClock.now
    var firmware = FakeBoard.Firmware()
    firmware.clocks = { _ in
      let seconds = start.duration(to: .now) / .seconds(1)
      return (UInt64(seconds * hertz), UInt64(seconds * hertz / 216))
    }
    var limits = SessionLimits()
    limits.clockProof = limit
    let session = session(with: FakeBoard(firmware), limits: limits, clock: ContinuousClock())
    return try await run(
      session, firmware,
      clock: ClockExpectation(
        coreHertz: 216_000_000, toleratedShare: 0.005, reference: .hostClock)
    ).clock
  }

  @Test func readsTheClocksUntilTheHostsClockProvesThem() async throws {
    let proof = try await proof(of: 216_000_000, within: .seconds(50))
    #expect(proof.verdict == .proven)
    #expect(proof.seconds >= ClockProof.minimumSeconds)
    #expect(proof.bounds.lowest <= 216_000_000 && proof.bounds.highest >= 216_000_000)
  }

  @Test func findsThatTheCoreRunsAtAnotherClock() async throws {
    let proof = try await proof(of: 192_000_000, within: .seconds(50))
    #expect(proof.verdict == .refuted)
    #expect(proof.byTimer?.middle.map { abs($0 - 216_000_000) < 10_000 } == true)
  }

  @Test func readsTheClocksTwiceAtLeastAndNoLongerThanItMay() async throws {
    let proof = try await proof(of: 216_000_000, within: .zero)
    #expect(proof.readings.count == 2)
    #expect(proof.verdict != .refuted)
  }
}
