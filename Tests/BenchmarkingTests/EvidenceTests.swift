import BoardProfiles
import Foundation
import Hardware
import Measurements
import Testing

@testable import Benchmarking

struct EvidenceTests {
  private let board: BoardProfile

  /// The Discovery board, with one parameter set of `m7` held against silicon.
  init() throws {
    let path =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path + "/boards/stm32f746g.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let line = try #require(text.firstMatch(of: /\n    checked:.*(\n      [-#] .*)*/))
    board = try BoardProfile.parse(
      text.replacing(
        line.output.0, with: "\n    checked: [{ version: '7', hash: 0123456789ab }]"),
      path: path)
  }

  private func judge(_ run: CheckedRun) -> EvidenceJudge {
    EvidenceJudge(
      run, board: board,
      built: BuiltProgram(
        optimisation: "-O2", codeRegions: ["flash"], constantRegions: ["flash"],
        activationBytes: ["dtcm": 60_000], isQuiet: true, isSetAsProfiled: true))
  }

  private func run(
    uniqueID: [UInt8] = Array(repeating: 7, count: 12),
    timingModel: String = "", origin: BoardConnection.Origin = .device
  ) -> CheckedRun {
    let identity = BoardIdentity(
      coreHertz: 216_000_000, counter: "dwt_cyccnt", uniqueID: uniqueID,
      timingModel: timingModel, keepsInputs: true, initCycles: 0, registers: [])
    let session = SessionResult(
      identity: identity,
      method: RunMethod.method(
        isVirtual: false, warmupRuns: nil, runs: nil, passes: [], timeCap: nil),
      passes: [], outputs: [],
      clock: ClockProof(
        of: ClockExpectation(
          coreHertz: 216_000_000, toleratedShare: 0.005, reference: .hostClock)),
      line: LineStatistics(), log: [])
    return CheckedRun(
      session: session, origin: origin, portPath: "/dev/ttyACM0", probe: nil,
      flashing: [],
      outputCheck: OutputCheck(vectorCount: 0, mismatches: []), differences: [], outputs: [])
  }

  @Test func callsOnlySiliconMeasured() {
    #expect(judge(run()).evidence == .measured)
    #expect(judge(run()).timingModel == nil)
  }

  @Test func knowsAVirtualChipByItsUniqueIDWhateverTheLinkSays() {
    let judge = judge(run(uniqueID: Array("MCUBVIRT0001".utf8)))
    #expect(judge.evidence == .simulated)
    #expect(judge.timingModel?.name == "unstated")
  }

  @Test(arguments: [BoardConnection.Origin.device, .pseudoTerminal])
  func takesTheTimingModelThatAVirtualChipStates(origin: BoardConnection.Origin) {
    let judge = judge(
      run(
        uniqueID: Array("MCUBVIRT0001".utf8), timingModel: "instructions/1", origin: origin))
    #expect(judge.evidence == .simulated)
    #expect(judge.timingModel?.counts(as: TimingModel(name: "instructions", version: "1")) == true)
    #expect(judge.timingModel?.claim?.label == .estimate)
    #expect(judge.timingModel?.claim?.text.contains("not the latency of any chip") == true)
  }

  @Test func callsWhateverIsBehindAPseudoTerminalSimulated() {
    let judge = judge(run(origin: .pseudoTerminal))
    #expect(judge.evidence == .simulated)
    #expect(judge.timingModel?.counts(as: .unstated) == true)
    #expect(judge.timingModel?.claim?.totalErrorPercent == nil)
  }

  @Test(arguments: [
    ("m7/3/0123456789ab", TimingModel(name: "m7", version: "3", parameterHash: "0123456789ab")),
    ("instructions/1", TimingModel(name: "instructions", version: "1")),
    ("", nil), ("m7", nil), ("m7/", nil), ("m7/3/", nil), ("m7/3/12.5", nil),
    ("m7/3/0123456789AB", nil), ("m7/3/0123456789abc", nil), ("m7/3/0123456789ab/x", nil),
    ("????", nil),
  ])
  func readsATimingModelsTag(tag: String, model: TimingModel?) {
    #expect(TimingModel(tag: tag) == model)
  }

  @Test func takesTheTimingModelThatTheLinkStates() {
    let judge = judge(
      run(origin: .simulator(timingModel: "m7", version: "2", parameters: "0123456789ab")))
    #expect(judge.evidence == .simulated)
    #expect(
      judge.timingModel?.counts(
        as: TimingModel(name: "m7", version: "2", parameterHash: "0123456789ab")) == true)
  }

  @Test(arguments: [
    ("m7/7/0123456789ab", AccuracyClaim.Label.checked, Double?.some(5)),
    ("m7/7/0123456789ac", .estimate, nil), ("m7/8/0123456789ab", .estimate, nil),
    ("m7/7", .estimate, nil), ("m0plus/7/0123456789ab", .estimate, nil), ("", .estimate, nil),
  ])
  func claimsOnlyForParametersThatWereHeldAgainstSilicon(
    tag: String, label: AccuracyClaim.Label, totalErrorPercent: Double?
  ) throws {
    let judge = judge(run(uniqueID: Array("MCUBVIRT0001".utf8), timingModel: tag))
    let claim = try #require(judge.timingModel?.claim)
    #expect(claim.label == label)
    #expect(claim.totalErrorPercent == totalErrorPercent)
    #expect((claim.row == nil) == (totalErrorPercent == nil))
    #expect((claim.rankingLimitPercent == nil) == (totalErrorPercent == nil))
    #expect(!claim.text.isEmpty)
  }
}
