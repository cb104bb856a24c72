import BoardProfiles
import Foundation
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import Planning
import TFLiteReader
import Testing

/// Plans of the real models beside the checkout, for the STM32F746G-DISCO.
@Suite(.enabled(if: SharedModels.isPresent, "needs ../shared/models beside the checkout"))
struct SharedModelPlanTests {
  private static func plan(_ model: SharedModel) throws -> ExecutionPlan {
    let boards = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "boards")
    let board = try BoardProfile.load(from: boards.path, named: "stm32f746g")
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    return try Planner.plan(graph, for: board)
  }

  /// The most bytes that a layer needs at once, its kernel's scratch included.
  private static func mostBytesNeeded(by plan: ExecutionPlan) -> Int {
    plan.layers.map { $0.liveBytes + ($0.scratch?.byteCount ?? 0) }.max() ?? 0
  }

  @Test(arguments: SharedModels.all.filter { $0.manifest.group == "paper" })
  func paperArenasStayWithinTwoPercentOfWhatTheLayersNeed(model: SharedModel) throws {
    let plan = try Self.plan(model)
    #expect(plan.arenaBytes * 100 <= Self.mostBytesNeeded(by: plan) * 102)
    #expect(plan.peakLiveBytes == model.manifest.exactPeak.original)
  }

  @Test func arenaOfTheBenchmarkIsItsLivePeakAndTheScratchThere() throws {
    let model = try #require(SharedModels.named("mobilenetv1_0.25_96_c3_o2"))
    let plan = try Self.plan(model)
    #expect(plan.peakLiveBytes == 55_296)
    #expect(plan.arenaBytes == Self.mostBytesNeeded(by: plan))
    #expect(plan.arenas.first?.region == "dtcm")
    #expect(plan.arenas.first?.byteCount == plan.arenaBytes)
  }

  @Test func reordersTheBranchesInBadOrder() throws {
    let model = try #require(SharedModels.named("block_branches_bad_order"))
    let plan = try Self.plan(model)
    #expect(model.manifest.exactPeak.original == 6_192)
    #expect(plan.isReordered)
    #expect(plan.peakLiveBytes == 3_960)
  }

  @Test func peaksEqualTheExactBestOrderOfEveryModelThatRuns() throws {
    var comparedCount = 0
    for model in SharedModels.all {
      guard let plan = try? Self.plan(model) else { continue }
      // Folding takes away tensors of its own: only a model whose every operator stayed compares.
      guard plan.layers.count == model.manifest.operators.count else { continue }
      comparedCount += 1
      #expect(plan.peakLiveBytes == model.manifest.exactPeak.best, "\(model)")
    }
    #expect(comparedCount >= 100)
  }
}
