import Measurements
import Testing

@Suite struct SampleStatisticsTests {
  struct Case: Sendable {
    let samples: [UInt64]
    let median: Double
    let deviation: Double
  }

  @Test(arguments: [
    Case(samples: [7], median: 7, deviation: 0),
    Case(samples: [4, 2], median: 3, deviation: 1),
    Case(samples: [9, 1, 5], median: 5, deviation: 4),
    Case(samples: [1, 1, 1, 1000], median: 1, deviation: 0),
    Case(samples: [10, 20, 30, 40], median: 25, deviation: 10),
    Case(
      samples: [UInt64(Int64.max), UInt64(Int64.max)], median: 9_223_372_036_854_775_808,
      deviation: 0),
  ])
  func givesMedianAndDeviation(_ example: Case) throws {
    let statistics = try #require(
      SampleStatistics(samples: example.samples.map { Sample(cycles: $0) }))
    #expect(statistics.median == example.median)
    #expect(statistics.medianAbsoluteDeviation == example.deviation)
    #expect(statistics.minimum.rawValue == example.samples.min())
    #expect(statistics.maximum.rawValue == example.samples.max())
    #expect(statistics.first.rawValue == example.samples.first)
    #expect(statistics.count == example.samples.count)
    #expect(statistics.rejectedCount == 0)
  }

  @Test func rejectsOnlyWhatNoWorkingCounterGives() throws {
    let statistics = try #require(
      SampleStatistics(samples: [
        Sample(cycles: 0), Sample(cycles: 50), Sample(cycles: UInt64.max - 3),
        Sample(cycles: 60, rejection: .wrap), Sample(cycles: 5_000_000_000),
      ]))
    #expect(statistics.rejected == [.frozenCounter: 1, .stampOrder: 1, .wrap: 1])
    #expect(statistics.rejectedCount == 3)
    #expect(statistics.count == 2)
    #expect(statistics.first == CycleCount(50))
    #expect(statistics.maximum == CycleCount(5_000_000_000))
  }

  @Test func givesNothingWithoutAPossibleSample() {
    #expect(SampleStatistics(samples: []) == nil)
    #expect(SampleStatistics(samples: [Sample(cycles: 0)]) == nil)
  }

  @Test func acceptsZeroAroundNothing() throws {
    let statistics = try #require(
      SampleStatistics(samples: [Sample(cycles: 0), Sample(cycles: 0)], acceptsZero: true))
    #expect(statistics.median == 0)
    #expect(statistics.relativeDeviationPercent == nil)
  }

  @Test func countsARunWithoutThatWindowAsAbsentNotAsZero() throws {
    let pass = PassSamples(kind: .layer, warmupRuns: 0, runs: [[5, 6], [5]])
    let statistics = try #require(pass.statistics(ofWindow: 1))
    #expect(statistics.count == 1)
    #expect(statistics.median == 6)
    #expect(pass.statistics(ofWindow: 2) == nil)
  }

  @Test func leavesARunWithAnImpossibleWindowOutOfTheTotals() throws {
    let pass = PassSamples(
      kind: .cold, warmupRuns: 0, runs: [[5, 6], [5, 0], [7, UInt64.max], [], [8, 9]],
      wrappedRuns: [4])
    let totals = try #require(pass.totals)
    #expect(totals.median == 11)
    #expect(totals.rejected == [.frozenCounter: 2, .stampOrder: 1, .wrap: 1])
  }
}
