import Calibration
import Failures
import LatencyTables
import MCUBenchTestSupport
import Measurements
import Testing

/// The sweep's loop over a board of arithmetic: whatever interrupts it, it ends with the same table.
struct CalibratorTests {
  typealias Measure = @Sendable (SweepState.Request) async throws -> MeasuredLayers

  private func calibrator(
    _ journal: SweepJournal, clock: ManualClock = ManualClock(), measure: @escaping Measure,
    progress: @escaping @Sendable (SweepProgress) -> Void = { _ in }
  ) -> Calibrator<ManualClock> {
    Calibrator(
      clock: clock,
      measure: { request in
        journal.countCall()
        return try await measure(request)
      }, store: { journal.add($0) }, progress: progress)
  }

  /// The table of a sweep that nothing interrupts.
  private func whole(
    _ plan: CalibrationPlan, measure: @escaping Measure = { SweepFixture.layers(of: $0) }
  ) async throws -> (text: String, journal: SweepJournal, state: SweepState) {
    let journal = SweepJournal()
    var state = SweepState(plan)
    let ending = try await calibrator(journal, measure: measure).run(&state)
    #expect(ending == .complete)
    return (try state.table(SweepFixture.origin).text(), journal, state)
  }

  /// The table of a sweep whose power is cut in, or behind, every `period`th firmware.
  private func interrupted(
    _ plan: CalibrationPlan, every period: Int, measure: @escaping Measure
  ) async throws -> (text: String, journal: SweepJournal) {
    let journal = SweepJournal()
    for sitting in 0..<1000 {
      var state = try journal.state(of: plan)
      let before = journal.callCount
      do {
        let isBefore = sitting.isMultiple(of: 2)
        let ending = try await Calibrator(
          clock: ManualClock(),
          measure: { request in
            let count = journal.countCall() - before
            let layers = try await measure(request)
            if count > period { throw PowerCut() }
            return layers
          },
          store: { firmware in
            journal.add(firmware)
            // Kept, and nobody there any more to count it.
            if !isBefore, journal.callCount - before == period { throw PowerCut() }
          }, progress: { _ in }
        ).run(&state)
        #expect(ending == .complete)
        return (try state.table(SweepFixture.origin).text(), journal)
      } catch is PowerCut {}
    }
    throw PowerCut()
  }

  @Test(arguments: [1, 2, 3, 7])
  func endsWithTheSameTableWhereverItIsInterrupted(_ period: Int) async throws {
    let plan = SweepFixture.plan(shapes: 90, layersPerFirmware: 8)
    let (text, journal, state) = try await whole(plan)
    #expect(state.samples.count == 90)
    #expect(Set(state.samples.map(\.layer)).count == 90)
    let again = try await interrupted(plan, every: period) { SweepFixture.layers(of: $0) }
    #expect(again.text == text)
    #expect(again.journal.firmwares.map(\.layers) == journal.firmwares.map(\.layers))
    #expect(again.journal.callCount > journal.callCount)
  }

  @Test(arguments: [1, 2, 5])
  func fallsTheSameWayWhereLayersDoNotFit(_ period: Int) async throws {
    // The board holds so many bytes of inputs, and no softmax at all.
    let measure: Measure = { request in
      if request.layers.contains(where: { $0.kind == .softmax }) {
        throw SweepObstacle.tooLarge("no room for a softmax")
      }
      let bytes = request.layers.reduce(0) { $0 + $1.inputElements }
      if request.layers.count > 1, bytes > 30_000 {
        throw SweepObstacle.tooLarge("\(bytes) B")
      }
      return SweepFixture.layers(of: request)
    }
    let plan = SweepFixture.plan(shapes: 70, layersPerFirmware: 12)
    let (text, journal, state) = try await whole(plan, measure: measure)
    #expect(state.samples.count == 70)
    #expect(!state.leftOut.isEmpty)
    #expect(state.leftOut.flatMap(\.layers).allSatisfy { $0.kind == .softmax })
    #expect(state.leftOut[0].reason == "no firmware can hold it: no room for a softmax")
    let again = try await interrupted(plan, every: period, measure: measure)
    #expect(again.text == text)
    #expect(again.journal.firmwares.map(\.layers) == journal.firmwares.map(\.layers))
  }

