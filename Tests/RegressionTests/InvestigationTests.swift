import MCUBenchTestSupport
import Measurements
import Testing

@testable import Regression

/// What nights say, and what they do before they say it.
@Suite struct InvestigationTests {
  /// A rig where layer 1 takes so much more from a night on, on the boards named.
  private static func rig(
    slower percent: Double, from night: Int, layer: Int = 1, on boards: Set<String>? = nil,
    noisePercent: Double = 0, options: Investigation.Options = Investigation.Options(hasTwin: true)
  ) -> PlayedRig {
    PlayedRig(options: options) { situation, index in
      let isHit =
        index == layer && situation.night >= night
        && boards?.contains(situation.boardName) ?? true
      return PlayedRig.layerCycles[index] * (isHit ? 1 + percent / 100 : 1)
        * (1 + noisePercent / 100 * situation.noise.normal())
    }
  }

  @Test func beginsWithABaseline() {
    var rig = PlayedRig()
    let entry = rig.playNight()
    #expect(entry.outcome == .baseline)
    #expect(entry.confirmations.isEmpty)
    #expect(rig.playNight().outcome == .unchanged)
  }

  @Test func findsASlowerLayerAndTheCommit() throws {
    var rig = Self.rig(slower: 1, from: 6)
    let found = rig.play(nights: 20)
    try #require(found.map(\.night) == [6])
    let entry = found[0].entry
    #expect(entry.outcome == .slower)
    #expect(entry.layers.map(\.index) == [1])
    #expect(entry.layers[0].figure.baselineCycles == 700_000)
    #expect(entry.layers[0].figure.cycles == 707_000)
    #expect(entry.layers[0].figure.limitCycles == 2_100)
    #expect(entry.total?.verdict == .unchanged)
    #expect(entry.confirmations.map(\.boardName) == ["left", "right"])
    #expect(entry.confirmations.map(\.isTwin) == [false, true])
    #expect(entry.confirmations.map(\.agrees) == [true, true])
    #expect(entry.suspect?.lastGoodCommit == "commit 5")
    #expect(entry.suspect?.firstBadCommit == "commit 6")
    #expect(entry.suspect?.firstBadRun == entry.runID)
  }

  @Test func tellsOfAFasterLayerWithoutARegression() throws {
    var rig = Self.rig(slower: -2, from: 6)
    let found = rig.play(nights: 12)
    try #require(found.map(\.entry.outcome) == [.faster])
    #expect(!rig.nights.contains { $0.hasRegression })
  }

  @Test func blamesTheBoardThatATwinContradicts() throws {
    var rig = Self.rig(slower: 2, from: 6, on: ["left"])
    let found = rig.play(nights: 8)
    try #require(found.map(\.entry.outcome) == [.boardSuspect, .boardSuspect])
    #expect(found[0].entry.confirmations.map(\.agrees) == [true, false])
    #expect(found[0].entry.suspect == nil)
    #expect(!rig.nights.contains { $0.hasRegression })
  }

  @Test func keepsASickBoardsRunsOutOfTheBaseline() {
    var rig = Self.rig(slower: 2, from: 6, on: ["left"])
    _ = rig.play(nights: 10)
    #expect(rig.playNight(on: "right").outcome == .unchanged)
  }

  @Test func callsWhatASecondRunDoesNotShowNoise() throws {
    var rig = PlayedRig { situation, layer in
      let isOff = situation.night == 6 && !situation.isConfirmation
      return PlayedRig.layerCycles[layer] * (isOff ? 1.05 : 1)
    }
    let found = rig.play(nights: 12)
    try #require(found.map(\.entry.outcome) == [.unconfirmed])
    #expect(found[0].entry.confirmations.map(\.agrees) == [false])
  }

  @Test func confirmsOnOneBoardWhereThereIsNoTwin() throws {
    var rig = Self.rig(slower: 1, from: 6, options: Investigation.Options(hasTwin: false))
    let found = rig.play(nights: 8)
    try #require(found.map(\.entry.outcome) == [.slower])
    #expect(found[0].entry.confirmations.map(\.isTwin) == [false])
    #expect(found[0].entry.notes.contains { $0.contains("no twin") })
  }

