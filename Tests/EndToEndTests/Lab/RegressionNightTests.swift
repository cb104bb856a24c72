import Foundation
import MCUBenchTestSupport
import Testing

/// Nights of a rig of virtual boards over a checkout whose kernels change.
@Suite(
  .enabled(if: MeasuredCheckout.isPossible, "git or the Arm compiler is missing"), .serialized)
struct RegressionNightTests {
  /// A checkout with two virtual boards, and its first nights behind it.
  private func withCheckout(
    nights: Int, _ work: (MeasuredCheckout) async throws -> Void
  ) async throws {
    try await Sandbox.with { sandbox in
      let checkout = try await MeasuredCheckout(in: sandbox)
      try checkout.writeRig(boards: ["left": [], "right": []])
      for night in 0..<nights {
        _ = try await checkout.commit("night \(night)")
        let said = try await checkout.night()
        #expect(said.outcome == (night == 0 ? "baseline" : "unchanged"))
        #expect(said.status == 0)
      }
      try await work(checkout)
    }
  }

  @Test func findsOneLayerOfOneKernelSlowerByAPercentAndTheCommit() async throws {
    try await withCheckout(nights: 1) { checkout in
      let good = try await checkout.commit("docs only")
      #expect(try await checkout.night().outcome == "unchanged")
      let bad = try await checkout.slow("MAX_POOL_2D", by: 0.01)
      let night = try await checkout.night()
      #expect(night.outcome == "slower")
      #expect(night.status == 3)
      #expect(night.layers.map { $0["op"] as? String } == ["MAX_POOL_2D"])
      let percent = try #require(night.layers.first?["delta_pct"] as? Double)
      #expect((0.8...1.2).contains(percent), "\(percent) %")
      #expect(night.confirmations.map { $0["board_name"] as? String } == ["left", "right"])
      #expect(night.confirmations.map { $0["twin"] as? Bool } == [false, true])
      #expect(night.confirmations.map { $0["agrees"] as? Bool } == [true, true])
      #expect(night.suspect["first_bad_commit"] as? String == bad)
      #expect(night.suspect["last_good_commit"] as? String == good)
      #expect(night.entry["evidence"] as? String == "simulated")
      #expect(night.notes.contains { $0.contains("kernels' code is not the baseline's") })
      #expect(night.junit.contains("<failure "))
      #expect(night.junit.contains(bad))
      // The new level is the baseline from now on.
      let next = try await checkout.night()
      #expect(next.outcome == "unchanged")
      #expect(next.status == 0)
    }
  }

  @Test func blamesASlowBoardAndNotTheCode() async throws {
    try await withCheckout(nights: 1) { checkout in
      try checkout.writeRig(boards: ["left": ["slow=2%"], "right": []])
      let night = try await checkout.night()
      #expect(night.outcome == "board_suspect")
      #expect(night.status == 0)
      #expect(night.confirmations.map { $0["agrees"] as? Bool } == [true, false])
      #expect(night.suspect.isEmpty)
      #expect(!night.junit.contains("<failure "))
      // Mended, it is in line with what it was before.
      try checkout.writeRig(boards: ["left": [], "right": []])
      #expect(try await checkout.night().outcome == "unchanged")
    }
  }

  @Test func blamesASlowBoardEvenWhereTheCodeChangedInTheSameNight() async throws {
    try await withCheckout(nights: 1) { checkout in
      try checkout.writeRig(boards: ["left": ["slow=2%"], "right": []])
      _ = try await checkout.slow("MAX_POOL_2D", by: 0)
      #expect(try await checkout.night().outcome == "board_suspect")
    }
  }

  @Test func movesTheCodeBeforeItBlamesItsPlace() async throws {
    try await withCheckout(nights: 1) { checkout in
      // All is 2 % slower on both boards, the image is another one, and its kernels are not.
      try checkout.writeRig(boards: ["left": ["slow=2%"], "right": ["slow=2%"]])
      try await checkout.changeRuntime()
      let night = try await checkout.night()
      #expect(night.outcome == "slower")
      #expect(night.status == 3)
      #expect(night.confirmations.map { $0["code_padding_bytes"] as? Int } == [nil, nil, 1040])
      #expect(night.confirmations.map { $0["agrees"] as? Bool } == [true, true, true])
      #expect(night.notes.contains { $0.contains("its place does not explain it") })
      // The run with its code moved is of no series, and the new level stands.
      #expect(try await checkout.night().outcome == "unchanged")
    }
  }

  @Test func findsADriftOfAnEighthOfAPercentANight() async throws {
    try await withCheckout(nights: TestPrograms.isLong ? 10 : 1) { checkout in
      var commits: [String] = []
      for night in 1...10 {
        commits.append(try await checkout.slow("CONV_2D", by: 0.00132, ofNetwork: true))
        let said = try await checkout.night()
        guard said.outcome != "unchanged" else { continue }
        #expect(said.outcome == "drift")
        #expect(said.status == 3)
        #expect(said.layers.first?["op"] as? String == "CONV_2D")
        #expect(commits.contains(said.suspect["first_bad_commit"] as? String ?? ""))
        FileHandle.standardError.write(Data("nights: the drift was told in night \(night)\n".utf8))
        return
      }
      Issue.record("a drift of 0.13 % a night was not told within 10 nights")
    }
  }

  /// The nights before each change above are some; here are fifty, one commit each.
  @Test(.enabled(if: TestPrograms.isLong, "MCUBENCH_LONG=1 plays fifty nights"))
  func saysNothingInNightsWithoutAChange() async throws {
    try await withCheckout(nights: 50) { _ in }
  }
}
