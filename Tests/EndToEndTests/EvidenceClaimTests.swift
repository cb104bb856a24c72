import Foundation
import MCUBenchTestSupport
import Testing

/// What a run's cycles may claim, from the virtual chip's own words to the files.
@Suite struct EvidenceClaimTests {
  /// A program that starts the virtual board with further arguments.
  private func board(_ arguments: String, in home: Sandbox) throws -> String {
    try home.writeScript(
      "exec '\(TestPrograms.directory.path)/mcubench-vboard' \"$@\" \(arguments)", to: "board")
  }

  private func timingModel(
    _ arguments: String, of command: [String] = Example.run, flags: [String] = []
  ) async throws -> [String: Any] {
    try await Sandbox.with { home in
      let run = try await home.run(
        command + ["--json", "-"] + flags,
        environment: ["MCUBENCH_VBOARD": try board(arguments, in: home)])
      let document = try #require(
        JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any],
        "\(run.errors)")
      #expect(document["evidence"] as? String == "simulated")
      let listed = try #require(try await home.history().first)
      let model = try #require(document["timing_model"] as? [String: Any])
      #expect(listed["timing_parameter_hash"] as? String == model["parameter_hash"] as? String)
      let claim = try #require(model["claim"] as? [String: Any])
      #expect((listed["claim"] as? [String: Any])?["label"] as? String == claim["label"] as? String)
      return model
    }
  }

  /// The parameters in force are the ones that the board's profile says were checked: whoever changes
  /// one has to hold it against silicon again, and to say so there.
  @Test func claimsWhatWasCheckedOfTheModelInForce() async throws {
    let model = try await timingModel("--timing m7", of: Example.runOfLargeModel)
    let claim = try #require(model["claim"] as? [String: Any])
    #expect(model["name"] as? String == "m7")
    #expect(claim["row"] as? String == "optimised", "parameters \(model["parameter_hash"] ?? "")")
    #expect(claim["label"] as? String == "simulated (checked against silicon)")
    #expect(claim["total_error_pct"] as? Double == 5)
    #expect(claim["layer_error_pct"] as? Double == 10)
  }

  /// Weights that are read from a copy in RAM take the bound with them.
  @Test func claimsLessWhereWeightsAreCopied() async throws {
    let model = try await timingModel("--timing m7")
    let claim = try #require(model["claim"] as? [String: Any])
    #expect(claim["row"] as? String == "copied_weights")
    #expect(claim["label"] as? String == "estimate")
    #expect(claim["total_error_pct"] as? Double == nil)
    #expect(claim["layer_error_pct"] as? Double == nil)
  }

  @Test(arguments: ["--timing m7 --timing-parameter mispredict=9", "--timing instructions"])
  func claimsNothingOfAnythingElse(arguments: String) async throws {
    let model = try await timingModel(arguments)
    let claim = try #require(model["claim"] as? [String: Any])
    #expect(claim["label"] as? String == "estimate")
    #expect(claim["row"] == nil)
    #expect(claim["total_error_pct"] == nil)
  }
}
