import MCUBenchTestSupport
import Measurements
import Testing

typealias Run = Measurements.Measurement

extension ComparedRun {
  /// A run of one network of three layers under a model that was held against silicon.
  static let example: ComparedRun = {
    var run = ComparedRun(Run.example(timingModel: .exampleChecked))
    run.placement = PlacementRecord(code: .ram, weights: .flash, isDefault: true)
    let layer = run.layers[0]
    run.layers = (0..<3).map { index in
      var copy = layer
      copy.index = index
      copy.name = "conv \(index)"
      copy.shapes.outputs = [[1, 12, 12, 8 + index]]
      copy.figure = ComparedFigure(medianCycles: 100_000, deviationCycles: 0, count: 2)
      return copy
    }
    run.set(clean: 300_000, layerSum: 300_000, cold: 320_000)
    run.outputSHA256 = "01"
    return run
  }()

  mutating func set(clean: Double, layerSum: Double, cold: Double? = nil) {
    for (total, cycles) in [
      (Total.clean, Double?.some(clean)), (.layerSum, layerSum), (.cold, cold),
    ] {
      totals[total] = cycles.map {
        ComparedFigure(medianCycles: $0, deviationCycles: 0, count: 2)
      }
    }
  }

  func changed(_ change: (inout ComparedRun) -> Void) -> ComparedRun {
    var copy = self
    change(&copy)
    return copy
  }
}

/// What blocks a comparison, what warns, and what it comes to.
@Suite struct RunComparisonTests {
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let codes: [ComparabilityFinding.Code]
    let outcome: RunComparison.Outcome
    let forced: RunComparison.Outcome
    let change: @Sendable (inout ComparedRun) -> Void

