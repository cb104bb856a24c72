import Foundation
import MCUBenchTestSupport
import Testing

/// The latency tables that come with the program are those of today's kernels and timing models:
/// whoever changes either has to make them again with 'make latency-tables'.
///
/// A checkout without the folder ships none, and has nothing to hold to this.
@Suite(.enabled(if: ShippedTables.areThere)) struct ShippedTableTests {
  @Test func everyBoardThatShouldHaveOneHasOne() {
    #expect(Set(ShippedTables.boards).isSuperset(of: ["stm32f746g", "pico", "esp32"]))
  }

  @Test(arguments: ShippedTables.boards)
  func isOfTodaysKernelsAndTimingModel(board: String) async throws {
    let path = ShippedTables.folder.appending(path: "\(board).json")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
    let origin = try #require(document["origin"] as? [String: Any])
    #expect(origin["board"] as? String == board)
    #expect(origin["evidence"] as? String == "simulated")
    try await Sandbox.with { home in
      // Nobody's own tables are here, so this is the one that comes with the program.
      let predicted = try await home.run(["predict", Example.model, "--board", board])
      #expect(
        predicted.status == 0,
        "\(predicted.errors)make the table again with 'make latency-tables'")
      let run = try await home.run([
        "run", Example.model, "--board", board, "--on", "simulator", "--json", "-",
      ])
      let measured = try #require(
        JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any],
        "\(run.errors)")
      let today = try #require(measured["timing_model"] as? [String: Any])
      let then = try #require(origin["timing_model"] as? [String: Any])
      for key in ["name", "version", "parameter_hash"] {
        #expect(
          then[key] as? String == today[key] as? String,
          "\(key) of \(board): make the table again with 'make latency-tables'")
      }
    }
  }
}

/// `boards/tables/` of the checkout.
enum ShippedTables {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "boards/tables")

  static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// The boards whose tables are there, by the files' names.
  static var boards: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }.sorted()
  }
}
