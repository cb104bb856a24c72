import Foundation
import MCUBenchTestSupport
import Testing

/// `predict` and `table` as processes, on tables that know little or nothing.
@Suite struct PredictCommandTests {
  /// Writes a table without a layer and gives its path.
  private func table(in home: Sandbox, schema: String = "mcubench.latency-table/1") throws -> String
  {
    let path = home.directory + "/table.json"
    let text = """
      {
      "fits": {},
      "layer_overhead_cycles": 0,
      "origin": {"board":"stm32f746g","clock_hertz":216000000,"compiler":"gcc",\
      "cost_forms":2,"created":\
      {"unix_milliseconds":0},"evidence":"measured","kernel_hash":"0123456789ab",\
      "kernel_set":"dsp","seed":1},
      "samples": [],
      "schema": "\(schema)",
      "shape_count": 0
      }

      """
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  @Test func refusesATableOfOtherKernelsUnlessAsked() async throws {
    try await Sandbox.with { home in
      let path = try table(in: home)
      let arguments = ["predict", Example.model, "--board", "stm32f746g", "--table", path]
      let refused = try await home.run(arguments)
      #expect(refused.status == 2)
      #expect(refused.output == "")
      #expect(refused.errors.contains("a latency table of other kernels: made with 0123456789ab"))
      #expect(refused.errors.contains("try: make the table again with 'mcubench calibrate"))

      let taken = try await home.run(arguments + ["--allow-stale-table"])
      #expect(taken.status == 1)
      #expect(taken.output.contains("not predicted: the table lacks a layer's kernel"))
      #expect(taken.output.contains("measured, kernels 0123456789ab (not today's)"))
      #expect(taken.errors.contains("no prediction of cnn_separable_int8"))
    }
  }

  @Test func listsModelsThatCannotRunBelowTheOthers() async throws {
    try await Sandbox.with { home in
      let path = try table(in: home)
      let broken = home.directory + "/broken.tflite"
      try Data("no model".utf8).write(to: URL(filePath: broken))
      let outcome = try await home.run([
        "predict", broken, Example.model, "--board", "stm32f746g", "--table", path,
        "--allow-stale-table",
      ])
      #expect(outcome.status == 2)
      #expect(outcome.output.contains("cnn_separable_int8"))
      #expect(outcome.output.contains("  Cannot run:\n  \(broken): "))
      #expect(outcome.errors.contains("error: \(broken): "))
    }
  }

  @Test func tablesAreReadAndRefused() async throws {
    try await Sandbox.with { home in
      let path = try table(in: home)
      let shown = try await home.run(["table", "show", path])
      #expect(shown.status == 0)
      #expect(shown.output.contains("  Board     stm32f746g at 216 MHz\n"))
      let again = try await home.run(["table", "refit", path])
      #expect(again.output == (try String(contentsOfFile: path, encoding: .utf8)))
      let other = try await home.run([
        "table", "show", try table(in: home, schema: "mcubench.latency-table/2"),
      ])
      #expect(other.status == 2)
      #expect(other.errors.contains("\"mcubench.latency-table/2\", this program reads"))
    }
  }

  @Test func tablesAreHeldAgainstEachOtherAndExported() async throws {
    try await Sandbox.with { home in
      let path = try table(in: home)
      let same = try await home.run(["table", "diff", path, path])
      #expect(same.status == 0)
      #expect(same.output.contains("A         \(path): measured\n"))
      #expect(same.output.contains("No difference"))
      let other = home.directory + "/other.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try Data(
        text.replacingOccurrences(
          of: "\"layer_overhead_cycles\": 0", with: "\"layer_overhead_cycles\": 9"
        ).utf8
      ).write(to: URL(filePath: other))
      let apart = try await home.run(["table", "diff", path, other])
      #expect(apart.status == 2)
      #expect(apart.errors.contains("the tables have no layer and no kernel in common"))
      #expect(apart.errors.contains("\ntry: "))
      let missing = try await home.run(["table", "diff", path, home.directory + "/none.json"])
      #expect(missing.status == 1 || missing.status == 2)
      #expect(missing.output == "")

      let exported = try await home.run(["table", "export", path, "--json", "-"])
      #expect(exported.status == 0)
      #expect(exported.output.contains("\"evidence\": \"measured\""))
      let both = try await home.run(["table", "export", path, "--json", "-", "--csv", "-"])
      #expect(both.status == 2)
      let samples = try await home.run(["table", "export", path])
      #expect(samples.output.hasPrefix("board_profile,evidence,kernel_hash,variant,operator,"))
    }
  }

  @Test func aCorrectionNeedsASimulatedRunAndTables() async throws {
    try await Sandbox.with { home in
      let arguments = ["run", Example.model, "--board", "stm32f746g", "--corrected"]
      let anywhere = try await home.run(arguments)
      #expect(anywhere.status == 2)
      #expect(anywhere.errors.contains("--on simulator"))
      let none = try await home.run(arguments + ["--on", "simulator"])
      #expect(none.status == 2)
      #expect(none.errors.contains("no measured latency table of stm32f746g"))
      #expect(none.errors.contains("try: make one on the board with 'mcubench calibrate"))
      let path = try table(in: home)
      let stale = try await home.run(
        arguments + ["--on", "simulator", "--measured-table", path, "--simulated-table", path])
      #expect(stale.status == 2)
      #expect(stale.errors.contains("a measured latency table, a correction needs a simulated one"))
    }
  }
}
