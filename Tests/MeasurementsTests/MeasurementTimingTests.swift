import MCUBenchTestSupport
import Measurements
import Testing

@Suite struct MeasurementTimingTests {
  @Test func subtractsTheSmallestProbeFromEachLayer() throws {
    let run = Measurement.example(layer: [1_010, 1_020, 1_030], probe: [12, 10, 11])
    let timing = try #require(run.timing(ofLayer: 0))
    #expect(timing.probeCycles == CycleCount(10))
    #expect(timing.medianCycles == 1_010)
    #expect(timing.minimumCycles == CycleCount(1_000))
    #expect(timing.maximumCycles == CycleCount(1_020))
    #expect(timing.firstCycles == CycleCount(1_000))
    #expect(timing.raw.medianAbsoluteDeviation == 10)
  }

  @Test func neverGoesBelowZeroWhenALayerIsCheaperThanAStamp() throws {
    let run = Measurement.example(layer: [3, 3], probe: [4])
    #expect(try #require(run.timing(ofLayer: 0)).medianCycles == 0)
    #expect(run.layerSumCycles == 0)
    #expect(run.sharePercent(ofLayer: 0) == nil)
  }

  @Test func knowsNoTimeOfALayerThatIsNotCalled() {
    let run = Measurement.example()
    #expect(run.timing(ofLayer: 1) == nil)
    #expect(run.timing(ofLayer: 0, in: .cold) == nil)
    #expect(run.timing(ofLayer: 9) == nil)
    #expect(run.timing(ofLayer: -1) == nil)
  }

  @Test func turnsCyclesIntoTimeAtTheRunsClock() throws {
    let run = Measurement.example()
    #expect(run.microseconds(21_600) == 100)
    #expect(run.inferencesPerSecond == 10_000)
    #expect(run.layerSumCycles == 21_600)
    #expect(run.residuePercent == 0)
    #expect(run.sharePercent(ofLayer: 0) == 100)
  }

  @Test func hasNoResidueWithoutACleanPass() {
    let run = Measurement.example(clean: [0, 0])
    #expect(run.clean == nil)
    #expect(run.residuePercent == nil)
    #expect(run.inferencesPerSecond == nil)
  }
}

@Suite struct MeasurementValidityTests {
  struct Case: Sendable {
    let name: String
    let run: Measurement
    let validity: Validity
    let codes: [String]
  }

  static let cases = [
    Case(name: "clean", run: .example(), validity: .valid, codes: []),
    Case(
      name: "residue of exactly one per cent", run: .example(clean: [20_000], layer: [20_204]),
      validity: .valid, codes: []),
    Case(
      name: "residue above", run: .example(clean: [20_000], layer: [20_254]),
      validity: .degraded, codes: ["residue_high"]),
    Case(
      name: "residue below", run: .example(clean: [20_000], layer: [19_000]),
      validity: .degraded, codes: ["residue_high"]),
    Case(
      name: "simulated runs differ", run: .example(clean: [21_600, 21_601]),
      validity: .invalid, codes: ["simulation_varies"]),
    Case(
      name: "measured runs may differ",
      run: .example(evidence: .measured, clean: [21_600, 21_601]), validity: .valid, codes: []),
    Case(
      name: "wrong output", run: .example(mismatches: [.example]), validity: .invalidOutput,
      codes: ["output_mismatch"]),
    Case(
      name: "unchecked output", run: .example(vectorCount: 0), validity: .invalid,
      codes: ["output_unchecked"]),
    Case(
      name: "frozen counter", run: .example(clean: [0, 0], layer: [0, 0]), validity: .invalid,
      codes: ["no_clean_pass", "layer_untimed"]),
    Case(
      name: "one impossible run", run: .example(evidence: .measured, clean: [21_600, 0]),
      validity: .valid, codes: ["samples_rejected"]),
    Case(
      name: "an issue of the run's own",
      run: .example(issues: [
        Measurements.Issue(code: "retried", severity: .degraded, text: "a retry")
      ]),
      validity: .degraded, codes: ["retried"]),
  ]

