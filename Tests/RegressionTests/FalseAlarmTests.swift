import Foundation
import MCUBenchTestSupport
import Measurements
import Testing

@testable import Regression

/// How often nights cry wolf, and how soon they see one: played rigs of two boards and five figures.
///
/// The noise is that of a public STM32U575 run, 0.03 % of standard deviation from run to run, unless a
/// row says otherwise. `MCUBENCH_LONG=1` plays 2,000 seeds a row, else a few; each prints its table.
@Suite struct FalseAlarmTests {
  private static let seeds = TestPrograms.isLong ? 2_000 : 12

  /// What noise does to a run.
  struct Noise: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Share of rigs that may alert once in 50 nights.
    let bound: Double
    let factor: @Sendable (inout SplitMix) -> Double

    static let all = [
      Noise(testDescription: "normal, 0.03 %", bound: 0) { 1 + 0.0003 * $0.normal() },
      Noise(testDescription: "normal, 0.1 %", bound: 0.005) { 1 + 0.001 * $0.normal() },
      Noise(testDescription: "normal, 0.3 %", bound: 0.04) { 1 + 0.003 * $0.normal() },
      Noise(testDescription: "0.03 %, one run of 20 slower by 2 %", bound: 0.08) {
        (1 + 0.0003 * $0.normal()) * ($0.below(20) == 0 ? 1.02 : 1)
      },
      Noise(testDescription: "0.03 %, heavy tails (Student, 3 degrees)", bound: 0.005) {
        var squares = 0.0
        for draw in [$0.normal(), $0.normal(), $0.normal()] { squares += draw * draw }
        return 1 + 0.0003 * $0.normal() / (squares / 3).squareRoot()
      },
    ]
  }

  @Test(arguments: Noise.all)
  func fiftyNightsWithoutAChangeGiveNoAlert(noise: Noise) {
    var alerts = 0
    var rigs = 0
    var unconfirmed = 0
    for seed in 0..<Self.seeds {
      var rig = PlayedRig(seed: UInt64(seed)) { situation, layer in
        PlayedRig.layerCycles[layer] * noise.factor(&situation.noise)
      }
      let found = rig.play(nights: 50)
      let alarms = found.count { $0.entry.outcome.isRegression }
      alerts += alarms
      rigs += alarms > 0 ? 1 : 0
      unconfirmed += found.count { $0.entry.outcome == .unconfirmed }
    }
    Self.report(
      "50 nights without a change, \(noise.testDescription)",
      "\(rigs) of \(Self.seeds) rigs alert (\(alerts) alerts), "
        + "\(unconfirmed) nights of \(50 * Self.seeds) run again in vain")
    #expect(Double(rigs) <= (noise.bound * Double(Self.seeds)).rounded(.up))
  }

  struct Step: Sendable, CustomTestStringConvertible {
    let percent: Double
    /// Least share of rigs that tell of it in the first night, and within ten.
    let first: Double
    let ten: Double
    var testDescription: String { "\(percent) %" }
  }

  static let steps = [
    Step(percent: 0.3, first: 0, ten: 0.5), Step(percent: 0.35, first: 0.5, ten: 0.95),
    Step(percent: 0.4, first: 0.8, ten: 1), Step(percent: 0.5, first: 0.99, ten: 1),
    Step(percent: 0.7, first: 1, ten: 1), Step(percent: 1, first: 1, ten: 1),
    Step(percent: 2, first: 1, ten: 1),
  ]

  @Test(arguments: steps)
  func findsAStep(step: Step) {
    var nights: [Int] = []
    var attributed = 0
    let seeds = max(12, Self.seeds / 10)
    for seed in 0..<seeds {
      var rig = PlayedRig(seed: UInt64(seed)) { situation, layer in
        PlayedRig.layerCycles[layer] * (1 + 0.0003 * situation.noise.normal())
          * (layer == 1 && situation.night >= 20 ? 1 + step.percent / 100 : 1)
      }
      let found = rig.play(nights: 30).first { $0.entry.outcome.isRegression }
      guard let found else { continue }
      nights.append(found.night - 20)
      let isLayer = found.entry.layers.map(\.index) == [1]
      attributed += isLayer && found.entry.suspect?.firstBadCommit == "commit 20" ? 1 : 0
    }
    let first = Double(nights.count { $0 == 0 }) / Double(seeds)
    let ten = Double(nights.count) / Double(seeds)
    Self.report(
      "a step of \(step.percent) % in one layer",
      "\(Self.percent(first)) told in the first night, \(Self.percent(ten)) within ten; "
        + "\(attributed) of \(nights.count) name that layer alone and that commit")
    #expect(first >= step.first)
    #expect(ten >= step.ten)
  }

  @Test(arguments: [(0.02, 35), (0.05, 14), (0.1, 10), (0.2, 7), (0.3, 7), (1, 7)])
  func findsADriftWithinItsBound(percentANight: Double, bound: Int) {
    var nights: [Int] = []
    let seeds = max(12, Self.seeds / 10)
    for seed in 0..<seeds {
      for flat in [1, 5, 20] {
        var rig = PlayedRig(seed: UInt64(seed)) { situation, layer in
          PlayedRig.layerCycles[layer] * (1 + 0.0003 * situation.noise.normal())
            * (1 + percentANight / 100 * Double(max(0, situation.night - flat + 1)))
        }
        let found = rig.play(nights: flat + 2 * bound).first { $0.entry.outcome.isRegression }
        nights.append(found.map { $0.night - flat + 1 } ?? .max)
      }
    }
    let sorted = nights.sorted()
    Self.report(
      "a drift of \(percentANight) % a night",
      "found in night \(sorted[0]) to \(sorted[sorted.count - 1]), median "
        + "\(sorted[sorted.count / 2])")
    #expect(sorted[sorted.count - 1] <= bound)
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private static func report(_ what: String, _ text: String) {
    FileHandle.standardError.write(Data("nights: \(what): \(text)\n".utf8))
  }
}
