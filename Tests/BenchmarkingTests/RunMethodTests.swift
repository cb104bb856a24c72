import Measurements
import Testing

@testable import Benchmarking

struct RunMethodTests {
  private func method(
    isVirtual: Bool, runs: Int? = nil, warmup: Int? = nil
  ) -> RunMethod {
    RunMethod.method(
      isVirtual: isVirtual, warmupRuns: warmup, runs: runs, passes: [.clean], timeCap: nil)
  }

  @Test func runsAVirtualBoardTwiceAndSiliconThirtyTimesOrMore() {
    let virtual = method(isVirtual: true)
    #expect((virtual.warmupRuns, virtual.minimumRuns, virtual.maximumRuns) == (2, 2, 2))
    let silicon = method(isVirtual: false)
    #expect((silicon.warmupRuns, silicon.minimumRuns, silicon.maximumRuns) == (5, 30, 200))
    let chosen = method(isVirtual: false, runs: 7, warmup: 0)
    #expect((chosen.warmupRuns, chosen.minimumRuns, chosen.maximumRuns) == (0, 7, 7))
    #expect(chosen.stopRule == "fixed count")
  }

  @Test func stopsWhenRunsAreStable() {
    let silicon = method(isVirtual: false)
    func ending(_ runs: [[UInt64]]) -> PassEnding? { silicon.ending(after: runs, isOverdue: false) }
    let stable = Array(repeating: [1_000_000 as UInt64], count: 30)
    #expect(ending(stable) == .stable)
    #expect(ending(Array(stable.prefix(29))) == nil)
    let noisy = (0..<200).map { [UInt64(1_000_000 + $0 * 1000)] }
    #expect(ending(Array(noisy.prefix(30))) == nil)
    #expect(ending(Array(noisy.prefix(199))) == nil)
    #expect(ending(noisy) == .mostRuns)
    #expect(method(isVirtual: true).ending(after: [[1], [2]], isOverdue: false) == .fixedCount)
  }

  @Test func endsAPassWhenTheTimeIsUpButNeverWithoutARun() {
    let silicon = method(isVirtual: false)
    #expect(silicon.ending(after: [], isOverdue: true) == nil)
    #expect(silicon.ending(after: [[600]], isOverdue: true) == .timeCap)
    #expect(
      silicon.ending(after: Array(repeating: [600], count: 30), isOverdue: true) == .stable)
  }

  @Test func asksForRunsInBatchesUpToTheLeastThenToTheMost() {
    let silicon = method(isVirtual: false)
    #expect(
      [0, 10, 20, 25, 30, 195].map { silicon.nextRuns(after: $0) } == [10, 10, 10, 5, 10, 5])
    #expect(method(isVirtual: false, runs: 3).nextRuns(after: 0) == 3)
    #expect(method(isVirtual: true).nextRuns(after: 0) == 1)
  }
}
