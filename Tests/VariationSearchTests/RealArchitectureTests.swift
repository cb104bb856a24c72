import Architectures
import Testing
import VariationFactory
import VariationSearch

/// The search over the architectures themselves, their files made.
@Suite struct RealArchitectureTests {
  private static func search(
    _ name: String, ram: Double = 250, file: Double = 250, _ objective: SearchObjective = .macs
  ) throws -> SearchResult {
    let architecture = try #require(Architecture.named(name))
    var search = VariationSearch(
      SearchSpace(architecture),
      limits: [
        SearchLimit(.ram, ram * 1_024), SearchLimit(.file, file * 1_024), SearchLimit(.macs, 60e6),
      ], objective: objective, tries: 60
    ) { factors in
      try SearchFigures.of(VariationFactory.make(Variation(architecture, factors))).figures
    }
    return try search.run()
  }

  /// The paper's best, table 2: 21,893,563 MACs and 171,743 parameters in 243.9 KB.
  @Test func findsMoreThanThePapersBestInsideItsBudget() throws {
    let result = try Self.search("mobilenetv1")
    let figures = try #require(result.best?.figures)
    #expect(result.tryCount <= 60)
    #expect(figures.macCount >= 21_893_563)
    #expect(figures.parameterCount >= 171_743)
    #expect(figures.parametersPerByte >= 171_743 / (243.9 * 1_024))
    #expect(figures.fileBytes <= 250 * 1_024)
    #expect(figures.peakBytes <= 250 * 1_024)
    // More than our own file of the paper's best, too, which is smaller than the paper's.
    let paper = try VariationName(parsing: "mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3").request()
    let own = try SearchFigures.of(
      VariationFactory.make(Variation(paper.architecture, paper.factors))
    ).figures
    #expect(own.macCount == 21_893_563)
    #expect(own.parameterCount == 171_743)
    #expect(figures.parametersPerByte >= own.parametersPerByte)
  }

  @Test(arguments: Architecture.catalog.map(\.name))
  func findsSomethingInsideThePapersBudget(name: String) throws {
    let result = try Self.search(name)
    #expect(result.best != nil)
    #expect(result.tryCount <= 60)
  }

  /// Alpha alone reaches 0.2 there and 3,635,914 MACs.
  @Test func reducesTheExpansionWhereMemoryIsShort() throws {
    let result = try Self.search("mobilenetv2", ram: 64)
    let best = try #require(result.best)
    #expect(try #require(best.figures).macCount > 4_000_000)
    #expect(best.factors[.expansion] != nil)
  }

  /// Its early layers hold more than 64 KB whatever the factors.
  @Test func saysThatMobileNetV3CannotKeep64KBOfMemory() throws {
    let result = try Self.search("mobilenetv3smallNSQ", ram: 64)
    #expect(result.best == nil)
    let nearest = try #require(result.nearest?.figures)
    #expect(nearest.peakBytes > 65_536)
    #expect(nearest.fileBytes <= 250 * 1_024)
  }
}