  @Test func asksNobodyWhereConfirmationIsOff() throws {
    var rig = Self.rig(
      slower: 1, from: 6,
      options: Investigation.Options(isConfirming: false, hasTwin: true))
    let found = rig.play(nights: 8)
    try #require(found.map(\.entry.outcome) == [.slower])
    #expect(found[0].entry.confirmations.isEmpty)
    #expect(found[0].entry.notes.contains { $0.contains("confirmation is off") })
  }

  @Test func knowsTheBoardByAnImageThatDidNotChange() throws {
    var rig = Self.rig(
      slower: 1, from: 6, options: Investigation.Options(hasTwin: false))
    rig.change = { _, run in run.imageSHA256 = "same" }
    let found = rig.play(nights: 7)
    try #require(found.map(\.entry.outcome) == [.boardSuspect])
    #expect(found[0].entry.notes.contains { $0.contains("bit for bit") })
  }

  /// A rig where from night 6 on every layer is 2 % slower, and `moved` times as slow where its code
  /// lies elsewhere.
  private static func rigOfAMovedImage(code: String = "same", moved: Double) -> PlayedRig {
    var rig = PlayedRig { situation, layer in
      PlayedRig.layerCycles[layer] * (situation.night >= 6 ? situation.isMoved ? moved : 1.02 : 1)
    }
    rig.change = { situation, run in
      run.kernelCodeSHA256 = situation.night >= 6 ? code : "same"
    }
    return rig
  }

  @Test(arguments: [1.0, 1.005, 1.04])
  func suspectsTheLayoutWhereAnotherPlaceMakesOtherFigures(moved: Double) throws {
    var rig = Self.rigOfAMovedImage(moved: moved)
    let found = rig.play(nights: 12)
    try #require(found.map(\.entry.outcome) == [.layoutSuspect])
    let entry = found[0].entry
    #expect(entry.confirmations.map(\.agrees) == [true, true, false])
    #expect(entry.confirmations.map(\.codePaddingBytes) == [nil, nil, 1040])
    #expect(entry.notes.contains { $0.hasSuffix("its place makes the difference") })
  }

  @Test func blamesTheCodeWhereItsPlaceDoesNotExplainIt() throws {
    var rig = Self.rigOfAMovedImage(moved: 1.021)
    let found = rig.play(nights: 12)
    try #require(found.map(\.entry.outcome) == [.slower])
    let entry = found[0].entry
    #expect(entry.confirmations.map(\.agrees) == [true, true, true])
    #expect(entry.notes.contains { $0.contains("+0.10 % only: its place does not explain it") })
    #expect(rig.nights[6].hasRegression)
  }

  @Test func movesNoCodeWhereTheKernelsAreOthers() throws {
    var rig = Self.rigOfAMovedImage(code: "other", moved: 1)
    let found = rig.play(nights: 12)
    try #require(found.map(\.entry.outcome) == [.slower])
    #expect(found[0].entry.confirmations.allSatisfy { $0.codePaddingBytes == nil })
  }

  @Test func keepsToItsSuspicionWhereTheCodeCouldNotBeMoved() throws {
    var rig = Self.rigOfAMovedImage(moved: 1)
    let change = rig.change
    rig.change = { situation, run in
      change(situation, &run)
      if situation.isMoved { run.validity = .invalid }
    }
    let found = rig.play(nights: 12)
    try #require(found.map(\.entry.outcome) == [.layoutSuspect])
    #expect(found[0].entry.confirmations.last?.agrees == nil)
    #expect(found[0].entry.notes.contains { $0.contains("gave nothing to go by") })
  }

  struct Circumstance: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let note: String
    let change: @Sendable (inout ComparedRun) -> Void

