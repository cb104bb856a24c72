import Hardware
import Measurements
import Testing

@testable import Benchmarking

struct EvidenceTests {
  private func run(
    uniqueID: [UInt8] = Array(repeating: 7, count: 12),
    timingModel: String = "", origin: BoardConnection.Origin = .device
  ) -> CheckedRun {
    let identity = BoardIdentity(
      coreHertz: 216_000_000, counter: "dwt_cyccnt", uniqueID: uniqueID,
      timingModel: timingModel, keepsInputs: true, registers: [])
    let session = SessionResult(
      identity: identity,
      method: RunMethod.method(
        isVirtual: false, warmupRuns: nil, runs: nil, passes: [], timeCap: nil),
      passes: [], outputs: [],
      line: LineStatistics(), log: [])
    return CheckedRun(
      session: session, origin: origin, portPath: "/dev/ttyACM0", probe: nil,
      flashing: [],
      outputCheck: OutputCheck(vectorCount: 0, mismatches: []), differences: [], outputs: [])
  }

  @Test func callsOnlySiliconMeasured() {
    #expect(EvidenceJudge(run()).evidence == .measured)
    #expect(EvidenceJudge(run()).timingModel == nil)
  }

  @Test func knowsAVirtualChipByItsUniqueIDWhateverTheLinkSays() {
    let judge = EvidenceJudge(run(uniqueID: Array("MCUBVIRT0001".utf8)))
    #expect(judge.evidence == .simulated)
    #expect(judge.timingModel?.name == "unstated")
  }

  @Test(arguments: [BoardConnection.Origin.device, .pseudoTerminal])
  func takesTheTimingModelThatAVirtualChipStates(origin: BoardConnection.Origin) {
    let judge = EvidenceJudge(
      run(
        uniqueID: Array("MCUBVIRT0001".utf8), timingModel: "instructions/1", origin: origin))
    #expect(judge.evidence == .simulated)
    #expect(
      judge.timingModel
        == TimingModel(name: "instructions", version: "1", claimedErrorPercent: nil))
  }

  @Test func callsWhateverIsBehindAPseudoTerminalSimulated() {
    let judge = EvidenceJudge(run(origin: .pseudoTerminal))
    #expect(judge.evidence == .simulated)
    #expect(judge.timingModel == .unstated)
  }

  @Test(arguments: [
    ("m7/3/12.5", TimingModel(name: "m7", version: "3", claimedErrorPercent: 12.5)),
    ("", nil), ("m7", nil), ("m7/", nil), ("m7/3/", nil), ("m7/3/nan", nil), ("m7/3/-1", nil),
    ("a/b/1/2", nil), ("????", nil),
  ])
  func readsATimingModelsTag(tag: String, model: TimingModel?) {
    #expect(TimingModel(tag: tag) == model)
  }

  @Test func takesTheTimingModelThatTheLinkStates() {
    let judge = EvidenceJudge(
      run(origin: .simulator(timingModel: "m7", version: "2", claimedErrorPercent: 10)))
    #expect(judge.evidence == .simulated)
    #expect(
      judge.timingModel == TimingModel(name: "m7", version: "2", claimedErrorPercent: 10))
  }

  @Test(arguments: [
    (216_000_000, 1_000_000, ClockProof.Verdict.proven(hertz: 216_000_000)),
    (215_000_000, 1_000_000, .proven(hertz: 215_000_000)),
    (200_000_000, 1_000_000, .wrong(hertz: 200_000_000)),
    (21_600_000, 100_000, .tooShort),
    (0, 0, .tooShort),
  ])
  func judgesTheClockByASecondTimer(cycles: UInt64, ticks: UInt64, verdict: ClockProof.Verdict) {
    var figures = PassFigures()
    figures.passCycles = cycles / 2
    figures.timerTicks = ticks / 2
    figures.timerHertz = 1_000_000
    #expect(ClockProof([figures, figures], coreHertz: 216_000_000).verdict == verdict)
  }
}