  @Test func triesABrokenFirmwareOnceMoreAndLeavesItsLayersOut() async throws {
    let plan = SweepFixture.plan(shapes: 40, layersPerFirmware: 6)
    let bad = try #require(SweepState(plan).next).layers[2]
    let (_, journal, state) = try await whole(plan) { request in
      if request.layers.contains(bad) { throw SweepObstacle.invalid("output 0 is wrong") }
      return SweepFixture.layers(of: request)
    }
    #expect(state.samples.count == 40)
    #expect(state.leftOut.map(\.reason) == ["output 0 is wrong"])
    #expect(state.leftOut[0].layers.contains(bad))
    #expect(state.leftOut[0].layers.count == 6)
    #expect(!state.samples.contains { $0.layer == bad })
    let broken = journal.firmwares.filter { $0.outcome == .invalid("output 0 is wrong") }
    #expect(broken.count == 2)
    #expect(broken[0].layers == broken[1].layers)
  }

  @Test func takesAFirmwareThatIsRightTheSecondTime() async throws {
    let plan = SweepFixture.plan(shapes: 30, layersPerFirmware: 6)
    let (text, _, _) = try await whole(plan)
    let journal = SweepJournal()
    var state = SweepState(plan)
    let ending = try await calibrator(journal) { request in
      if journal.callCount == 2 { throw SweepObstacle.invalid("a sample is missing") }
      return SweepFixture.layers(of: request)
    }.run(&state)
    #expect(ending == .complete)
    #expect(state.leftOut.isEmpty)
    #expect(try state.table(SweepFixture.origin).text() == text)
  }

