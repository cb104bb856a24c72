import BoardProfiles
import Failures
import Hardware
import MCUBenchTestSupport
import Synchronization
import Testing

@testable import Benchmarking

/// The ways from a failure to the next try, on a clock that jumps over all waiting.
@Suite(.timeLimit(.minutes(1)))
struct FlashLadderTests {
  private static let probe = Probe.discovery()
  private let board: BoardProfile
  private let clock = JumpingClock()

  init() throws {
    board = try BoardProfile.ofProject()
  }

  private func ladder(
    _ flasher: any Flasher, finder: any ProbeFinder = FakeProbeFinder([FlashLadderTests.probe]),
    powerCycle: (@Sendable () async throws -> Void)? = nil,
    report: @escaping @Sendable (FlashStep) -> Void = { _ in }
  ) -> FlashLadder<JumpingClock> {
    FlashLadder(
      board: board, flasher: flasher, finder: finder, powerCycle: powerCycle,
      limits: LadderLimits(attempt: .seconds(60)), clock: clock, report: report)
  }

  private func climb(
    _ ladder: FlashLadder<JumpingClock>, over route: ProbeRoute = .usb(FlashLadderTests.probe)
  ) async throws -> FlashLadder<JumpingClock>.Climb {
    try await ladder.flash("fw.elf", over: route)
  }

  @Test func flashesPlainlyWhereNothingIsWrong() async throws {
    let flasher = ScriptedFlasher()
    let result = try await climb(ladder(flasher))
    #expect(flasher.jobs.map(\.method) == [.plain])
    #expect(flasher.jobs.map(\.imagePath) == ["fw.elf"])
    #expect(result.steps.map(\.rung) == [.plain])
    #expect(result.report?.tool == "fake 1.0")
    #expect(!result.hasReappeared)
  }

  @Test(arguments: [
    FlashError.Reason.targetNotAnswering, .flashLocked, .toolFailed(ending: "signal 11"),
    .timedOut(during: .programming, limit: .seconds(60)), .lost(during: .erasing),
  ])
  func climbsFromPlainOverResetAndEraseToAPowerCycle(reason: FlashError.Reason) async throws {
    let cycles = Mutex(0)
    let flasher = ScriptedFlasher([reason, reason, reason])
    let heard = Mutex<[FlashStep]>([])
    let result = try await climb(
      ladder(
        flasher, powerCycle: { cycles.withLock { $0 += 1 } },
        report: { step in heard.withLock { $0.append(step) } }))
    #expect(flasher.jobs.map(\.method) == [.plain, .underReset, .massErase, .plain])
    #expect(cycles.withLock { $0 } == 1)
    let rungs = result.steps.map(\.rung).filter { $0 != .reappearance }
    #expect(rungs == [.plain, .underReset, .massErase, .powerCycle])
    #expect(result.steps.last?.outcome.isSuccess == true)
    #expect(heard.withLock { $0 } == result.steps)
    #expect(result.hasReappeared)
  }

