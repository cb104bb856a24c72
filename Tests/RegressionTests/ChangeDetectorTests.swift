import MCUBenchTestSupport
import Measurements
import Testing

@testable import Regression

/// Where levels of a series begin.
@Suite struct ChangeDetectorTests {
  struct Series: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let values: [Double]
    let changes: [Int]

    init(_ description: String, _ values: [Double], changes: [Int]) {
      testDescription = description
      self.values = values
      self.changes = changes
    }
  }

  private static func level(_ cycles: Double, _ count: Int) -> [Double] {
    Array(repeating: cycles, count: count)
  }

  private static func noise(_ percent: Double, seed: UInt64, _ values: [Double]) -> [Double] {
    var generator = SplitMix(state: seed)
    return values.map { $0 * (1 + percent / 100 * generator.normal()) }
  }

  static let cases = [
    Series("nothing", [], changes: []),
    Series("one point", [1e6], changes: []),
    Series("flat", level(1e6, 1000), changes: []),
    Series("flat at zero", level(0, 50), changes: []),
    Series("a step up", level(1e6, 20) + level(1.01e6, 20), changes: [20]),
    Series("a step down", level(1e6, 20) + level(0.99e6, 20), changes: [20]),
    Series("a step of 0.3 %", level(1e6, 20) + level(1.003e6, 20), changes: []),
    Series("a step of 0.31 %", level(1e6, 20) + level(1.0031e6, 20), changes: [20]),
    Series("200 cycles of a tiny layer", level(500, 20) + level(700, 20), changes: []),
    Series("201 cycles of a tiny layer", level(500, 20) + level(701, 20), changes: [20]),
    Series("a step four points before the end", level(1e6, 20) + level(1.01e6, 4), changes: []),
    Series("a step five points before the end", level(1e6, 20) + level(1.01e6, 5), changes: [20]),
    Series("five and five", level(1e6, 5) + level(1.01e6, 5), changes: [5]),
    Series(
      "a dip that recovered", level(1e6, 30) + level(0.98e6, 6) + level(1e6, 30), changes: [30, 36]),
    Series(
      "a bump that recovered", level(1e6, 30) + level(1.02e6, 10) + level(1e6, 5),
      changes: [30, 40]
    ),
    Series("a dip of four points", level(1e6, 30) + level(0.9e6, 4) + level(1e6, 30), changes: []),
    Series("an outlier", level(1e6, 30) + [5e6] + level(1e6, 30), changes: []),
    Series(
      "outliers beside a step", level(1e6, 10) + [9e6] + level(1e6, 9) + [2e6] + level(1.01e6, 20),
      changes: [20]),
    Series(
      "stairs", level(1e6, 10) + level(1.01e6, 10) + level(1.02e6, 10) + level(1.03e6, 10),
      changes: [10, 20, 30]),
    Series("noise of 0.03 %", noise(0.03, seed: 1, level(1e6, 1000)), changes: []),
    Series("noise of 0.3 %", noise(0.3, seed: 2, level(1e6, 1000)), changes: []),
    Series(
      "half a percent in noise of 0.03 %",
      noise(0.03, seed: 3, level(1e6, 40) + level(1.005e6, 40)), changes: [40]),
  ]

  @Test(arguments: cases)
  func findsTheLevels(_ series: Series) {
    #expect(ChangeDetector.changePoints(in: series.values).map(\.index) == series.changes)
  }

  @Test(arguments: cases)
  func keepsAsPointsArriveWhatItFound(_ series: Series) {
    let all = ChangeDetector.changePoints(in: series.values)
    for count in series.values.indices where count % 250 == 0 || count < 80 {
      let soFar = ChangeDetector.changePoints(in: series.values.prefix(count))
      #expect(soFar == all.filter { $0.foundAfter <= count })
    }
  }

  @Test func needsFivePointsOfANewLevel() {
    let series = Self.level(1e6, 20) + Self.level(1.01e6, 20)
    let found = ChangeDetector.changePoints(in: series)
    #expect(found.map(\.foundAfter) == [25])
    #expect(found.map(\.before) == [1e6])
    #expect(found.map(\.after) == [1.01e6])
    #expect(found.map(\.verdict) == [.slower])
  }

  /// Points of a drift until a series that was flat, or drifts from its start, shows it.
  @Test(arguments: [(0.1, 0), (0.1, 30), (0.05, 30), (0.02, 60)], [0, 0.03])
  func findsADriftWithinItsBound(drift: (percent: Double, flat: Int), noisePercent: Double) {
    let values =
      Self.level(1e6, drift.flat) + (1...200).map { 1e6 * (1 + drift.percent / 100 * Double($0)) }
    for seed in UInt64(0)..<20 {
      let found = ChangeDetector.changePoints(in: Self.noise(noisePercent, seed: seed, values))
      let first = found.first?.foundAfter ?? .max
      let risen = Double(first - drift.flat) * drift.percent
      #expect(risen < 1.25, "found after \(first) points")
    }
  }

  @Test func segmentsLieBetweenTheChangePoints() {
    let series = Self.level(1e6, 20) + Self.level(1.01e6, 20)
    #expect(ChangeDetector.changePoints(in: series).segments(of: 40) == [0..<20, 20..<40])
    #expect([ChangePoint]().segments(of: 3) == [0..<3])
    #expect([ChangePoint]().segments(of: 0) == [])
  }
}