  @Test func endsWhereEveryFirmwareIsBroken() async throws {
    let journal = SweepJournal()
    var state = SweepState(SweepFixture.plan(shapes: 30))
    let error = try await #require(throws: CalibrationError.self) {
      try await calibrator(journal) { _ in throw SweepObstacle.invalid("the clock is wrong") }
        .run(&state)
    }
    #expect(error.reason == .alwaysInvalid("the clock is wrong"))
    #expect(error.exitStatus == .workFailed)
    #expect(journal.callCount == 4)
  }

  @Test func saysWhyNoLayerCouldBeMeasured() async throws {
    let journal = SweepJournal()
    let plan = SweepFixture.plan(shapes: 1, layersPerFirmware: 1)
    var state = SweepState(plan)
    let error = try await #require(throws: CalibrationError.self) {
      try await calibrator(journal) { _ in throw SweepObstacle.tooLarge("no RAM") }.run(&state)
    }
    #expect(error.reason == .nothingMeasured(lastReason: "no firmware can hold it: no RAM"))
  }

  @Test func endsWithTheTimeAndGoesOnWithTheNext() async throws {
    let plan = SweepFixture.plan(shapes: 60, layersPerFirmware: 10)
    let (text, _, _) = try await whole(plan)
    let (clock, journal) = (ManualClock(), SweepJournal())
    let measure: Measure = { request in
      clock.advance(by: .seconds(60))
      return SweepFixture.layers(of: request)
    }
    var state = SweepState(plan)
    let ending = try await calibrator(journal, clock: clock, measure: measure)
      .run(&state, budget: .seconds(200))
    // Three of a minute each; a fourth would end too late.
    #expect(journal.firmwares.count == 3)
    #expect(ending == .budget(shapesLeft: 60 - state.samples.count))
    var later = try journal.state(of: plan)
    #expect(
      try await calibrator(journal, clock: clock, measure: measure).run(&later) == .complete)
    #expect(try later.table(SweepFixture.origin).text() == text)
  }

  @Test func refusesABudgetThatIsTooSmallForOneFirmware() async throws {
    let (clock, journal) = (ManualClock(), SweepJournal())
    var state = SweepState(SweepFixture.plan(shapes: 30))
    let error = try await #require(throws: CalibrationError.self) {
      try await calibrator(journal, clock: clock) { request in
        await clock.sleeping()
        clock.advance(by: .seconds(61))
        try await clock.sleep(for: .seconds(3600))
        return SweepFixture.layers(of: request)
      }.run(&state, budget: .seconds(60))
    }
    #expect(error.reason == .budgetTooSmall(.seconds(60)))
    #expect(error.summary == "60 s are too few to measure one firmware")
    #expect(journal.firmwares.isEmpty)
  }

  @Test func saysHowFarItIs() async throws {
    let (clock, journal) = (ManualClock(), SweepJournal())
    let heard = SweepProgressLog()
    var state = SweepState(SweepFixture.plan(shapes: 60, layersPerFirmware: 10))
    let first = SweepProgress(&state)
    #expect(first.left == nil)
    #expect(first.typicalError == nil)
    _ = try await calibrator(
      journal, clock: clock,
      measure: { request in
        clock.advance(by: .seconds(6 * request.layers.count))
        return SweepFixture.layers(of: request)
      }, progress: { heard.add($0) }
    ).run(&state, budget: .seconds(200))
    let lines = heard.lines
    #expect(lines.map(\.shapesMeasured) == [10, 20, 30])
    #expect(lines.map(\.spent) == [60, 120, 180].map { .seconds($0) })
    #expect(lines.map(\.left) == [300, 240, 180].map { .seconds($0) })
    // 140 s left are 23 shapes of 50; then 80 s 13 of 40; then 20 s 3 of 30.
    #expect(lines.map(\.shapesCut) == [27, 27, 27])
    let error = try #require(lines.last?.typicalError)
    let residuals = state.table(SweepFixture.origin).table.fits.values
      .flatMap { $0.residuals.map(abs) }.sorted()
    #expect(residuals.count > 10)
    #expect(
      error == (residuals[(residuals.count - 1) / 2] + residuals[residuals.count / 2]) / 2)
  }

  @Test func refusesSamplesOfAnotherBoardCompilerOrModel() throws {
    let plan = SweepFixture.plan(shapes: 30)
    var state = SweepState(plan)
    let request = try #require(state.next)
    try state.apply(
      SweepFirmware(
        layers: request.layers, outcome: .measured(SweepFixture.layers(of: request)),
        duration: .seconds(1)))
    let other = SweepFacts(
      evidence: .measured, timingModel: nil, compiler: "gcc 15", boardID: "c0ffee")
    let next = try #require(state.next)
    let error = try #require(throws: CalibrationError.self) {
      try state.apply(
        SweepFirmware(
          layers: next.layers, outcome: .measured(SweepFixture.layers(of: next, facts: other)),
          duration: .seconds(1)))
    }
    #expect(
      error.reason
        == .otherFacts([
          "evidence: simulated then, measured now", "timing model: m7/3 then, none now",
          "compiler: gcc 14 then, gcc 15 now", "board's unique id: none then, c0ffee now",
        ]))
    #expect(error.remedy?.contains("--restart") == true)
  }

  @Test func refusesLayersThatItWouldNotMeasure() throws {
    let plan = SweepFixture.plan(shapes: 30)
    var state = SweepState(plan)
    let request = try #require(state.next)
    #expect(throws: CalibrationError(reason: .otherLayers)) {
      try state.apply(
        SweepFirmware(
          layers: request.layers.reversed(), outcome: .tooLarge("no"), duration: .seconds(1)))
    }
  }

  @Test func leavesOutALayerWithoutCycles() async throws {
    let plan = SweepFixture.plan(shapes: 30, layersPerFirmware: 6)
    let mute = try #require(SweepState(plan).next).layers[0]
    let (_, _, state) = try await whole(plan) { request in
      let whole = SweepFixture.layers(of: request)
      return MeasuredLayers(
        layers: whole.layers.map { $0?.sample.layer == mute ? nil : $0 },
        overheadCycles: whole.overheadCycles, calledCount: whole.calledCount, facts: whole.facts)
    }
    #expect(state.samples.count == 30)
    #expect(state.leftOut.map(\.layers) == [[mute]])
  }

  @Test func choosesOtherLayersFromAnotherSeed() {
    let (first, second) = (SweepFixture.plan(shapes: 30), SweepFixture.plan(shapes: 30, seed: 8))
    #expect(first.poolHash == SweepFixture.plan(shapes: 30).poolHash)
    #expect(first.poolHash != second.poolHash)
    #expect(Set(first.pool.map(\.layer)).count == first.pool.count)
  }

  @Test func aSampleIsTheSameFromItsLine() throws {
    for candidate in SweepFixture.plan(shapes: 5).pool {
      let sample = CalibrationSample(
        layer: candidate.layer,
        sample: LatencySample(cost: candidate.cost, cycles: 1.0 / 3 + 1e6))
      #expect(try CalibrationSample(line: sample.line) == sample)
    }
  }
}
