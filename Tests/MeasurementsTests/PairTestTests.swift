import Measurements
import Testing

/// When a difference of cycle counts counts, by each of the three limits.
@Suite struct PairTestTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let baseline: ComparedFigure
    let candidate: ComparedFigure
    let limit: Double
    let verdict: PairTest.Verdict

    init(
      _ description: String, _ baseline: (Double, Double, Int), _ candidate: (Double, Double, Int),
      limit: Double, _ verdict: PairTest.Verdict
    ) {
      func figure(_ values: (Double, Double, Int)) -> ComparedFigure {
        ComparedFigure(medianCycles: values.0, deviationCycles: values.1, count: values.2)
      }
      testDescription = description
      self.baseline = figure(baseline)
      self.candidate = figure(candidate)
      self.limit = limit
      self.verdict = verdict
    }
  }

  static let cases = [
    Case("equal", (10_000, 0, 2), (10_000, 0, 2), limit: 200, .unchanged),
    Case("200 cycles more", (10_000, 0, 2), (10_200, 0, 2), limit: 200, .unchanged),
    Case("201 cycles more", (10_000, 0, 2), (10_201, 0, 2), limit: 200, .slower),
    Case("201 cycles less", (10_000, 0, 2), (9_799, 0, 2), limit: 200, .faster),
    Case("a tiny layer doubled", (150, 0, 2), (300, 0, 2), limit: 200, .unchanged),
    Case("0.3 % of a million", (1e6, 0, 2), (1_003_000, 0, 2), limit: 3_000, .unchanged),
    Case("over 0.3 % of a million", (1e6, 0, 2), (1_003_001, 0, 2), limit: 3_000, .slower),
    Case("under 0.3 % down", (1e6, 0, 2), (997_001, 0, 2), limit: 3_000, .unchanged),
    Case("over 0.3 % down", (1e6, 0, 2), (996_999, 0, 2), limit: 3_000, .faster),
    // 3 * 1.4826 * 100 cycles
    Case("within the scatter", (10_000, 100, 30), (10_444, 100, 30), limit: 444.78, .unchanged),
    Case("beyond the scatter", (10_000, 100, 30), (10_445, 100, 30), limit: 444.78, .slower),
    // sqrt((30 * 0 + 10 * 200^2) / 40) = 100
    Case("scatter by samples", (10_000, 0, 30), (10_445, 200, 10), limit: 444.78, .slower),
    Case("no baseline", (0, 0, 0), (300, 0, 0), limit: 200, .slower),
  ]

  @Test(arguments: cases)
  func judges(_ example: Case) {
    let test = PairTest(example.baseline, example.candidate)
    #expect(abs(test.limitCycles - example.limit) < 1e-9)
    #expect(test.verdict == example.verdict)
  }

  @Test func givesADifferenceInPercentOfTheBaseline() {
    func percent(_ before: Double, _ after: Double) -> Double? {
      PairTest(
        ComparedFigure(medianCycles: before, deviationCycles: 0, count: 1),
        ComparedFigure(medianCycles: after, deviationCycles: 0, count: 1)
      ).deltaPercent
    }
    #expect(percent(200, 250) == 25)
    #expect(percent(200, 150) == -25)
    #expect(percent(0, 150) == nil)
  }
}
