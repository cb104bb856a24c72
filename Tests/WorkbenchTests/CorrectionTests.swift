import BoardProfiles
import Calibration
import Failures
import Foundation
import LatencyTables
import MCUBenchTestSupport
import Measurements
import Planning
import Reports
import Testing
import Workbench

/// Simulated figures, corrected by a measured and a simulated table.
struct CorrectionTests {
  /// A simulated run of `plan` whose layers take `scale` times the fixture's cycles.
  private static func run(
    _ plan: ExecutionPlan, like predicted: Measurements.Measurement, scale: Double,
    evidence: Evidence = .simulated, model: TimingModel? = TableFixture.timingModel()
  ) -> Measurements.Measurement {
    let windows = plan.layers.compactMap { step in
      LayerCost(step, of: plan).map { UInt64((TableFixture.cycles($0) * scale).rounded()) }
    }
    return Measurements.Measurement(
      runID: .random(), created: predicted.created, model: predicted.model,
      board: predicted.board, chipState: predicted.chipState, build: predicted.build,
      memory: predicted.memory, method: predicted.method, evidence: evidence, timingModel: model,
      layers: predicted.layers,
      passes: [
        PassSamples(
          kind: .clean, warmupRuns: 0, runs: [[windows.reduce(0, +) + UInt64(20 * windows.count)]]),
        PassSamples(kind: .layer, warmupRuns: 0, runs: [windows]),
      ], outputCheck: OutputCheck(vectorCount: 1, mismatches: []),
      provenance: predicted.provenance)
  }

  private struct Bench {
    let bench: Workbench
    let board: BoardProfile
    let tables: CorrectionTables
    let plan: ExecutionPlan
    let simulated: Measurements.Measurement

    /// Silicon takes 1.5 times what the timing model says; the run's layers take 1.25 times what the
    /// simulated table says.
    init(_ layers: [SweepLayer], in folder: String) throws {
      bench = try TableFixture.workbench(in: folder)
      board = try bench.board(named: "stm32f746g")
      let paths = (
        try TableFixture.write(bench, in: folder, evidence: .measured, scale: 1.5, overhead: 26),
        try TableFixture.write(bench, in: folder)
      )
      tables = try bench.correctionTables(
        for: board, CorrectionRequest(measuredPath: paths.0, simulatedPath: paths.1))
      plan = try Planner.plan(SweepNetwork(layers, seed: 1).graph, for: board)
      let predictor = try bench.predictor(
        for: board, table: paths.1, allowsStale: false, prunesDead: false, program: "test 1")
      simulated = CorrectionTests.run(
        plan, like: predictor.measurement(of: plan, named: "net"), scale: 1.25)
    }
  }

  private static let known = [
    SweepLayer(.fullyConnected, channels: 40, outputs: 32),
    SweepLayer(.fullyConnected, channels: 32, outputs: 20),
  ]

  @Test func aLayersCyclesAreTimesTheTablesRatio() async throws {
    try await withTemporaryDirectory { folder in
      let made = try Bench(Self.known, in: folder)
      let run = try made.tables.correcting(made.simulated, of: made.plan)
      let record = try #require(run.correction)
      var (added, count) = (0.0, 0)
      for (index, step) in made.plan.layers.enumerated() {
        guard LayerCost(step, of: made.plan) != nil else {
          #expect(record.cycles(ofLayer: index) == nil)
          continue
        }
        let own = try #require(run.timing(ofLayer: index)?.medianCycles)
        let cycles = try #require(record.cycles(ofLayer: index))
        #expect(abs(cycles.cycles / own - 1.5) < 0.02, "layer \(index)")
        #expect(cycles.low < cycles.cycles && cycles.cycles < cycles.high)
        // The measured samples scatter by a hundredth.
        #expect(cycles.high / cycles.low < 1.1)
        #expect(record.flag(ofLayer: index) == nil)
        added += cycles.cycles - own
        count += 1
      }
      #expect(count == 2)
      let total = try #require(record.total)
      let clean = try #require(made.simulated.clean?.median)
      #expect(abs(total.cycles - (clean + added + 6 * Double(count))) < 1e-6)
      #expect(total.low < total.cycles && total.cycles < total.high)
    }
  }

