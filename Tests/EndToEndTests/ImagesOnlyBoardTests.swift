import Foundation
import MCUBenchTestSupport
import Testing

/// A board without a firmware of this project's is listed, and refused where a model is to be built.
@Suite struct ImagesOnlyBoardTests {
  private static let board = "nucleo-g0b1re"

  @Test func isListedAsSuch() async throws {
    try await Sandbox.with { home in
      let table = try await home.run(["boards"])
      #expect(table.status == 0)
      let parts = table.output.components(separatedBy: "\n\n")
      let own = try #require(parts.first { $0.hasPrefix(Self.board + ":") })
      #expect(own.contains("runs images only"))
      #expect(parts.filter { $0.contains("runs images only") }.count == 1)
      let document = try await home.run(["boards", "--json"])
      #expect(document.output.contains("\"runs_images_only\""))
    }
  }

  @Test(arguments: ["run", "build"]) func isRefusedForAModel(command: String) async throws {
    try await Sandbox.with { home in
      var arguments = [command, Example.model, "--board", Self.board]
      if command == "build" { arguments += ["-o", home.directory + "/out"] }
      let outcome = try await home.run(arguments)
      #expect(outcome.status == 2, "\(outcome.errors)")
      #expect(outcome.errors.contains("error: nucleo-g0b1re runs images only"))
      #expect(outcome.errors.contains("\nclass: build"))
      #expect(outcome.errors.contains("\ntry: run an image"))
      #expect(outcome.output == "")
    }
  }
}