  @Test(arguments: cases.indices)
  func judges(_ index: Int) {
    let example = Self.cases[index]
    #expect(example.run.validity == example.validity, "\(example.name)")
    #expect(example.run.issues.map(\.code) == example.codes, "\(example.name)")
  }

  @Test func namesTheRegisterThatReadsBackWrong() {
    let wrong = RegisterReading(name: "FLASH_ACR", value: 0x305, mask: 0xF, expected: 7)
    let unexpected = RegisterReading(name: "CPUID", value: 0x411F_C271)
    #expect(!wrong.isAsExpected)
    #expect(unexpected.isAsExpected)
  }

  @Test func saysByHowMuchTheSumLiesOff() throws {
    let run = Measurement.example(clean: [20_000], layer: [20_814])
    #expect(
      try #require(run.issues.first).text
        == "the layers' sum lies 4.05 % above the clean pass; 200 cycles are allowed for")
  }

  /// A probe pass that found an inference without its layers to cost so much, or five more.
  private static func frame(_ cycles: UInt64) -> [PassAccount] {
    [
      PassAccount(
        kind: .probe, ending: .fixedCount, interrupts: [0], frameCycles: cycles...cycles + 5)
    ]
  }

  @Test func takesTheLoopAroundTheLayersForExplained() throws {
    // One layer of 100 cycles, four for a stamp pair, and a loop of 20 with its pair.
    let run = Measurement.example(
      clean: [160, 160], layer: [104, 104], probe: [4], accounts: Self.frame(57))
    #expect(run.residueCycles == -60)
    #expect(run.unexplainedCycles == 0)
    #expect(run.validity == .valid)
    #expect(Measurement.example(clean: [160], layer: [104], probe: [4]).validity == .degraded)
  }

  @Test(arguments: [
    (181 as UInt64, Validity.valid), (182, .degraded), (64, .valid), (63, .degraded),
  ])
  func leavesEachWindowAStampPairAndItsBranches(clean: UInt64, validity: Validity) {
    // Two windows, the layer's and the clean pass's, of four cycles a pair.
    let run = Measurement.example(
      clean: [clean, clean], layer: [104, 104], probe: [4], accounts: Self.frame(20))
    #expect(run.residueLimitCycles == 56)
    #expect(run.validity == validity)
  }

  @Test func stillFindsWhatIsMissingInALargeNetwork() throws {
    let run = Measurement.example(
      clean: [100_000, 100_000], layer: [98_000, 98_000], probe: [4], accounts: Self.frame(20))
    #expect(run.residueLimitCycles == 1000)
    let issue = try #require(run.issues.first)
    #expect(issue.code == "residue_high")
    #expect(
      issue.text
        == "the layers' sum and the 20 to 25 cycles around them lie 1.98 % below the clean pass;"
        + " 1000 cycles are allowed for")
  }
}

@Suite struct RunNameTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
    (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (1_795_235_541_250, "2026-11-21T04:32:21.250Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
  ])
  func writesTheMomentInUTC(milliseconds: Int64, text: String) {
    #expect(Timestamp(unixMilliseconds: milliseconds).description == text)
  }

  @Test func namesARunByItsDigitsOnly() {
    #expect(RunID(rawValue: "0123456789abcdef")?.short == "01234567")
    for wrong in [
      "", "0123456789abcde", "0123456789ABCDEF", "0123456789abcdef0", "0123456789abcdé",
    ] {
      #expect(RunID(rawValue: wrong) == nil)
    }
    #expect(RunID.isPrefix("a"))
    #expect(!RunID.isPrefix("%"))
    #expect(RunID(rawValue: RunID.random().rawValue) != nil)
  }

  @Test func padsASmallRandomNumber() {
    struct Small: RandomNumberGenerator { mutating func next() -> UInt64 { 10 } }
    var generator = Small()
    #expect(RunID(random: &generator).rawValue == "000000000000000a")
  }
}
