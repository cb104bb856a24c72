import Architectures
import Failures
import Testing

@Suite struct FactorGridTests {
  private static func grid() throws -> FactorGrid {
    FactorGrid(try #require(Architecture.named("mobilenetv1")))
  }

  @Test(arguments: [
    ("3", [3.0]), ("0.1,0.2", [0.1, 0.2]), ("1-5", [1, 2, 3, 4, 5]), ("1-5:2", [1, 3, 5]),
    ("0.1-0.5:0.1", [0.1, 0.2, 0.3, 0.4, 0.5]), ("2,1-3,2", [2, 1, 3]), ("-1", [-1]),
  ])
  func readsNumbersAndRanges(text: String, values: [Double]) throws {
    var grid = try Self.grid()
    try grid.set(.beta, to: text)
    #expect(grid.lists[.beta] == values)
  }

  @Test(arguments: [
    "", ",", "1,", "a", "1-", "5-1", "1-5:0", "1-5:-1", "1:2", "1e3", "0x10", "nan", "0-9:1e-9",
    "1-2-3",
  ])
  func refusesWhatIsNoList(text: String) throws {
    var grid = try Self.grid()
    let failure = #expect(throws: FactorListError.self) { try grid.set(.beta, to: text) }
    #expect(failure?.summary.contains("is no value or range of beta") == true)
    #expect(failure?.exitStatus == .wrongInput)
  }

  @Test func makesEveryCombination() throws {
    var grid = try Self.grid()
    try grid.set(.loop, to: "1-5")
    try grid.set(.alpha, to: "0.1,0.2,0.25,0.35")
    let names = try grid.variations(seed: 3).map(\.name.text)
    #expect(names.count == 20)
    #expect(names.first == "mobilenetv1_0.1_96_c3_o2_l1")
    #expect(names[1] == "mobilenetv1_0.1_96_c3_o2_l2")
    #expect(names.last == "mobilenetv1_0.35_96_c3_o2_l5")
    #expect(Set(names).count == 20)
  }

  @Test func refusesEndlessGrids() throws {
    var grid = try Self.grid()
    for factor in Factor.allCases { try grid.set(factor, to: "1-10000") }
    #expect(grid.count == .max)
    let failure = #expect(throws: FactorListError.self) { try grid.variations(seed: 1) }
    #expect(failure?.summary.contains("endlessly many variations; at most 20000") == true)
  }

  @Test func namesTheValueThatIsNotAllowed() throws {
    var grid = try Self.grid()
    try grid.set(.alpha, to: "0.1,0")
    let failure = #expect(throws: FactorError.self) { try grid.variations(seed: 1) }
    #expect(failure?.summary.contains("alpha 0 is not a number from 0.01 to 4") == true)
    var other = try Self.grid()
    try other.set(.groups, to: "2")
    #expect(throws: FactorError.self) { try other.variations(seed: 1) }
  }

  @Test(arguments: ["0-99999999", "0-1:0.00001", "1,2,3,0-19998"])
  func countsTheValuesOfALongList(text: String) throws {
    var grid = try Self.grid()
    let failure = #expect(throws: FactorListError.self) { try grid.set(.beta, to: text) }
    #expect(failure?.summary.contains("gives beta more than 20000 values") == true)
    #expect(grid.lists.isEmpty)
  }
}
