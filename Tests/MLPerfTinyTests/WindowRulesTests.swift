import MLPerfTiny
import Testing

@Suite struct WindowRulesTests {
  @Test(
    arguments: [
      (100, 350, 250), (0, 0, 0),
      // 71.6 minutes: 32 bits of microseconds.
      (4_294_967_290, 10, 16),
      (4_294_967_295, 0, 1),
      (5_000_000_000, 5_000_000_010, 10),
    ] as [(UInt64, UInt64, UInt64)])
  func takesTheTimeBetweenStamps(start: UInt64, end: UInt64, elapsed: UInt64) {
    #expect(WindowRules.elapsed(from: start, to: end) == elapsed)
  }

  @Test func findsNoTimeInWiderStampsThatGoBackwards() {
    #expect(WindowRules.elapsed(from: 5_000_000_000, to: 4) == nil)
    #expect(WindowRules.elapsed(from: 5_000_000, to: 4_000_000) == nil)
  }

  /// Windows of boards of the published results: at least ten seconds, and not much more.
  @Test(arguments: [57_246.0, 62_553, 18_959, 1_711, 900_000, 12_000_000])
  func sizesAWindowThatLastsLongEnough(microseconds: Double) {
    for inferences in [1, 7, 60] {
      let count = WindowRules.count(
        lasting: 10_000_000, after: inferences, took: UInt64(microseconds * Double(inferences)))
      let lasts = Double(count) * microseconds
      #expect(lasts >= 10_000_000)
      #expect(lasts <= 10_000_000 * 1.021 + 2 * microseconds)
    }
  }

  @Test func asksForNoMoreThanADeviceCanCount() {
    #expect(WindowRules.count(lasting: .max, after: 1_000_000, took: 1) <= Int(Int32.max))
  }

  @Test(
    arguments: [
      ([3], 3), ([1, 9], 5), ([5, 1, 3], 3), ([4, 1, 3, 2], 2.5), ([5, 4, 3, 2, 1], 3),
    ] as [([Double], Double)])
  func takesTheMedian(values: [Double], median: Double) {
    #expect(WindowRules.median(values) == median)
  }

  @Test(arguments: TinyBenchmark.allCases)
  func asksForFiveWindowsOfTenSeconds(benchmark: TinyBenchmark) {
    let rules = WindowRules.full(benchmark, isSimulated: false)
    #expect(rules.windowCount == 5)
    #expect(rules.minimumMicroseconds == 10_000_000)
    #expect(!rules.isShortened)
    let short = WindowRules.shortened(isSimulated: true)
    #expect((short.windowCount, short.minimumMicroseconds) == (1, 1_000_000))
    #expect(short.isShortened)
  }
}

@Suite struct TinyBenchmarkTests {
  @Test(arguments: TinyBenchmark.allCases)
  func makesTheSameInputsEachTime(benchmark: TinyBenchmark) {
    let inputs = (0..<5).map { SyntheticInput.bytes(for: benchmark, number: $0) }
    #expect(inputs == (0..<5).map { SyntheticInput.bytes(for: benchmark, number: $0) })
    #expect(Set(inputs).count == 5)
    #expect(inputs.allSatisfy { $0.count == benchmark.inputBytes })
  }

  @Test func makesFiniteFloats() {
    let bytes = SyntheticInput.bytes(for: .ad, number: 3)
    let values = stride(from: 0, to: bytes.count, by: 4).map { place in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32($1 * 8) })
    }
    #expect(values.count == 640)
    #expect(values.allSatisfy { (-30...30).contains($0) })
    #expect(Set(values).count > 500)
  }

  @Test(
    arguments: [
      ("vww01", nil, TinyBenchmark.vww), ("vww01", .vww, .vww), ("mine", .ad, .ad), (nil, .ic, .ic),
      ("kws01", nil, .kws),
    ] as [(String?, TinyBenchmark?, TinyBenchmark)])
  func choosesTheBenchmark(model: String?, asked: TinyBenchmark?, chosen: TinyBenchmark) throws {
    #expect(try TinyBenchmark.choose(deviceModel: model, asked: asked) == chosen)
  }

  @Test(
    arguments: [
      ("vww01", .ic, .contradiction(device: .vww, asked: .ic)),
      ("vww02", nil, .unknown(deviceModel: "vww02")), (nil, nil, .unknown(deviceModel: nil)),
    ] as [(String?, TinyBenchmark?, BenchmarkChoiceError.Reason)])
  func refusesToGuess(
    model: String?, asked: TinyBenchmark?, reason: BenchmarkChoiceError.Reason
  ) {
    #expect(throws: BenchmarkChoiceError(reason: reason)) {
      try TinyBenchmark.choose(deviceModel: model, asked: asked)
    }
  }
}