    init(
      _ description: String, _ note: String,
      _ change: @escaping @Sendable (inout ComparedRun) -> Void
    ) {
      testDescription = description
      self.note = note
      self.change = change
    }
  }

  static let circumstances = [
    Circumstance("compiler", "the compiler differs") { $0.toolchain = "gcc 99" },
    Circumstance("clock", "the core clock differs") { $0.clockHertz = 100_000_000 },
    Circumstance("parameters", "the hash of the timing model's parameters differs") {
      $0.evidence = .simulated
      $0.timingModel = TimingModel(name: "m7", version: "1", parameterHash: "ffffffffffff")
    },
    Circumstance("input", "the input differs") {
      $0.method = MethodRecord(
        counter: "dwt_cyccnt", warmupRuns: 1, runs: 2, stopRule: "fixed count", input: "other")
    },
  ]

  @Test(arguments: circumstances)
  func doesNotCompareWhatIsNotComparable(_ circumstance: Circumstance) throws {
    var rig = PlayedRig()
    rig.change = { situation, run in
      run.evidence = .simulated
      run.timingModel = TimingModel(name: "m7", version: "1", parameterHash: "0123456789ab")
      if situation.night >= 6 { circumstance.change(&run) }
    }
    let found = rig.play(nights: 12)
    try #require(found.map(\.entry.outcome) == [.notComparable])
    #expect(
      found[0].entry.notes.contains { $0.contains(circumstance.note) }, "\(found[0].entry.notes)")
  }

  @Test func failsWithARunThatCannotBeUsed() throws {
    var rig = PlayedRig()
    rig.change = { situation, run in
      if situation.night == 3 {
        run.validity = .invalidOutput
        run.totals = [:]
      }
    }
    let found = rig.play(nights: 6)
    try #require(found.map(\.entry.outcome) == [.failed])
    #expect(found[0].entry.failure?.contains("invalid_output") == true)
    #expect(rig.nights[3].hasFailure)
  }

  @Test func findsADriftAndSaysSo() throws {
    var rig = PlayedRig { situation, layer in
      PlayedRig.layerCycles[layer] * (1 + 0.001 * Double(max(0, situation.night - 10)))
    }
    let found = rig.play(nights: 40)
    #expect(found.map(\.entry.outcome).allSatisfy { $0 == .drift })
    let first = try #require(found.first)
    #expect(first.night - 10 <= 7)
    #expect(first.entry.suspect != nil)
    #expect(found.count >= 3, "it goes on, and is told again")
  }

  @Test func findsALevelThatNoSingleRunShows() throws {
    var rig = PlayedRig(seed: 7) { situation, layer in
      PlayedRig.layerCycles[layer] * (situation.night >= 30 ? 1.009 : 1)
        * (1 + 0.003 * situation.noise.normal())
    }
    rig.options.hasTwin = true
    let found = rig.play(nights: 60).filter { $0.entry.outcome.isRegression }
    let first = try #require(found.first)
    #expect((30...50).contains(first.night))
  }

  @Test func holdsRunsAgainstTheNewLevelOnceItIsTold() {
    var rig = Self.rig(slower: 1, from: 6)
    let before = rig.play(nights: 7)
    #expect(before.count == 1)
    #expect(rig.play(nights: 40).isEmpty)
  }

  @Test func takesAnUntoldPastAsItIs() {
    var rig = Self.rig(slower: 5, from: 10)
    _ = rig.play(nights: 20)
    var later = rig
    later.forgetNights()
    #expect(later.playNight().outcome == .unchanged)
  }

  @Test func goesOnWithTheTwinWhereASecondRunFails() {
    let slow = PlayedRig.example.with(clean: 2_100_000)
    var investigation = Investigation(
      of: slow, against: slow.with(clean: 2_000_000), history: .none,
      options: Investigation.Options(hasTwin: true))
    #expect(investigation.step == .measureAgain)
    investigation.takeFailure("no probe answers", boardName: "left")
    #expect(investigation.step == .measureOnTwin)
    var twin = slow
    twin.boardName = "right"
    investigation.take(twin)
    guard case .accept(let entry) = investigation.step else {
      Issue.record("it wants \(investigation.step)")
      return
    }
    #expect(entry.outcome == .slower)
    #expect(entry.confirmations.map(\.agrees) == [nil, true])
    #expect(entry.notes.contains { $0.contains("no probe answers") })
  }

  @Test func saysNothingThatNothingConfirmed() {
    let baseline = PlayedRig.example
    var investigation = Investigation(
      of: baseline.with(clean: 2_100_000), against: baseline.with(clean: 2_000_000),
      history: .none, options: Investigation.Options(hasTwin: true))
    investigation.takeFailure("no probe answers", boardName: "left")
    investigation.takeFailure("not attached", boardName: "right")
    guard case .accept(let entry) = investigation.step else {
      Issue.record("it wants \(investigation.step)")
      return
    }
    #expect(entry.outcome == .unconfirmed)
    #expect(entry.confirmations.map(\.agrees) == [nil, nil])
  }
}

extension ComparedRun {
  fileprivate func with(clean cycles: Double) -> ComparedRun {
    var run = self
    run.totals[.clean] = ComparedFigure(medianCycles: cycles, deviationCycles: 0, count: 30)
    return run
  }
}