  @Test(arguments: [
    FlashError.Reason.noProbe, .accessDenied, .wrongSerial(asked: "X"),
    .toolMissing(name: "openocd", packages: ["openocd"]), .imageUnreadable("fw.elf"),
    .imageOutsideFlash, .writeProtected,
  ])
  func givesUpAtOnceWhereNoRungHelps(reason: FlashError.Reason) async throws {
    let flasher = ScriptedFlasher([reason])
    let error = await #expect(throws: FlashError.self) {
      try await climb(ladder(flasher, powerCycle: {}))
    }
    #expect(error?.reason == reason)
    #expect(flasher.jobs.count == 1)
  }

  @Test func waitsForAProbeThatIsBusyForAWhile() async throws {
    let busy = FlashError.Reason.probeBusy(holder: "openocd")
    let flasher = ScriptedFlasher(Array(repeating: busy, count: 8))
    let result = try await climb(ladder(flasher))
    #expect(flasher.jobs.map(\.method) == Array(repeating: .plain, count: 9))
    #expect(result.steps.count == 1)
    #expect(result.steps[0].outcome == .succeeded("fake 1.0, after 9 tries"))
    #expect(result.steps[0].duration == .seconds(2))
  }

  @Test func doesNotWaitForeverForABusyProbe() async throws {
    let busy = FlashError.Reason.probeBusy(holder: "openocd")
    let flasher = ScriptedFlasher(Array(repeating: busy, count: 1000))
    let error = await #expect(throws: FlashError.self) { try await climb(ladder(flasher)) }
    #expect(error?.reason == busy)
    #expect(clock.now.offset <= .seconds(10))
  }

  @Test func triesAgainPlainlyThenErasesAfterAMismatch() async throws {
    var flasher = ScriptedFlasher([.verifyMismatch])
    var result = try await climb(ladder(flasher))
    #expect(flasher.jobs.map(\.method) == [.plain, .plain])
    #expect(result.steps.map(\.rung) == [.plain, .plainAgain])
    flasher = ScriptedFlasher([.verifyMismatch, .verifyMismatch])
    result = try await climb(ladder(flasher))
    #expect(flasher.jobs.map(\.method) == [.plain, .plain, .massErase])
    flasher = ScriptedFlasher([.targetNotAnswering, .verifyMismatch])
    result = try await climb(ladder(flasher))
    #expect(flasher.jobs.map(\.method) == [.plain, .underReset, .massErase])
  }

  @Test func listsEveryStepWhereNothingHelped() async throws {
    let flasher = ScriptedFlasher([.targetNotAnswering, .flashLocked, .verifyMismatch])
    let error = try #require(
      await #expect(throws: LadderError.self) { try await climb(ladder(flasher)) })
    #expect(error.steps.map(\.rung) == [.plain, .underReset, .massErase])
    #expect(error.failureClass == .flash)
    #expect(error.remedy == (error.last as? FlashError)?.remedy)
    #expect(
      error.summary == """
        stm32f746g on 066F: flashing failed by every means that could help
          plain, as the image is to be flashed: failed, the probe answers, the chip does not (0.0 s)
          under reset, as the probe answers, the chip does not: failed, the flash is read-protected \
        (0.0 s)
          mass erase, as the flash is read-protected: failed, what the flash holds is not what was \
        written (0.0 s)
          the tool's last lines:
            the tool said
        """)
  }

  @Test func powersATargetWithoutVoltage() async throws {
    let flasher = ScriptedFlasher([.noTargetVoltage(millivolts: 0)])
    let result = try await climb(ladder(flasher, powerCycle: {}))
    #expect(result.steps.map(\.rung) == [.plain, .powerCycle])
    let error = await #expect(throws: FlashError.self) {
      try await climb(ladder(ScriptedFlasher([.noTargetVoltage(millivolts: 0)])))
    }
    #expect(error?.reason == .noTargetVoltage(millivolts: 0))
  }

  @Test func waitsForAProbeThatWasLostAndTakesItsNewAddress() async throws {
    let back = Probe.discovery(ports: ["/dev/ttyACM3"], device: 9)
    let withoutPort = Probe.discovery(ports: [], device: 9)
    let flasher = ScriptedFlasher([.lost(during: .programming)])
    let result = try await climb(
      ladder(flasher, finder: FakeProbeFinder([], [], [withoutPort], [back])))
    #expect(result.steps.map(\.rung) == [.plain, .reappearance, .underReset])
    #expect(result.route == .usb(back))
    #expect(flasher.jobs.last?.route == .usb(back))
    #expect(result.hasReappeared)
  }

  @Test func givesUpOnAProbeThatStaysAway() async throws {
    let flasher = ScriptedFlasher([.lost(during: .erasing)])
    let error = try #require(
      await #expect(throws: LadderError.self) {
        try await climb(ladder(flasher, finder: FakeProbeFinder([])))
      })
    #expect(error.steps.map(\.rung) == [.plain, .reappearance])
    #expect(error.failureClass == .flash)
    #expect(clock.now.offset <= .seconds(10))
  }

  @Test func takesThePowerFromAProbeThatStaysAway() async throws {
    let bus = Mutex<[Probe]>([])
    struct Finder: ProbeFinder {
      let look: @Sendable () -> [Probe]
      func probes() async throws -> [Probe] { look() }
      func events() -> AsyncThrowingStream<ProbeEvent, any Error> { .init { $0.finish() } }
    }
    let flasher = ScriptedFlasher([.lost(during: .erasing)])
    let result = try await climb(
      ladder(
        flasher, finder: Finder(look: { bus.withLock { $0 } }),
        powerCycle: { bus.withLock { $0 = [Self.probe] } }))
    #expect(result.steps.map(\.rung) == [.plain, .reappearance, .powerCycle])
  }

  @Test func waitsForAServerThatWasLost() async throws {
    let flasher = ScriptedFlasher([.lost(during: .verifying), .noProbe, .noProbe])
    let result = try await climb(ladder(flasher), over: .server(port: 7184))
    #expect(flasher.jobs.map(\.method) == [.plain, .underReset, .underReset, .underReset])
    #expect(result.steps.map(\.rung) == [.plain, .underReset])
  }

  @Test func waitsForAServerThatIsOnlyJustBackFromAPowerCycle() async throws {
    let flasher = ScriptedFlasher([
      .noTargetVoltage(millivolts: 0), .lost(during: .connecting), .noProbe,
    ])
    let result = try await climb(ladder(flasher, powerCycle: {}), over: .server(port: 7184))
    #expect(flasher.jobs.map(\.method) == Array(repeating: .plain, count: 4))
    #expect(result.steps.map(\.rung) == [.plain, .powerCycle])
    #expect(result.steps.last?.outcome == .succeeded("fake 1.0, after 3 tries"))
  }

  @Test func givesAChipThatDoesNotAnswerAMoment() async throws {
    let flasher = ScriptedFlasher([.targetNotAnswering, .targetNotAnswering])
    _ = try await climb(ladder(flasher))
    #expect(clock.now.offset == .seconds(2))
  }

  @Test func reportsAPowerCycleThatFails() async throws {
    struct Broken: Failure {
      var summary: String { "uhubctl failed" }
    }
    let flasher = ScriptedFlasher(Array(repeating: .targetNotAnswering, count: 3))
    let error = try #require(
      await #expect(throws: LadderError.self) {
        try await climb(ladder(flasher, powerCycle: { throw Broken() }))
      })
    #expect(error.summary.contains("power cycle, as the probe answers"))
    #expect(error.summary.contains("uhubctl failed"))
    #expect(error.last is Broken)
  }

  @Test func stopsWhenTheTimeForAllOfItIsOver() async throws {
    let clock = clock
    let flasher = ScriptedFlasher(
      Array(repeating: .timedOut(during: .programming, limit: .seconds(60)), count: 9),
      act: { job in clock.advance(by: job.timeLimit * 3) })
    let error = try #require(
      await #expect(throws: LadderError.self) { try await climb(ladder(flasher)) })
    #expect(error.isOutOfTime)
    #expect(error.failureClass == .timeout)
    #expect(flasher.jobs.map(\.timeLimit) == [.seconds(60), .seconds(59)])
  }

  @Test func endsWhenItIsCancelled() async throws {
    let clock = ManualClock()
    let ladder = FlashLadder(
      board: board, flasher: ScriptedFlasher([.probeBusy(holder: nil), .probeBusy(holder: nil)]),
      finder: FakeProbeFinder(), limits: LadderLimits(attempt: .seconds(60)), clock: clock)
    let climbing = Task { try await ladder.flash("fw.elf", over: .usb(Self.probe)) }
    await clock.sleeping()
    climbing.cancel()
    await #expect(throws: CancellationError.self) { try await climbing.value }
  }

  @Test func knowsAProbeAgainByPlaceAndSerial() {
    let probe = Probe.discovery(serial: "A", path: "1-1")
    let moved = Probe.discovery(serial: "A", path: "1-2")
    let clone = Probe.discovery(serial: "A", path: "1-3")
    let other = Probe.discovery(serial: "B", path: "1-1")
    #expect(probe.again(among: [clone, probe]) == probe)
    #expect(probe.again(among: [moved, other]) == moved)
    #expect(probe.again(among: [moved, clone]) == nil)
    #expect(probe.again(among: [other]) == nil)
    let nameless = Probe.discovery(serial: nil, path: "1-1")
    #expect(nameless.again(among: [Probe.discovery(serial: nil, path: "1-2")]) == nil)
  }
}
