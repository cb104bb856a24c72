import Architectures
import Testing
import VariationSearch

/// The search over made-up landscapes, whose best is known by looking at all of them.
@Suite struct VariationSearchTests {
  private static let paper = [
    SearchLimit(.ram, 256_000), SearchLimit(.file, 256_000), SearchLimit(.macs, 60e6),
  ]

  @Test(arguments: SearchObjective.allCases)
  func findsAlmostTheBestOfTheWholeGrid(objective: SearchObjective) throws {
    let landscape = Landscape()
    let result = try landscape.search(Self.paper, objective)
    let best = try #require(result.best)
    let found = try #require(best.figures)
    #expect(Self.paper.allSatisfy { $0.verdict(on: found).passes })
    let grid = try landscape.space.grid.compactMap { spot -> [Double]? in
      let figures = try landscape.figures(landscape.space.factors(at: spot))
      guard Self.paper.allSatisfy({ $0.verdict(on: figures).passes }) else { return nil }
      return objective.score(figures, alpha: landscape.space.alpha(at: spot))
    }
    let top = try #require(grid.max { $0.lexicographicallyPrecedes($1) })
    let score = objective.score(found, alpha: landscape.space.alpha(at: best.spot))
    #expect(score[0] >= 0.97 * top[0], "\(score) of \(top)")
    #expect(result.tryCount <= 60)
  }

  @Test func triesEachVariationOnceAndNotesEachTry() throws {
    let landscape = Landscape()
    let result = try landscape.search(Self.paper)
    #expect(landscape.asked.count == result.tryCount)
    #expect(Set(landscape.asked).count == landscape.asked.count)
    #expect(result.steps.map(\.trial.number) == Array(1...result.tryCount))
    #expect(result.steps.allSatisfy { step in step.base.map { $0 < step.trial.number } ?? true })
    #expect(result.ending == .noImprovement)
  }

  @Test func isTheSameSearchTheSecondTime() throws {
    #expect(try Landscape().search(Self.paper) == Landscape().search(Self.paper))
  }

  @Test func endsWhenTheTriesAreSpent() throws {
    let result = try Landscape().search(Self.paper, tries: 7)
    #expect(result.tryCount == 7)
    #expect(result.ending == .triesSpent)
  }

  @Test func saysWhichLimitIsMissedAndWhichLayersCarryIt() throws {
    let result = try Landscape().search(Self.paper)
    let repair = try #require(result.steps.first { $0.phase == .repair })
    #expect(repair.cause?.limit.quantity == .file)
    #expect(repair.carriers.count == 3)
    #expect(repair.carriers.first?.layer == "last")
    #expect(!repair.changes.isEmpty)
    #expect(!repair.touched.isEmpty)
    // Taking a block out touches that block alone, though the ones behind it move up.
    let loop = try #require(result.steps.first { $0.changes.map(\.factor) == [.loop] })
    #expect(loop.touched.allSatisfy { $0.hasPrefix("loop_") })
  }

  @Test func noOneOnTheFrontBeatsAnother() throws {
    let result = try Landscape().search(Self.paper)
    let points = result.front.compactMap(\.figures)
    #expect(points.count > 1)
    #expect(result.front.first == result.best)
    for one in points {
      for other in points where other != one {
        #expect(
          other.macCount < one.macCount || other.peakBytes > one.peakBytes
            || other.fileBytes > one.fileBytes)
      }
    }
  }

  @Test func namesTheNearestWhereNothingFits() throws {
    let limit = SearchLimit(.ram, 1_000)
    let result = try Landscape().search([limit, SearchLimit(.file, 1_000_000)])
    #expect(result.best == nil)
    #expect(result.front.isEmpty)
    let nearest = try #require(result.nearest?.figures)
    #expect(!limit.verdict(on: nearest).passes)
    #expect(SearchLimit(.file, 1_000_000).verdict(on: nearest).passes)
    // The smallest alpha has the smallest early layers.
    #expect(result.nearest?.factors[.alpha] == 0.05)
  }

  @Test func passesAroundWhatCannotBeBuilt() throws {
    let landscape = Landscape()
    landscape.isImpossible = { ($0[.alpha] ?? 0) < 0.3 || $0[.beta] == 0.5 }
    let result = try landscape.search(Self.paper)
    #expect(result.best != nil)
    for step in result.steps where step.trial.figures == nil {
      #expect(step.decision == .impossible)
    }
  }

  @Test func passesOnOtherFailures() throws {
    struct Broken: Error {}
    var search = VariationSearch(
      Landscape().space, limits: Self.paper, objective: .macs, tries: 60,
      evaluate: { _ in throw Broken() })
    #expect(throws: Broken.self) { _ = try search.run() }
  }

  @Test func reducesWhatTakesTimeWhereLatencyIsMissed() throws {
    let landscape = Landscape()
    let limit = SearchLimit(.latency(board: "made-up"), 30_000)
    var search = VariationSearch(
      landscape.space, limits: [limit], objective: .params, tries: 60,
      evaluate: { factors in
        let figures = try landscape.figures(factors)
        let times = figures.layers.map { Double($0.macCount) / 500 }
        let total = times.reduce(0, +)
        return figures.adding(
          PredictedLatency(microseconds: total, low: total * 0.9, high: total * 1.1),
          of: "made-up", layers: times)
      })
    let result = try search.run()
    let best = try #require(result.best?.figures)
    #expect(limit.verdict(on: best).passes)
    #expect(best.parameterCount > 300_000)
  }

  @Test func aFixedFactorStays() throws {
    let architecture = try #require(Architecture.named("mobilenetv1"))
    let landscape = Landscape()
    let space = SearchSpace(architecture, fixed: Factors([.loop: 5, .resolution: 96]))
    #expect(!space.axes.contains { $0.factor == .loop })
    var search = VariationSearch(
      space, limits: Self.paper, objective: .macs, tries: 60, evaluate: landscape.figures)
    #expect(try search.run().best?.factors[.loop] == 5)
    #expect(landscape.asked.allSatisfy { $0[.loop] == 5 && $0[.resolution] == 96 })
  }
}
