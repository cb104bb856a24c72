import BoardProfiles
import Foundation
import Testing

/// Which claim applies to simulated cycles, by model and by what was built.
@Suite struct TimingClaimTests {
  private static let known = "0123456789ab"
  private let board: BoardProfile
  private let text: String

  init() throws {
    let path = BoardProfileTests.directory + "/stm32f746g.yaml"
    text = try String(contentsOfFile: path, encoding: .utf8)
    // Whatever sets were checked by now, the test has one of its own.
    let line = try #require(text.firstMatch(of: /\n    checked:.*(\n      [-#] .*)*/))
    board = try BoardProfile.parse(
      text.replacing(
        line.output.0, with: "\n    checked: [{ version: '7', hash: '\(Self.known)' }]"),
      path: path)
  }

  struct Build: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let row: String
    var model = "m7"
    var version = "7"
    var parameters: String? = TimingClaimTests.known
    var change: @Sendable (inout BuiltProgram) -> Void = { _ in }
  }

  static let builds: [Build] = [
    Build(testDescription: "as the template builds", row: "optimised"),
    Build(testDescription: "-O3", row: "optimised") { $0.optimisation = "-O3" },
    Build(testDescription: "-O0", row: "other_code") { $0.optimisation = "-O0" },
    Build(testDescription: "-Os", row: "other_code") { $0.optimisation = "-Os" },
    Build(testDescription: "unknown flags", row: "other_code") { $0.optimisation = nil },
    Build(testDescription: "both arenas", row: "optimised") {
      $0.activationBytes = ["dtcm": 60_000, "sram1": 65_536]
    },
    Build(testDescription: "a large SRAM1 arena", row: "other_code") {
      $0.activationBytes = ["dtcm": 60_000, "sram1": 65_537]
    },
    Build(testDescription: "an empty arena elsewhere", row: "optimised") {
      $0.activationBytes = ["dtcm": 100, "sram2": 0]
    },
    Build(testDescription: "an arena elsewhere", row: "unchecked") {
      $0.activationBytes = ["dtcm": 100, "sram2": 1]
    },
    Build(testDescription: "unknown arenas", row: "unchecked") { $0.activationBytes = nil },
    Build(testDescription: "code in RAM", row: "unchecked") {
      $0.codeRegions = ["flash", "sram1"]
    },
    Build(testDescription: "code outside the profile", row: "unchecked") {
      $0.codeRegions = ["unnamed"]
    },
    Build(testDescription: "unknown code", row: "unchecked") { $0.codeRegions = nil },
    Build(testDescription: "constants in RAM", row: "copied_weights") {
      $0.constantRegions = ["flash", "sram1"]
    },
    Build(testDescription: "constants in SRAM2", row: "unchecked") {
      $0.constantRegions = ["sram2"]
    },
    Build(testDescription: "no constants", row: "optimised") { $0.constantRegions = [] },
    Build(testDescription: "interrupts", row: "unchecked") { $0.isQuiet = false },
    Build(testDescription: "wrong wait states", row: "unchecked") { $0.isSetAsProfiled = false },
    Build(testDescription: "another model", row: "unknown model", model: "instructions"),
    Build(testDescription: "another version", row: "unknown parameters", version: "8"),
    Build(
      testDescription: "other parameters", row: "unknown parameters", parameters: "0123456789ac"),
    Build(testDescription: "no parameters", row: "unknown parameters", parameters: nil),
  ]

  @Test(arguments: builds)
  func choosesTheRow(_ build: Build) {
    var built = BuiltProgram(
      optimisation: "-O2", codeRegions: ["flash"], constantRegions: ["flash"],
      activationBytes: ["dtcm": 60_000], isQuiet: true, isSetAsProfiled: true)
    build.change(&built)
    let claim = board.claim(
      model: build.model, version: build.version, parameters: build.parameters, built: built)
    switch claim {
    case .row(let row, let limit):
      #expect(row.name == build.row)
      #expect(limit == 3)
    case .unknownModel: #expect(build.row == "unknown model")
    case .unknownParameters: #expect(build.row == "unknown parameters")
    }
  }

  /// The page that is written by holding the models against silicon names the same parameters.
  @Test func knowsTheParametersThatThePageOfAccuracyNames() throws {
    let page = URL(filePath: BoardProfileTests.directory).deletingLastPathComponent()
      .appending(path: "docs/timing-accuracy.md")
    let lines = try String(contentsOf: page, encoding: .utf8)
      .matches(of: /\n## ([a-z0-9-]+), timing model ([a-z0-9]+)\/([0-9]+)\/([0-9a-f]{12})\n/)
    let boards = try BoardProfile.all(in: BoardProfileTests.directory)
    var checked = 0
    for line in lines {
      let board = boards.first { $0.name == line.output.1 }
      for claims in board?.timingClaims ?? [] where claims.model == line.output.2 {
        #expect(
          claims.checked.contains { $0.version == line.output.3 && $0.hash == line.output.4 })
        checked += 1
      }
    }
    #expect(checked > 0)
  }

  @Test func boundsOnlyWhatWasHeldAgainstSilicon() throws {
    let rows = try #require(board.timingClaims?.first).rows
    #expect(rows.map(\.label) == [.checked, .simulated, .estimate, .estimate])
    #expect(rows.map(\.totalErrorPercent) == [5, 15, nil, nil])
    #expect(rows.map(\.layerErrorPercent) == [10, nil, nil, nil])
  }

  @Test(arguments: [
    ("rankingLimitPercent: 3", "rankingLimitPercent: 0", "timingClaims.0.rankingLimitPercent"),
    ("label: checked", "label: perfect", "timingClaims.0.rows.0.label"),
    ("totalErrorPercent: 15", "totalErrorPercent: -1", "timingClaims.0.rows.1.totalErrorPercent"),
    ("totalErrorPercent: 5", "layersOnly: 5", "timingClaims.0.rows.0.layersOnly"),
    ("name: other_code", "name: optimised", "timingClaims.0.rows.1.name"),
    ("code: [flash]", "code: [rom]", "timingClaims.0.rows.0.when"),
    ("sram1: 65536", "sram9: 65536", "timingClaims.0.rows.0.when"),
    ("model: m7", "model: m 7", "timingClaims.0.model"),
    (
      "of the kind\n          was held against silicon\n",
      "of the kind\n          was held against silicon\n        when: { quiet: true }\n",
      "timingClaims.0.rows"
    ),
  ])
  func aWrongClaimNamesItsKey(right: String, wrong: String, key: String) throws {
    let place = try #require(text.range(of: right))
    let broken = text.replacing(text[place], with: wrong, maxReplacements: 1)
    let error = #expect(throws: ProfileError.self) {
      try BoardProfile.parse(broken, path: "boards/x.yaml")
    }
    guard case .wrongKey(let found, _) = error?.reason else {
      Issue.record("not a wrong key: \(String(describing: error))")
      return
    }
    #expect(found == key)
  }

  @Test(arguments: ["'0123456789AB'", "'0123'", "x"])
  func refusesAHashThatNoChipCanState(hash: String) throws {
    let line = try #require(text.firstMatch(of: /\n    checked:.*(\n      [-#] .*)*/))
    let broken = text.replacing(
      line.output.0, with: "\n    checked: [{ version: '7', hash: \(hash) }]")
    let error = #expect(throws: ProfileError.self) {
      try BoardProfile.parse(broken, path: "boards/x.yaml")
    }
    #expect(error?.summary.contains("timingClaims.0.checked.0.hash") == true)
  }
}
