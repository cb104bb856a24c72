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
    #expect((virtual.warmupRuns, virtual.minimumRuns, virtual.maximumRuns) == (1, 2, 2))
    let silicon = method(isVirtual: false)
    #expect((silicon.warmupRuns, silicon.minimumRuns, silicon.maximumRuns) == (5, 30, 200))
    let chosen = method(isVirtual: false, runs: 7, warmup: 0)
    #expect((chosen.warmupRuns, chosen.minimumRuns, chosen.maximumRuns) == (0, 7, 7))
    #expect(chosen.stopRule == "fixed count")
  }

  @Test func stopsWhenRunsAreStable() {
    let silicon = method(isVirtual: false)
    let stable = Array(repeating: [1_000_000 as UInt64], count: 30)
    #expect(silicon.isEnough(stable))
    #expect(!silicon.isEnough(Array(stable.prefix(29))))
    let noisy = (0..<30).map { [UInt64(1_000_000 + $0 * 1000)] }
    #expect(!silicon.isEnough(noisy))
    #expect(silicon.isEnough((0..<200).map { [UInt64(1_000_000 + $0 * 1000)] }))
  }
}
