import MCUBenchTestSupport
import Measurements
import Reports
import Testing

/// What the contract's own facts look like: proof of the clock, endings of passes, outputs.
@Suite struct ContractReportTests {
  typealias Run = Measurements.Measurement

  private static func run(_ proof: ClockProofRecord, issues: [Measurements.Issue] = []) -> Run {
    let example = Run.example(
      evidence: proof.reference == .hostClock ? .measured : .simulated, issues: issues)
    return Run(
      runID: example.runID, created: example.created, model: example.model, board: example.board,
      chipState: ChipState(
        coreClockHertz: 216_000_000, provenClockHertz: 216_000_100, clockProof: proof,
        registers: []),
      build: example.build, memory: example.memory, method: example.method,
      evidence: example.evidence, timingModel: example.timingModel, layers: example.layers,
      passes: [
        PassSamples(kind: .clean, warmupRuns: 1, runs: [[21_640], [21_640], [0]]),
        PassSamples(kind: .layer, warmupRuns: 1, runs: [[21_604], [21_604]]),
        PassSamples(kind: .cold, warmupRuns: 1, runs: [[23_804], [23_804]]),
        PassSamples(kind: .probe, warmupRuns: 0, runs: [[4]]),
      ],
      passAccounts: [
        PassAccount(kind: .clean, ending: .stable, interrupts: [0]),
        PassAccount(kind: .layer, ending: .mostRuns, interrupts: [3]),
        PassAccount(kind: .cold, ending: .timeCap, interrupts: [0]),
        PassAccount(
          kind: .probe, ending: .fixedCount, interrupts: [0], frameCycles: 38...40),
      ],
      outputCheck: OutputCheck(
        vectorCount: 1, mismatches: [],
        outputs: [OutputRecord(tensor: 5, crc32: 0x00c0_ffee, isMatch: true, maximumError: 0)]),
      initCycles: example.initCycles, firstInferenceCycles: CycleCount(25_000),
      reportedIssues: example.reportedIssues, provenance: example.provenance)
  }

  private static let simulated = run(
    ClockProofRecord(
      reference: .modelledTime, verdict: .proven, seconds: 0.25, readings: 3,
      lowestHertz: 215_999_000, highestHertz: 216_001_200, timerHertz: 216_000_100,
      toleratedPercent: 0.5))
  private static let measured = run(
    ClockProofRecord(
      reference: .hostClock, verdict: .undecided, seconds: 0.1, readings: 90, lowestHertz: nil,
      highestHertz: nil, timerHertz: nil, toleratedPercent: 3),
    issues: [Measurements.Issue(code: "clock_unproven", severity: .degraded, text: "in doubt")])

  static let cases = [
    ("run-contract.txt", RunTable.text(simulated, place: nil)),
    ("run-contract.json", RunDocument.text(simulated, includesLayers: true)),
    ("run-undecided.txt", RunTable.text(measured, place: nil)),
    ("layers-contract.csv", LayersCSV.text(simulated)),
  ]

  @Test(arguments: cases)
  func rendersAsKept(snapshot: String, text: String) throws {
    #expect(try Snapshot.kept(snapshot, comparedWith: text) == text)
  }

  @Test func countsInterruptsAndTheGraphOutputInTheRowsThatTheyAreOf() {
    let rows = CSVReader.rows(LayersCSV.text(Self.simulated))
    #expect(rows.map { $0["irq_count"] } == ["3", ""])
    #expect(rows.map { $0["wrap_count"] } == ["0", ""])
    #expect(rows.map { $0["output_crc32"] } == ["", "0x00c0ffee"])
    #expect(rows.map { $0["reference_match"] } == ["", "true"])
    #expect(rows.map { $0["max_abs_err"] } == ["", "0"])
  }
}
