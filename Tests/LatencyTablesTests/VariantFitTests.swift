import MCUBenchTestSupport
import Testing

@testable import LatencyTables

/// What a variant's parts take, from samples of known make.
struct VariantFitTests {
  /// What a made kernel takes of each part.
  private static let truth = ["call": 300.0, "row": 25, "mac": 1.75]

  /// A layer of some rows and multiply-accumulates that a seed fixes, in an order of parts of its own.
  private static func cost(_ random: inout SplitMix) -> LayerCost {
    let rows = Double(1 + random.below(60))
    let length = Double(1 + random.below(90))
    return LayerCost(
      variant: "made",
      terms: [CostTerm("mac", rows * length), CostTerm("call", 1), CostTerm("row", rows)],
      extents: [CostTerm("rows", rows), CostTerm("length", length)])
  }

  private static func cycles(_ cost: LayerCost) -> Double {
    cost.terms.reduce(0) { $0 + (truth[$1.name] ?? 0) * $1.count }
  }

  /// A uniform factor about 1.
  private static func factor(_ random: inout SplitMix, spread: Double) -> Double {
    1 + spread * (2 * Double(random.below(1_000_001)) / 1_000_000 - 1)
  }

  private static func samples(_ count: Int, seed: UInt64, spread: Double = 0) -> [LatencySample] {
    var random = SplitMix(state: seed)
    return (0..<count).map { _ in
      let cost = cost(&random)
      return LatencySample(
        cost: cost, cycles: cycles(cost) * factor(&random, spread: spread))
    }
  }

  @Test func findsWhatThePartsTake() {
    let fit = VariantFit(fitting: Self.samples(40, seed: 1))
    #expect(fit.variant == "made")
    #expect(Set(fit.cycles.keys) == Set(Self.truth.keys))
    for (name, expected) in Self.truth {
      #expect(abs((fit.cycles[name] ?? 0) / expected - 1) < 1e-6, "\(name)")
    }
    #expect(fit.residuals.allSatisfy { abs($0) < 1e-6 })
  }