    init(
      _ description: String, _ codes: [ComparabilityFinding.Code],
      _ outcome: RunComparison.Outcome, forced: RunComparison.Outcome? = nil,
      _ change: @escaping @Sendable (inout ComparedRun) -> Void
    ) {
      testDescription = description
      self.codes = codes
      self.outcome = outcome
      self.forced = forced ?? outcome
      self.change = change
    }
  }

  private static func model(
    _ name: String = "m7", _ version: String = "2", _ hash: String? = "0123456789ab",
    row: String = "optimised", ranking: Double? = 3
  ) -> TimingModel {
    TimingModel(
      name: name, version: version, parameterHash: hash,
      claim: AccuracyClaim(row: row, text: "", label: .simulated, rankingLimitPercent: ranking))
  }

  static let blocking = [
    Change("measured", [.differentEvidence], .blocked) {
      $0.evidence = .measured
      $0.timingModel = nil
    },
    Change("invalid", [.unusableRun], .blocked) { $0.validity = .invalid },
    Change("wrong output", [.unusableRun], .blocked) {
      $0.validity = .invalidOutput
      $0.totals = [:]
    },
    Change(
      "another model on another board", [.differentBoard, .differentModel], .blocked,
      forced: .sideBySide
    ) {
      $0.board = "pico"
      $0.modelSHA256 = "00"
    },
    Change(
      "another board and kind of evidence", [.differentEvidence, .differentBoard], .blocked
    ) {
      $0.board = "pico"
      $0.evidence = .measured
      $0.timingModel = nil
    },
    Change("another clock", [.differentClock], .blocked, forced: .sideBySide) {
      $0.clockHertz = 200_000_000
    },
    Change("an unknown clock", [.differentClock], .blocked, forced: .sideBySide) {
      $0.clockHertz = nil
    },
    Change("another timing model", [.differentTimingModel], .blocked, forced: .sideBySide) {
      $0.timingModel = model("m0plus")
    },
    Change("another version", [.differentTimingModel], .blocked, forced: .sideBySide) {
      $0.timingModel = model("m7", "3")
    },
    Change("other parameters", [.differentTimingParameters], .blocked, forced: .sideBySide) {
      $0.timingModel = model("m7", "2", "0123456789ac")
    },
    Change("no parameters", [.differentTimingParameters], .blocked, forced: .sideBySide) {
      $0.timingModel = model("m7", "2", nil)
    },
    Change(
      "another kind of input", [.differentModel, .differentInputKind], .blocked,
      forced: .sideBySide
    ) {
      $0.modelSHA256 = "00"
      $0.inputShapes = [[1, 640]]
    },
    Change(
      "another number of inputs", [.differentModel, .differentInputKind], .blocked,
      forced: .sideBySide
    ) {
      $0.modelSHA256 = "00"
      $0.inputShapes += $0.inputShapes
    },
  ]

  static let warning = [
    Change("predicted", [.predictedBesideRun], .sideBySide) { $0.evidence = .predicted },
    Change("nothing", [], .judged(.unchanged)) { _ in },
    Change("another virtual unit", [], .judged(.unchanged)) { $0.uniqueID = "00" },
    Change("another model", [.differentModel], .sideBySide) { $0.modelSHA256 = "00" },
    Change("another resolution", [.differentModel, .differentInputShape], .sideBySide) {
      $0.modelSHA256 = "00"
      $0.inputShapes = [[1, 24, 24, 3]]
    },
    Change("another board", [.differentBoard], .sideBySide) { $0.board = "pico" },
    Change(
      "another board, its clock and its timing model",
      [.differentBoard, .differentClock, .differentTimingModel], .sideBySide
    ) {
      $0.board = "pico"
      $0.clockHertz = 125_000_000
      $0.timingModel = model("m0plus")
    },
    Change("another input", [.differentInput], .sideBySide) {
      $0.method = MethodRecord(
        counter: "dwt_cyccnt", warmupRuns: 1, runs: 2, stopRule: "", interruptPolicy: "masked",
        probeState: "none attached", input: "x.npy: vector 0")
    },
    Change("a file that changed", [.differentInput], .sideBySide) { $0.outputSHA256 = "02" },
    Change("degraded", [.degradedRun], .judged(.unchanged)) {
      $0.validity = .degraded
      $0.issues = [Issue(code: "residue_high", severity: .degraded, text: "")]
    },
    Change("another kernel set", [.differentKernelSet], .judged(.unchanged)) {
      $0.kernelSet = "fast"
    },
    Change(
      "without its dead channels", [.differentPruning, .differentKernelSet], .judged(.unchanged)
    ) {
      $0.kernelSet = $0.kernelSet.map { KernelSetName.name($0, isPruned: true) }
    },
    Change("weights elsewhere", [.differentPlacement], .judged(.unchanged)) {
      $0.placement = PlacementRecord(code: .ram, weights: .ram, isDefault: false)
    },
    Change("on both cores", [.differentCores], .judged(.unchanged)) { $0.cores = 2 },
    Change("another kernel", [.differentKernels], .judged(.unchanged)) {
      $0.layers[1].kernelSymbol = "mcub_conv_2d_s8_dsp"
    },
    Change("another compiler", [.differentCompiler], .judged(.unchanged)) {
      $0.toolchain = "gcc 15"
    },
    Change("other flags", [.differentFlags], .judged(.unchanged)) {
      $0.flags += ["-funroll-loops"]
    },
    Change("flags in another order", [.differentFlags], .judged(.unchanged)) { $0.flags.reverse() },
    Change("another program", [.differentProgram], .judged(.unchanged)) {
      $0.program = "mcubench 0.2.0"
    },
    Change(
      "another way of counting", [.differentMethod, .differentMethod, .differentMethod],
      .judged(.unchanged)
    ) {
      $0.method = MethodRecord(
        counter: "systick", warmupRuns: 5, runs: 30, stopRule: "fixed count",
        interruptPolicy: "open", probeState: nil, input: "seeded")
    },
    Change("another claim", [.differentClaim], .judged(.unchanged)) {
      $0.timingModel = model(row: "other_code")
    },
    Change("no claim", [.nothingClaimed], .judged(.unchanged)) {
      $0.timingModel = model(ranking: nil)
    },
    Change("a claim of an older program", [.nothingClaimed], .judged(.unchanged)) {
      $0.timingModel = TimingModel(name: "m7", version: "2", parameterHash: "0123456789ab")
    },
  ]

  static let judging = [
    Change("slower by 10 %", [], .judged(.slower)) {
      $0.set(clean: 330_000, layerSum: 330_000, cold: 350_000)
    },
    Change("slower by less than ranks", [.belowRankingLimit], .judged(.slower)) {
      $0.set(clean: 303_000, layerSum: 303_000, cold: 320_000)
    },
    Change("slower by what ranks", [], .judged(.slower)) {
      $0.set(clean: 309_000, layerSum: 309_000, cold: 320_000)
    },
    Change("faster", [], .judged(.faster)) {
      $0.set(clean: 270_000, layerSum: 270_000, cold: 290_000)
    },
    Change("slower when cold alone", [], .judged(.slower)) {
      $0.set(clean: 300_000, layerSum: 300_000, cold: 340_000)
    },
    Change("faster, and slower when cold", [], .judged(.slower)) {
      $0.set(clean: 270_000, layerSum: 270_000, cold: 340_000)
    },
    Change("slower in the layers' sum alone", [], .judged(.unchanged)) {
      $0.set(clean: 300_000, layerSum: 340_000, cold: 320_000)
    },
    Change("without a cold pass", [.differentMethod], .judged(.unchanged)) {
      $0.set(clean: 300_000, layerSum: 300_000)
    },
    Change("within the limits", [], .judged(.unchanged)) {
      $0.set(clean: 300_900, layerSum: 300_900, cold: 320_900)
    },
    Change("every layer by 1 to 3 %", [.belowRankingLimit, .layoutSuspect], .judged(.slower)) {
      $0.moveLayers(by: [1_000, 3_000, 2_000])
    },
    Change("every layer down by 1 to 3 %", [.belowRankingLimit, .layoutSuspect], .judged(.faster)) {
      $0.moveLayers(by: [-1_000, -3_000, -2_000])
    },
    Change("not every layer by 1 %", [.belowRankingLimit], .judged(.slower)) {
      $0.moveLayers(by: [1_000, 3_000, 900])
    },
    Change("a layer by more than 3 %", [.belowRankingLimit], .judged(.slower)) {
      $0.moveLayers(by: [1_000, 3_100, 2_000])
    },
    Change(
      "every layer by 2 % with other flags", [.differentFlags, .belowRankingLimit],
      .judged(.slower)
    ) {
      $0.moveLayers(by: [2_000, 2_000, 2_000])
      $0.flags = ["-O3"]
    },
  ]

  @Test(arguments: blocking + warning + judging)
  func finds(_ change: Change) {
    let comparison = RunComparison(.example, ComparedRun.example.changed(change.change))
    #expect(comparison.findings.map(\.code) == change.codes)
    #expect(comparison.outcome() == change.outcome)
    #expect(comparison.outcome(isForced: true) == change.forced)
    #expect(comparison.findings.allSatisfy { !$0.text.isEmpty && !$0.text.hasSuffix(".") })
    #expect(comparison.blocks().isEmpty == (change.outcome != .blocked))
    #expect(comparison.blocks(isForced: true).isEmpty == (change.forced != .blocked))
    #expect(comparison.blocks().allSatisfy { $0.code.remedy?.isEmpty == false })
  }

  @Test(arguments: blocking)
  func blocksInBothDirections(_ change: Change) {
    let comparison = RunComparison(ComparedRun.example.changed(change.change), .example)
    #expect(comparison.outcome() == .blocked)
  }

  @Test func everyFindingThatBlocksIsTried() {
    let tried = Set(Self.blocking.flatMap(\.codes) + Self.warning.flatMap(\.codes))
      .union(Self.judging.flatMap(\.codes)).union([.differentUnit])
    #expect(tried == Set(ComparabilityFinding.Code.allCases))
  }

  @Test func tellsTwoChipsOfOneBoardApartOnSilicon() {
    let measured = ComparedRun.example.changed {
      $0.evidence = .measured
      $0.timingModel = nil
    }
    let other = measured.changed { $0.uniqueID = "0123" }
    #expect(RunComparison(measured, other).findings.map(\.code) == [.differentUnit])
    #expect(RunComparison(measured, measured).findings.isEmpty)
    // Nothing keeps small differences of measured cycles from being ranked.
    let slower = measured.changed { $0.set(clean: 303_000, layerSum: 303_000, cold: 320_000) }
    #expect(RunComparison(measured, slower).findings.isEmpty)
    #expect(RunComparison(measured, slower).outcome() == .judged(.slower))
  }

  @Test func flagsLayersOfTheSameWorkAlone() {
    let changed = ComparedRun.example.changed {
      $0.layers[0].figure?.medianCycles = 150_000
      $0.layers[1].figure?.medianCycles = 90_000
      $0.layers[2].figure = nil
    }
    let comparison = RunComparison(.example, changed)
    #expect(comparison.layers(that: .slower).map(\.candidate.index) == [0])
    #expect(comparison.layers(that: .faster).map(\.candidate.index) == [1])
    #expect(comparison.layers[2].test == nil)
  }

  @Test func takesFiguresAndSizesFromARecord() {
    let run = ComparedRun(Run.example(clean: [21_600, 21_700], layer: [21_604, 21_704]))
    #expect(
      run.totals[.clean]
        == ComparedFigure(medianCycles: 21_650, deviationCycles: 50, count: 2))
    #expect(run.totals[.layerSum]?.medianCycles == 21_650)
    #expect(run.totals[.cold] == nil)
    #expect(run.sizes[.arena] == 1_584)
    #expect(run.sizes[.flash] == 9_000)
    #expect(run.sizes[.data] == nil)
    #expect(run.layers.map { $0.figure?.medianCycles } == [21_650, nil])
    #expect(ComparedRun(Run.example(mismatches: [.example])).totals.isEmpty)
    #expect(ComparedRun(Run.example(mismatches: [.example])).layers[0].figure == nil)
  }
}

extension ComparedRun {
  /// Moves the layers, and the totals with them.
  fileprivate mutating func moveLayers(by cycles: [Double]) {
    for (index, change) in cycles.enumerated() { layers[index].figure?.medianCycles += change }
    let sum = 300_000 + cycles.reduce(0, +)
    set(clean: sum, layerSum: sum, cold: 320_000)
  }
}
