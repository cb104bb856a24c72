import BoardProfiles
import FirmwareArtifacts
import FirmwareGeneration
import Foundation
import Testing
import WireRecords

/// The template's C and the tables in Swift, held together.
@Suite struct FirmwareTemplateTests {
  private let sources: FirmwareSources
  private let code: String

  init() throws {
    sources = try FirmwareGenerator.sources(
      for: SmallPlan.plan(), template: SmallPlan.template())
    code = sources.shared.map(\.contents).joined(separator: "\n")
  }

  /// The macros that `text` uses, all that begin with the wire's prefix.
  private static func wireTokens(in text: String) -> Set<String> {
    Set(text.matches(of: /MCUB_WIRE_[A-Z0-9_]+/).map { String($0.output) })
  }

  @Test func theFirmwareUsesNoWireTokenThatIsNotDeclared() {
    let defined = Set(
      WireHeader.render().matches(of: /#define (MCUB_WIRE_[A-Z0-9_]+)\b/).map {
        String($0.output.1)
      })
    #expect(Self.wireTokens(in: code).subtracting(defined).isEmpty)
  }

  @Test func theFirmwareUsesEveryDeclaredRecordFieldAndChoice() throws {
    // Each core's header says which counter it has.
    let cores = try SmallPlan.template().files.filter { $0.path.hasSuffix("/mcub_core.h") }
    let used = Self.wireTokens(in: code + cores.map(\.contents).joined())
    #expect(Set(WireHeader.tokens).subtracting(used).isEmpty)
  }

  @Test func theFirmwareSendsEveryRecordOfTheBoardAndNoOther() {
    let sent = code.matches(of: /mcub_line_send\(\s*(MCUB_WIRE_[A-Z_]+)/).map {
      String($0.output.1)
    }
    let declared = WireTable.boardRecords.map { "MCUB_WIRE_" + $0.name.uppercased() }
    #expect(Set(sent) == Set(declared))
  }

  @Test func theFirmwareTakesEveryCommandOfTheHostAndNoOther() {
    let taken = code.matches(of: /case (MCUB_WIRE_[A-Z_]+):/).map { String($0.output.1) }
    let declared = WireTable.hostRecords.map { "MCUB_WIRE_" + $0.name.uppercased() }
    #expect(Set(taken) == Set(declared))
  }

  @Test func bothSidesKnowTheSameLayerLimit() {
    let header = sources.headers.first { $0.path == "mcub_model.h" }?.contents
    let limit = FirmwareGenerator.maximumLayerCount
    #expect(header?.contains("#define MCUB_MODEL_MAX_LAYERS \(limit)u\n") == true)
  }

  @Test func theLinkerScriptHasTheProfilesMemory() throws {
    let board = try SmallPlan.board()
    let script = sources.linkerScript.contents
    for region in board.memory {
      let origin = String(region.origin, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: 8 - origin.count) + origin
      let pattern = try Regex(
        "\(region.name.uppercased()) +\\(rw?x\\) +: ORIGIN = 0x\(padded), LENGTH = "
          + "\(region.bytes / 1024)K\\b")
      #expect(script.contains(pattern), "\(region.name)")
    }
    for region in board.arenaRegions {
      #expect(script.contains(".arena_\(region.name) (NOLOAD)"))
      #expect(script.contains(".inputs_\(region.name) (NOLOAD)"))
    }
    let firmware = try #require(board.firmware)
    #expect(script.contains("mcub_stack_bytes = \(firmware.stackBytes);"))
  }

  @Test func theBoardFileSetsTheProfilesClock() throws {
    let board = try SmallPlan.board()
    let support = try #require(sources.shared.first { $0.path.hasPrefix("boards/") }).contents
    #expect(support.contains(".core_hertz = \(board.clock.coreHertz)u,"))
    #expect(!support.contains("\(board.serial.baud)u"), "the profile alone says the speed")
  }

  @Test func everyIncludedHeaderIsThere() {
    let headers = Set(sources.headers.map(\.path))
    for file in sources.shared + sources.generated + sources.headers {
      for include in file.contents.matches(of: /#include "([^"]+)"/) {
        #expect(headers.contains(String(include.output.1)), "in \(file.path)")
      }
    }
  }
}
