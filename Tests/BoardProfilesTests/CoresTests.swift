import Foundation
import Testing

@testable import BoardProfiles

/// How many cores of a board a run uses.
@Suite struct CoresTests {
  private static let directory = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "boards").path

  @Test func usesOneUnlessAskedForBoth() throws {
    let board = try BoardProfile.load(from: Self.directory, named: "pico")
    #expect(board.usedCores == 1)
    #expect(try board.using(cores: 1) == board)
    #expect(try board.using(cores: 2).usedCores == 2)
  }

  @Test(arguments: [("pico", 3, 2), ("pico", 0, 2), ("stm32f746g", 2, 1), ("esp32", 2, 1)])
  func refusesOthers(name: String, count: Int, available: Int) throws {
    let board = try BoardProfile.load(from: Self.directory, named: name)
    let expected = CoresError(board: name, asked: count, available: available)
    #expect(throws: expected) { try board.using(cores: count) }
    #expect(expected.remedy?.contains("--cores") == true)
  }

  @Test func figuresOfBothCoresClaimNoError() throws {
    let board = try BoardProfile.load(from: Self.directory, named: "pico")
    var built = BuiltProgram(
      optimisation: "-O2", codeRegions: ["code"], constantRegions: ["sram"],
      activationBytes: ["sram": 100], isQuiet: true, isSetAsProfiled: true)
    let claims = try #require(board.timingClaims?.first)
    let checked = try #require(claims.checked.first)
    func row() -> String? {
      let claim = board.claim(
        model: claims.model, version: checked.version, parameters: checked.hash, built: built)
      guard case .row(let row, _) = claim else { return nil }
      return "\(row.name) \(row.label.rawValue)"
    }
    #expect(row() == "all_in_ram simulated")
    built.cores = 2
    #expect(row() == "two_cores estimate")
  }
}
