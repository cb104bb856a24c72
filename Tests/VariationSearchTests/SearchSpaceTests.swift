import Architectures
import Testing
import VariationSearch

@Suite struct SearchSpaceTests {
  private static func axis(_ name: String, _ factor: Factor) throws -> SearchAxis {
    let space = SearchSpace(try #require(Architecture.named(name)))
    return try #require(space.axes.first { $0.factor == factor })
  }

  @Test func hasTheFactorsOfTheArchitectureWithoutTheInputs() throws {
    let space = SearchSpace(try #require(Architecture.named("mobilenetv1")))
    #expect(space.axes.map(\.factor) == [.alpha, .loop, .last, .penultimate, .beta])
    let free = SearchSpace(
      try #require(Architecture.named("mobilenetv2")), freesResolution: true)
    #expect(free.axes.map(\.factor) == [.alpha, .resolution, .expansion, .last])
  }

  @Test func halvesChannelsDownToThePapersAndHasValuesBetween() throws {
    let last = try Self.axis("mobilenetv1", .last)
    #expect(last.gridValues == [1024, 512, 256, 128, 64, 32])
    #expect(last.values.prefix(5) == [1024, 896, 768, 640, 512])
    #expect(last.values.last == 32)
    let alpha = try Self.axis("mobilenetv1", .alpha)
    #expect(alpha.values.first == 2)
    #expect(alpha.values.suffix(2) == [0.1, 0.05])
    #expect(try Self.axis("shufflenetv2", .alpha).values.contains(0.35))
    #expect(try Self.axis("mobilenetv1", .loop).values == [5, 4, 3, 2, 1, 0])
    #expect(try Self.axis("mobilenetv1", .beta).values.count == 10)
    #expect(try Self.axis("mobilenetv2", .expansion).values == [6, 5, 4, 3, 2, 1])
  }

  @Test func givesTheTailItsAbsoluteReading() throws {
    let architecture = try #require(Architecture.named("mobilenetv1"))
    let space = SearchSpace(architecture)
    let standard = space.factors(at: SearchSpot([26, 0, 0, 0, 0]))
    #expect(VariationName(architecture, standard).text == "mobilenetv1_0.7_96_c3_o2")
    let halved = space.factors(at: SearchSpot([26, 0, 4, 0, 0]))
    #expect(VariationName(architecture, halved).text == "mobilenetv1_0.7_96_c3_o2_ll512b1")
    let paper = space.factors(at: SearchSpot([26, 0, 20, 16, 7]))
    #expect(VariationName(architecture, paper).text == "mobilenetv1_0.7_96_c3_o2_ll32pl64b0.3")
  }

  @Test func theGridHasEveryCombinationOfPlainValues() throws {
    let space = SearchSpace(try #require(Architecture.named("mobilenetv1")))
    #expect(space.grid.count == 40 * 6 * 6 * 6 * 10)
    #expect(Set(space.grid).count == space.grid.count)
  }
}