  /// One layer in ten takes twice or three times what its parts say.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func aFewLayersFarOffDoNotBendTheRest(seed: UInt64) {
    let clean = Self.samples(50, seed: seed, spread: 0.002)
    let samples = clean.enumerated().map { index, sample in
      LatencySample(
        cost: sample.cost, cycles: sample.cycles * (index % 10 == 3 ? Double(2 + index % 2) : 1))
    }
    let fit = VariantFit(fitting: samples)
    for (index, sample) in clean.enumerated() where index % 10 != 3 {
      let error = fit.predicted(sample.cost) / sample.cycles - 1
      #expect(abs(error) < 0.03, "sample \(index): \(error)")
    }
    // Plain least squares are pulled by them much further: the weights are needed.
    let names = ["call", "row", "mac"]
    let plain = NonNegativeLeastSquares.solve(
      samples.map { sample in names.map { sample.cost.count(of: $0) / sample.cycles } },
      samples.map { _ in 1.0 })
    func typicalError(_ predict: (LayerCost) -> Double) -> Double {
      median(clean.map { abs(predict($0.cost) / $0.cycles - 1) })
    }
    let pulled = typicalError { cost in
      zip(names, plain).reduce(0) { $0 + cost.count(of: $1.0) * $1.1 }
    }
    #expect(typicalError(fit.predicted) < pulled / 3)
  }

  @Test func aResidualIsTheErrorOfAFitWithoutTheShape() throws {
    var samples = Self.samples(12, seed: 9, spread: 0.05)
    // The first shape was measured twice: both are left out together.
    samples.append(LatencySample(cost: samples[0].cost, cycles: samples[0].cycles * 1.1))
    let fit = VariantFit(fitting: samples)
    try #require(fit.residuals.count == samples.count)
    #expect(fit.sampleCycles == samples.map(\.cycles))
    for (index, sample) in samples.enumerated() {
      let others = VariantFit(fitting: samples.filter { $0.cost != sample.cost })
      let expected = others.predicted(sample.cost) / sample.cycles - 1
      #expect(abs(fit.residuals[index] - expected) < 1e-9, "sample \(index)")
    }
  }

  @Test func theOrderOfSamplesDoesNotMatter() {
    let samples = Self.samples(25, seed: 4, spread: 0.03)
    let (first, second) = (
      VariantFit(fitting: samples), VariantFit(fitting: Array(samples.reversed()))
    )
    for sample in samples {
      #expect(abs(first.predicted(sample.cost) / second.predicted(sample.cost) - 1) < 1e-6)
    }
    #expect(first.hull == second.hull)
  }

  @Test func theHullIsTheLeastAndTheMostOfEachExtent() {
    let samples = Self.samples(30, seed: 2)
    let fit = VariantFit(fitting: samples)
    for name in ["rows", "length"] {
      let extents = samples.compactMap { sample in
        sample.cost.extents.first { $0.name == name }?.count
      }
      #expect(fit.hull[name]?.lowerBound == extents.min())
      #expect(fit.hull[name]?.upperBound == extents.max())
    }
    #expect(fit.hull.count == 2)
  }

  @Test func saysWhatOfALayerLiesOutside() {
    let fit = VariantFit(
      variant: "made", cycles: ["call": 1, "mac": 2], residuals: [], sampleCycles: [],
      hull: ["rows": 2...8, "length": 5...5])
    func outside(_ terms: [CostTerm], rows: Double, length: Double = 5) -> [String] {
      fit.outside(
        LayerCost(
          variant: "made", terms: terms,
          extents: [CostTerm("rows", rows), CostTerm("length", length)]))
    }
    let known = [CostTerm("call", 1), CostTerm("mac", 4)]
    #expect(outside(known, rows: 2).isEmpty && outside(known, rows: 8).isEmpty)
    #expect(outside(known, rows: 1) == ["rows"])
    #expect(outside(known, rows: 9, length: 6) == ["rows", "length"])
    #expect(outside(known + [CostTerm("edge", 3)], rows: 4) == ["edge"])
    // A part that runs no times is no part that nobody has measured.
    #expect(outside(known + [CostTerm("edge", 0)], rows: 4).isEmpty)
    #expect(
      fit.outside(LayerCost(variant: "made", terms: known, extents: [CostTerm("depth", 1)]))
        == ["depth"])
  }

  /// Layers of a noise that the fit cannot know: nine of ten new ones lie in their interval.
  @Test func theIntervalHoldsAboutNineOfTenNewLayers() {
    var (inside, count, wide) = (0, 0, 0)
    for seed in 1...20 {
      let fit = VariantFit(fitting: Self.samples(60, seed: UInt64(seed), spread: 0.1))
      for sample in Self.samples(60, seed: UInt64(1000 + seed), spread: 0.1) {
        let cycles = fit.predicted(sample.cost)
        let band = fit.band(at: cycles, isOutside: false)
        inside +=
          (cycles * band.lowerBound...cycles * band.upperBound).contains(sample.cycles) ? 1 : 0
        let outside = fit.band(at: cycles, isOutside: true)
        wide +=
          outside.lowerBound < band.lowerBound && band.upperBound < outside.upperBound ? 1 : 0
        count += 1
      }
    }
    let share = Double(inside) / Double(count)
    #expect((0.86...0.95).contains(share), "\(share)")
    #expect(wide == count)
  }

  @Test func theIntervalFollowsTheErrorsOfLayersThatTakeAboutAsLong() {
    let small = (1...30).map { Double($0) * 100 }
    let large = (1...30).map { Double($0) * 1_000_000 }
    let fit = VariantFit(
      variant: "made", cycles: [:],
      residuals: small.map { _ in 0.2 } + large.map { _ in 0.01 },
      sampleCycles: small + large, hull: [:])
    let (short, long) = (fit.band(at: 500, isOutside: false), fit.band(at: 9e6, isOutside: false))
    #expect(abs(short.upperBound - 1 / 0.8) < 1e-9 && abs(short.lowerBound - 1 / 1.2) < 1e-9)
    #expect(abs(long.upperBound - 1 / 0.99) < 1e-9 && abs(long.lowerBound - 1 / 1.01) < 1e-9)
  }

  @Test func oneSampleGivesAFitAndNoResidual() {
    let sample = Self.samples(1, seed: 3)[0]
    let fit = VariantFit(fitting: [sample])
    #expect(abs(fit.predicted(sample.cost) / sample.cycles - 1) < 1e-9)
    #expect(fit.residuals.isEmpty)
    // Nothing says how far off it is.
    let band = fit.band(at: sample.cycles, isOutside: false)
    #expect(band.lowerBound <= 0.6 && band.upperBound >= 1.9)
    #expect(fit.typicalError > 0)
  }

  @Test func layersWithoutVarianceGiveTheirOwnCycles() {
    let sample = Self.samples(1, seed: 8)[0]
    let fit = VariantFit(fitting: Array(repeating: sample, count: 5))
    #expect(abs(fit.predicted(sample.cost) / sample.cycles - 1) < 1e-9)
    #expect(fit.residuals.isEmpty)
    #expect(fit.hull.values.allSatisfy { $0.lowerBound == $0.upperBound })
    let constant = (1...5).map { count in
      LatencySample(
        cost: LayerCost(
          variant: "made", terms: [CostTerm("call", 1)],
          extents: [CostTerm("rows", Double(count))]), cycles: 700)
    }
    let flat = VariantFit(fitting: constant)
    #expect(abs((flat.cycles["call"] ?? 0) - 700) < 1e-6)
    let band = flat.band(at: 700, isOutside: false)
    #expect(band.lowerBound < 1 && band.upperBound > 1 && band.upperBound < 1.001)
  }

  @Test(arguments: [([], 0), ([3], 3), ([4, 1], 2.5), ([9, 1, 4], 4)] as [([Double], Double)])
  func theMedianIsTheMiddle(values: [Double], expected: Double) {
    #expect(median(values) == expected)
  }
}
