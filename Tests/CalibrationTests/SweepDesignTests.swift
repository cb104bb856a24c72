import LatencyTables
import Testing

@testable import Calibration

/// Which layers a calibration measures.
struct SweepDesignTests {
  /// Layers of one kernel a kind, whose parts are their rows and their channels.
  private static func pool(_ count: Int, seed: UInt64 = 1) -> [SweepDesign.Candidate] {
    SweepSpace.layers(count, seed: seed).map { layer in
      SweepDesign.Candidate(
        layer: layer,
        cost: LayerCost(
          variant: layer.kind.rawValue,
          terms: [
            CostTerm("call", 1), CostTerm("row", Double(layer.height)),
            CostTerm("element", Double(layer.inputElements)),
            CostTerm("mac", Double(layer.macs)),
          ].filter { $0.count > 0 },
          extents: [CostTerm("channels", Double(layer.channels))]))
    }
  }

  private static func fits(
    _ pool: [SweepDesign.Candidate], errors: [String: Double] = [:]
  ) -> [String: VariantFit] {
    Dictionary(grouping: pool, by: \.cost.variant).reduce(into: [:]) { fits, group in
      let error = errors[group.key] ?? 0.01
      fits[group.key] = VariantFit(
        variant: group.key, cycles: ["call": 100, "row": 10, "element": 1, "mac": 1],
        residuals: group.value.indices.map { $0.isMultiple(of: 2) ? error : -error },
        sampleCycles: group.value.map { _ in 1000 }, hull: [:])
    }
  }

  @Test(arguments: [0, 1, 17, 40, 200, 10_000])
  func choosesNoMoreThanAskedAndNoneTwice(limit: Int) {
    let pool = Self.pool(400)
    let design = SweepDesign(pool: pool)
    let chosen = design.first(atMost: limit)
    #expect(chosen.count <= limit)
    #expect(Set(chosen).count == chosen.count)
    #expect(chosen.allSatisfy(pool.indices.contains))
    // Of each variant no more are wanted than its parts can be told from.
    if limit <= 40 { #expect(chosen.count == limit) }
  }

  @Test func leavesNoVariantOut() {
    let pool = Self.pool(400)
    let design = SweepDesign(pool: pool)
    #expect(design.variants == Set(pool.map(\.cost.variant)).sorted())
    let chosen = design.first(atMost: design.variants.count)
    #expect(Set(chosen.map { pool[$0].cost.variant }).count == design.variants.count)
  }

  @Test func theSamePoolGivesTheSameChoice() {
    let pool = Self.pool(300)
    let (first, second) = (SweepDesign(pool: pool), SweepDesign(pool: pool))
    let chosen = first.first(atMost: 80)
    #expect(second.first(atMost: 80) == chosen)
    let fits = Self.fits(pool)
    let next = first.next(30, measured: Set(chosen), fits: fits)
    #expect(second.next(30, measured: Set(chosen), fits: fits) == next)
  }

  @Test(arguments: [1, 12, 40])
  func theNextAreNewAndNoMoreThanAsked(count: Int) {
    let pool = Self.pool(300)
    let design = SweepDesign(pool: pool)
    let measured = Set(design.first(atMost: 60))
    let next = design.next(count, measured: measured, fits: Self.fits(pool))
    #expect(next.count == count)
    #expect(Set(next).count == count)
    #expect(measured.isDisjoint(with: next))
  }

  @Test func whereErrorsAreLargeMoreIsMeasured() {
    let pool = Self.pool(600)
    let design = SweepDesign(pool: pool)
    let measured = Set(design.first(atMost: 100))
    func share(_ errors: [String: Double]) -> Int {
      design.next(30, measured: measured, fits: Self.fits(pool, errors: errors)).count {
        pool[$0].layer.kind == .averagePool
      }
    }
    #expect(share(["average_pool": 0.5]) > share(["average_pool": 0.0001]))
  }

  @Test func measuresNothingOfWhatIsMeasured() {
    let pool = Self.pool(50)
    let design = SweepDesign(pool: pool)
    #expect(
      design.next(10, measured: Set(pool.indices), fits: Self.fits(pool)).isEmpty)
    #expect(SweepDesign(pool: []).first(atMost: 10).isEmpty)
    #expect(SweepDesign(pool: []).next(10, measured: [], fits: [:]).isEmpty)
  }

  /// Of layers that are alike but for one, the one is among the first.
  @Test func layersThatLieFarFromTheOthersComeEarly() throws {
    func candidate(_ mac: Double) -> SweepDesign.Candidate {
      SweepDesign.Candidate(
        layer: SweepLayer(.convolution, channels: Int(mac), outputs: 1),
        cost: LayerCost(
          variant: "made", terms: [CostTerm("call", 1), CostTerm("mac", mac)],
          extents: [CostTerm("mac", mac)]))
    }
    let pool = (0..<40).map { candidate(Double(1_000 + $0)) } + [candidate(1)]
    let chosen = SweepDesign(pool: pool).first(atMost: 4)
    #expect(chosen.contains(40))
  }
}
