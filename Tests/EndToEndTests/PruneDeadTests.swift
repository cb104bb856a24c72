import Foundation
import MCUBenchTestSupport
import Testing

/// `--prune-dead` as a user meets it, on the one trained network that has dead channels.
@Suite(.enabled(if: SharedModels.isPresent, "the models of ../shared are absent"))
struct PruneDeadTests {
  private let label =
    "1 724 of 2 738 channels removed (1 650 constant, 74 unread), MACs 7 489 664 -> 3 727 313"

  private func path(_ model: SharedModel) -> String {
    model.folder.appending(path: model.manifest.model).path
  }

  @Test func runsTheNetworkWithoutItsDeadChannelsAndSaysSo() async throws {
    let model = try #require(SharedModels.named("vww_96_int8"))
    let inputs = model.manifest.inputs.compactMap(\.file)
      .map { model.folder.appending(path: $0).path }
    try await Sandbox.with { home in
      let saved = home.directory + "/outputs.bin"
      let run = try await home.run(
        [
          "run", path(model), "--board", "stm32f746g", "--on", "simulator", "--prune-dead",
          "--runs", "1", "--warmup", "0", "--passes", "clean,layer", "--input",
          inputs.joined(separator: ","), "--save-output", saved,
        ], within: .seconds(600))
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("\npruned: " + label))
      let outputs = FileManager.default.contents(atPath: saved).map { Array($0) } ?? []
      #expect(try model.areGolden(outputs, vectorCount: model.manifest.vectorCount))
      let kept = try #require(try await home.history().first)
      #expect(kept["pruned"] as? Bool == true)
      let shown = try await home.run(["show", try #require(kept["run_id"] as? String)])
      #expect(shown.output.contains("\npruned: " + label))
    }
  }

  @Test func analysesWhatWouldGo() async throws {
    let model = try #require(SharedModels.named("vww_96_int8"))
    try await Sandbox.with { home in
      let whole = try await home.run(["analyze", path(model)])
      #expect(!whole.output.contains("Pruned"))
      let pruned = try await home.run(["analyze", "--prune-dead", path(model)])
      #expect(pruned.output.contains("  Pruned      " + label))
      #expect(pruned.output.contains("  MACs        3 727 313\n"))
    }
  }
}
