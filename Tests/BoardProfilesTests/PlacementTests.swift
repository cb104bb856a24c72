import Foundation
import Testing

@testable import BoardProfiles

/// Where code and weights of a board lie that leaves the choice.
@Suite struct PlacementTests {
  private static let directory = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "boards").path

  /// A flag's text, and the regions that follow from it.
  struct Choice: CustomTestStringConvertible {
    let text: String
    let code: String
    let weights: String
    var testDescription: String { text }
  }

  @Test(
    arguments: [
      Choice(text: "code=ram", code: "code", weights: "flash"),
      Choice(text: "code=flash", code: "flash", weights: "flash"),
      Choice(text: "weights=ram", code: "code", weights: "sram"),
      Choice(text: "weights=ram,code=flash", code: "flash", weights: "sram"),
    ])
  func movesWhatTheFlagNames(choice: Choice) throws {
    let board = try BoardProfile.load(from: Self.directory, named: "pico")
    #expect(board.codeRegion?.name == "code")
    #expect(board.weightRegion?.name == "flash")
    let placed = try board.placed(choice.text)
    #expect(placed.codeRegion?.name == choice.code)
    #expect(placed.weightRegion?.name == choice.weights)
  }

  @Test(
    arguments: [
      "", "code", "code=", "code=rom", "data=ram", "code=ram,", "code=ram,code=flash",
      "code=ram weights=ram", "CODE=ram", "code=ram=flash",
    ])
  func refusesOtherTexts(text: String) throws {
    let board = try BoardProfile.load(from: Self.directory, named: "pico")
    #expect(throws: PlacementError(board: "pico", reason: .unknown(text))) {
      try board.placed(text)
    }
  }

  @Test func refusesABoardWithoutAChoice() throws {
    let board = try BoardProfile.load(from: Self.directory, named: "stm32f746g")
    #expect(throws: PlacementError(board: "stm32f746g", reason: .fixed)) {
      try board.placed("code=ram")
    }
    #expect(board.codeRegion?.name == "flash")
    #expect(board.weightRegion?.name == "flash")
  }

  /// 12 MHz through the PLL as its registers are to read back.
  @Test func thePicosClockFollowsFromItsRegisters() throws {
    let board = try BoardProfile.load(from: Self.directory, named: "pico")
    func value(_ name: String) throws -> Int {
      Int(try #require(board.clock.readBack.first { $0.name == name }).value)
    }
    let dividers = try value("PLL_SYS_PRIM")
    let vco = 12_000_000 / (try value("PLL_SYS_CS") & 0x3F) * (try value("PLL_SYS_FBDIV_INT"))
    #expect((750_000_000...1_600_000_000).contains(vco))
    #expect(vco / (dividers >> 16 & 7) / (dividers >> 12 & 7) == board.clock.coreHertz)
    #expect(try value("WATCHDOG_TICK") & 0x1FF == 12)
    #expect(board.memory.filter { $0.kind != .flash }.reduce(0) { $0 + $1.bytes } == 264 << 10)
  }
}
