import Foundation
import MCUBenchTestSupport
import Testing

/// The NUCLEO-F446RE: a Cortex-M4 with the kernels of the Cortex-M7, and nothing else of its own than
/// its files in `boards/` and `firmware-template/` and its chip's tables.
@Suite(.enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"))
struct FourthBoardTests {
  private static let run = [
    "run", Example.model, "--board", "nucleo-f446re", "--runs", "2", "--json", "-",
  ]

  private func document(_ outcome: ProgramOutcome) throws -> [String: Any] {
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
      "\(outcome.errors)")
  }

  private func outputHash(_ run: [String: Any]) -> String? {
    (run["output_check"] as? [String: Any])?["output_sha256"] as? String
  }

  /// The kernel of each layer of a run on the virtual board.
  private func kernels(_ command: [String], in home: Sandbox) async throws -> [String?] {
    let csv = home.directory + "/layers.csv"
    let outcome = try await home.run(command + ["--on", "simulator", "--csv", csv])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8)).map {
      $0["kernel_symbol"]
    }
  }

  @Test func runsWhatTheFirstBoardRunsToTheSameOutputs() async throws {
    try await Sandbox.with { home in
      let run = try document(try await home.run(Self.run + ["--on", "simulator"]))
      #expect(run["validity"] as? String == "valid")
      #expect(run["evidence"] as? String == "simulated")
      let model = try #require(run["timing_model"] as? [String: Any])
      #expect(model["name"] as? String == "m4")
      // Nothing was held against silicon, so nothing is claimed.
      #expect((model["claim"] as? [String: Any])?["label"] as? String == "estimate")
      let first = try document(try await home.run(Example.run + ["--json", "-"]))
      let hash = try #require(outputHash(run))
      #expect(hash == outputHash(first))
      let kernels = try await self.kernels(Self.run, in: home)
      #expect(kernels == (try await self.kernels(Example.run, in: home)))
      #expect(kernels.contains { $0?.hasSuffix("_dsp") == true })
    }
  }

  @Test(.enabled(if: StockTool.openOCD != nil, "openocd is not installed"))
  func isFlashedByTheStockTool() async throws {
    try await Sandbox.with { home in
      try await ServedBoard.with(["--board", "nucleo-f446re"], in: home) { board in
        let run = try document(try await home.run(Self.run + board.flags))
        let record = try #require(run["board"] as? [String: Any])
        #expect((record["flash_tool"] as? String)?.hasPrefix("Open On-Chip Debugger") == true)
        #expect(run["evidence"] as? String == "simulated")
        #expect(run["validity"] as? String == "valid")
      }
      await home.expectNoSurvivors()
    }
  }
}
