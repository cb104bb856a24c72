import MCUBenchTestSupport
import Testing

/// Every model of ``SharedModels`` on the boards; see ``ModelSweep``.
@Suite(.enabled(if: SharedModels.isPresent, "the models of ../shared are absent"))
struct AllModelsTests {
  /// A slice of the models on each, and all with `MCUBENCH_LONG=1`.
  private static let sweeps = [
    ModelSweep(board: "nucleo-f446re", tooLarge: 4),
    ModelSweep(board: "pico"),
  ]
  private static let (modelCount, refusedCount) = (156, 22)

  @Test func takesEveryModelThroughTheWholePath() async throws {
    try await Self.take(ModelSweep(board: "stm32f746g", isAlwaysWhole: true))
  }

  @Test(arguments: sweeps) func takesModelsThroughTheWholePath(sweep: ModelSweep) async throws {
    try await Self.take(sweep)
  }

  @Test(.enabled(if: StockTool.xtensaCompiler != nil, "xtensa-lx106-elf-gcc is not installed"))
  func takesModelsThroughTheWholePathOfAnESP32() async throws {
    try await Self.take(ModelSweep(board: "esp32"))
  }

  private static func take(_ sweep: ModelSweep) async throws {
    try await Sandbox.with { home in
      let lines = try await sweep.lines(in: home)
      print(sweep.text(lines))
      for line in lines {
        #expect(
          ModelSweep.isExpected(line), "\(line.model) on \(sweep.board): \(line.note)")
      }
      let run = lines.count { $0.outcome == .run }
      let isNetwork = lines.count { $0.outcome == .refused(.network) }
      let isMemory = lines.count { $0.outcome == .refused(.memory) }
      if sweep.isWhole {
        #expect(lines.count == modelCount)
        #expect(isNetwork == refusedCount)
        #expect(isMemory == sweep.tooLarge)
        #expect(run == modelCount - refusedCount - sweep.tooLarge)
      } else {
        // Small ones: each fits every board.
        #expect((run, isNetwork, isMemory) == (4, 2, 0))
      }
      let kept = try await home.history()
      #expect(kept.count == run)
      #expect(kept.allSatisfy { ["valid", "degraded"].contains($0["validity"] as? String) })
      #expect(kept.allSatisfy { $0["evidence"] as? String == "simulated" })
      let left = await ProcessList.survivors(holding: home.directory, within: .seconds(5))
      #expect(left.isEmpty)
    }
  }
}
