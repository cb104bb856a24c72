import Foundation
import MCUBenchTestSupport
import Testing

/// `sweep --measure` as a process: chosen variations run on a virtual board.
@Suite struct SweepMeasuringTests {
  private static let fits = "mobilenetv1_0.1_32_c3_o2_l1"

  private static func arguments(_ folder: String, _ more: [String]) -> [String] {
    [
      "sweep", "mobilenetv1", "--alpha", "0.05,0.1", "--loop", "1-2", "--resolution", "32", "-o",
      folder, "--board", "stm32f746g", "--on", "simulator",
    ] + more
  }

  private static func rows(_ outcome: ProgramOutcome) throws -> [[String: Any]] {
    let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require((document as? [String: Any])?["variations"] as? [[String: Any]])
  }

  @Test func measuresTheFirstRowsThatKeepTheBudgetAndNeverTwice() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      // The largest misses the budget: the next two are the first that keep it.
      let arguments = Self.arguments(
        folder, ["--budget", "params=27k", "--measure", "top:2", "--json"])
      let swept = try await home.run(arguments, within: .seconds(300))
      #expect(swept.status == 0, "\(swept.errors)")
      let rows = try Self.rows(swept)
      #expect(rows.map { $0["simulated_us"] is Double } == [true, true, false, false])
      #expect(rows.allSatisfy { $0["measured_us"] is NSNull || $0["measured_us"] == nil })
      #expect(rows[0]["name"] as? String == Self.fits)
      let predicted = try #require(rows[0]["predicted_us"] as? Double)
      let simulated = try #require(rows[0]["simulated_us"] as? Double)
      #expect(predicted != simulated && abs(predicted / simulated - 1) < 0.5)

      // They are runs like any other.
      let history = try await home.history()
      #expect(Set(history.compactMap { $0["run_id"] as? String }).count == 2)
      let shown = try await home.run(["show", try #require(rows[0]["run"] as? String)])
      #expect(shown.output.contains(Self.fits), "\(shown.errors)")
      let models = try await home.run(["models", "list"])
      #expect(models.output.contains(Self.fits))

      let again = try await home.run(arguments)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("2 of 2 were measured before"))
      #expect(try await home.history().count == 2)
      let repeated = try await home.run(
        Self.arguments(folder, ["--json", "--remeasure", "--measure", Self.fits]),
        within: .seconds(300))
      #expect(repeated.status == 0, "\(repeated.errors)")
      #expect(!repeated.errors.contains("were measured before"))
      #expect(try await home.history().count == 3)
      #expect(
        try Self.rows(repeated).compactMap { $0["simulated_us"] as? Double } == [simulated])
    }
  }

  @Test func losesNoRunWhenAnotherFails() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let first = try await home.run(
        Self.arguments(folder, ["--measure", Self.fits]), within: .seconds(300))
      #expect(first.status == 0, "\(first.errors)")
      let second = try await home.run(
        Self.arguments(
          folder, ["--measure", "top:2", "--vboard-fault", "silent", "--json"]),
        within: .seconds(300))
      #expect(second.status == 1, "\(second.errors)")
      #expect(
        second.errors.contains("error: 1 of 2 were not measured: mobilenetv1_0.1_32_c3_o2_l2"))
      let rows = try Self.rows(second)
      #expect(rows[0]["run_problem"] is String)
      #expect(rows[1]["simulated_us"] is Double)
      #expect(try await home.history().count == 1)
    }
  }

  @Test(arguments: [
    (["--measure", "top:0"], "'top:0' is invalid"), (["--measure", "top:x"], "'top:x' is invalid"),
    (["--measure", "a,"], "'a,' is invalid"),
    (["--measure", "nothing"], "no variation of this sweep is called 'nothing'"),
    (["--remeasure"], "need --measure"), (["--runs", "3"], "need --measure"),
  ])
  func refusesWithoutMakingAnything(more: [String], part: String) async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      var arguments = Self.arguments(folder, more)
      if more[0] != "--measure" { arguments.removeAll { ["--on", "simulator"].contains($0) } }
      let outcome = try await home.run(arguments)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
  }
}