  @Test func theRunsOwnFiguresStayAndStaySimulated() async throws {
    try await withTemporaryDirectory { folder in
      let made = try Bench(Self.known, in: folder)
      let run = try made.tables.correcting(made.simulated, of: made.plan)
      #expect(run.evidence == .simulated)
      #expect(run.passes == made.simulated.passes)
      #expect(run.validity == made.simulated.validity)
      #expect(run.correction?.evidence == .corrected)
      #expect(run.correction?.measured.evidence == .measured)
      #expect(run.correction?.simulated.evidence == .simulated)
      #expect(!Evidence.allCases.map(\.rawValue).contains(DerivedEvidence.corrected.rawValue))
      let stored = try JSONDecoder().decode(
        Measurements.Measurement.self, from: JSONEncoder().encode(run))
      #expect(stored == run)
    }
  }

  @Test func theyAreShownUnderANameOfTheirOwn() async throws {
    try await withTemporaryDirectory { folder in
      let made = try Bench(Self.known, in: folder)
      let run = try made.tables.correcting(made.simulated, of: made.plan)
      let text = RunTable.text(run, place: nil)
      #expect(text.contains("corrected µs"))
      #expect(text.contains("  Total     corrected "))
      #expect(text.contains("  Evidence  simulated: virtual board"))
      #expect(text.contains("  Corrected corrected: neither measured nor simulated"))
      #expect(!RunTable.text(made.simulated, place: nil).contains("orrected"))

      let rows = CSVReader.rows(LayersCSV.text(run))
      #expect(rows.count == run.layers.count)
      var corrected = 0
      for row in rows {
        #expect(row["evidence"] == "simulated")
        guard let own = Double(row["time_us"] ?? "") else {
          #expect(row["corrected_evidence"] == "" && row["corrected_us"] == "")
          continue
        }
        #expect(row["corrected_evidence"] == "corrected")
        let figure = try #require(Double(row["corrected_us"] ?? ""))
        #expect(abs(figure / own - 1.5) < 0.02)
        corrected += 1
      }
      #expect(corrected == 2)

      let document = try #require(
        try JSONSerialization.jsonObject(
          with: Data(RunDocument.text(run, includesLayers: true).utf8)) as? [String: Any])
      #expect(document["evidence"] as? String == "simulated")
      let correction = try #require(document["correction"] as? [String: Any])
      #expect(correction["evidence"] as? String == "corrected")
      #expect((correction["layers"] as? [Any])?.count == 2)
      #expect(!RunDocument.text(made.simulated).contains("orrect\":"))
    }
  }

  @Test func aLayerOutsideOfEitherTableIsFlagged() async throws {
    try await withTemporaryDirectory { folder in
      let made = try Bench([SweepLayer(.fullyConnected, channels: 40, outputs: 200)], in: folder)
      let run = try made.tables.correcting(made.simulated, of: made.plan)
      let index = try #require(made.plan.layers.firstIndex { !$0.isElided })
      #expect(run.correction?.flag(ofLayer: index) == "outside: units")
      #expect(RunTable.text(run, place: nil).contains("outside: units"))
      let inside = try Bench(Self.known, in: folder)
      let narrow = try #require(
        try inside.tables.correcting(inside.simulated, of: inside.plan).correction)
      func width(_ interval: CycleInterval?) -> Double {
        interval.map { $0.high / $0.low } ?? 0
      }
      #expect(
        width(run.correction?.cycles(ofLayer: index))
          > width(narrow.layers.compactMap { $0 }[0].cycles))
    }
  }

  @Test func aKernelThatATableLacksLeavesNoTotal() async throws {
    try await withTemporaryDirectory { folder in
      let made = try Bench(
        [
          SweepLayer(.fullyConnected, channels: 16, outputs: 10),
          SweepLayer(.softmax, channels: 10),
        ],
        in: folder)
      let run = try made.tables.correcting(made.simulated, of: made.plan)
      #expect(run.correction?.total == nil)
      let text = RunTable.text(run, place: nil)
      #expect(text.contains("not corrected: a table lacks a layer's kernel"))
      #expect(text.contains("no table entry"))
    }
  }

  // MARK: Refusals

  /// What `work` throws.
  private static func reason(_ work: () throws -> Void) throws -> CorrectionError {
    let error = try #require(throws: CorrectionError.self) { try work() }
    #expect(error.remedy?.isEmpty == false)
    #expect(error.exitStatus == .wrongInput)
    return error
  }

  @Test func refusesTablesOfDifferentKernelsOrEvidence() async throws {
    try await withTemporaryDirectory { folder in
      let bench = try TableFixture.workbench(in: folder)
      let board = try bench.board(named: "stm32f746g")
      let measured = try TableFixture.write(bench, in: folder, evidence: .measured)
      let simulated = try TableFixture.write(bench, in: folder)
      let old = "0123456789ab"
      let oldSimulated = try TableFixture.write(bench, in: folder, kernelHash: old)
      let oldMeasured = try TableFixture.write(
        bench, in: folder, kernelHash: old, evidence: .measured)
      func refusal(_ first: String?, _ second: String?) throws -> CorrectionError {
        try Self.reason {
          _ = try bench.correctionTables(
            for: board, CorrectionRequest(measuredPath: first, simulatedPath: second))
        }
      }
      let current = try bench.kernelHash(for: board)
      let apart = try refusal(measured, oldSimulated)
      #expect(apart.reason == .otherKernels(measured: current, simulated: old))
      #expect(apart.remedy?.contains("mcubench calibrate --board stm32f746g") == true)
      #expect(
        try refusal(oldMeasured, oldSimulated).reason == .stale(tables: old, current: current))
      #expect(
        try refusal(simulated, simulated).reason
          == .otherEvidence(path: simulated, wanted: .measured, found: .simulated))
      #expect(
        try refusal(measured, measured).reason
          == .otherEvidence(path: measured, wanted: .simulated, found: .measured))
      let missing = try refusal(nil, simulated)
      guard case .none(.measured, _) = missing.reason else {
        Issue.record("\(missing)")
        return
      }
      #expect(missing.remedy?.contains("--measured-table") == true)
      // One of another board is refused as predictions refuse it.
      let pico = try TableFixture.write(
        bench, in: folder, board: "pico", kernelSet: "m0", evidence: .measured)
      #expect(throws: TableChoiceError.self) {
        try bench.correctionTables(
          for: board, CorrectionRequest(measuredPath: pico, simulatedPath: simulated))
      }
    }
  }

  @Test func takesTheUsersOwnTableWhereSiliconGaveIt() async throws {
    try await withTemporaryDirectory { folder in
      let bench = try TableFixture.workbench(in: folder)
      let board = try bench.board(named: "stm32f746g")
      let simulated = try TableFixture.write(bench, in: folder)
      try Files.makeDirectory(folder + "/tables")
      let own = bench.userTablePath(for: board)
      try FileManager.default.moveItem(
        atPath: TableFixture.write(bench, in: folder, evidence: .measured), toPath: own)
      let tables = try bench.correctionTables(
        for: board, CorrectionRequest(simulatedPath: simulated))
      #expect(tables.measured.path == own)
    }
  }

  @Test func refusesARunThatIsNotOfTheTablesTimingModel() async throws {
    try await withTemporaryDirectory { folder in
      let made = try Bench(Self.known, in: folder)
      let real = Self.run(
        made.plan, like: made.simulated, scale: 1, evidence: .measured, model: nil)
      #expect(
        try Self.reason { _ = try made.tables.correcting(real, of: made.plan) }.reason
          == .notSimulated(.measured))
      let other = Self.run(
        made.plan, like: made.simulated, scale: 1,
        model: TableFixture.timingModel("ba9876543210"))
      let error = try Self.reason { _ = try made.tables.correcting(other, of: made.plan) }
      guard case .otherTimingModel = error.reason else {
        Issue.record("\(error)")
        return
      }
      #expect(error.summary.contains("parameters ba9876543210"))
    }
  }
}
