import Calibration
import Foundation
import LatencyTables
import MCUBenchTestSupport
import Measurements
import Planning
import Reports
import Testing
import Workbench

/// Predictions from a small table.
struct PredictionTests {
  /// The prediction of a network of `layers` and the copies between them.
  private func prediction(
    _ layers: [SweepLayer], in folder: String, kernelHash: String? = nil
  ) throws -> (run: Measurements.Measurement, plan: ExecutionPlan) {
    let bench = try TableFixture.workbench(in: folder)
    let board = try bench.board(named: "stm32f746g")
    let path = try TableFixture.write(bench, in: folder, kernelHash: kernelHash)
    let predictor = try bench.predictor(
      for: board, table: path, allowsStale: true, prunesDead: false, program: "test 1")
    let plan = try Planner.plan(SweepNetwork(layers, seed: 1).graph, for: board)
    return (predictor.measurement(of: plan, named: "net"), plan)
  }

  /// Units as many as the next layer's depth, so that nothing is copied between them.
  private static let known = [
    SweepLayer(.fullyConnected, channels: 40, outputs: 32),
    SweepLayer(.fullyConnected, channels: 32, outputs: 20),
  ]

  @Test func predictsLayersInsideOfWhatWasMeasured() async throws {
    try await withTemporaryDirectory { folder in
      let (run, plan) = try prediction(Self.known, in: folder)
      let record = try #require(run.prediction)
      #expect(run.evidence == .predicted)
      #expect(run.validity == .valid, "\(run.issues)")
      var sum = 0.0
      for (index, step) in plan.layers.enumerated() {
        guard let cost = LayerCost(step, of: plan) else { continue }
        let cycles = try #require(record.cycles(ofLayer: index))
        let expected = TableFixture.cycles(cost)
        #expect(abs(cycles.cycles / expected - 1) < 1e-3, "layer \(index)")
        #expect(cycles.low < cycles.cycles && cycles.cycles < cycles.high)
        #expect(record.flag(ofLayer: index) == nil)
        #expect(run.timing(ofLayer: index)?.medianCycles == cycles.cycles.rounded())
        sum += cycles.cycles + 20
      }
      let total = try #require(record.total)
      #expect(abs(total.cycles - sum) < 1e-6)
      #expect(total.low < sum && sum < total.high)
      #expect(run.clean?.median == total.cycles.rounded())
    }
  }

  @Test func flagsALayerOutsideOfTheMeasuredShapes() async throws {
    try await withTemporaryDirectory { folder in
      let (run, _) = try prediction(
        [SweepLayer(.fullyConnected, channels: 40, outputs: 200)], in: folder)
      #expect(run.validity == .degraded)
      let issue = try #require(run.issues.first { $0.code == "outside_measured_shapes" })
      #expect(issue.text.contains("units"))
      let layer = try #require(issue.layer)
      #expect(run.prediction?.flag(ofLayer: layer) == "outside: units")
      #expect(RunTable.text(run, place: nil).contains("outside: units"))
    }
  }

  @Test func hasNoTotalWhereTheTableLacksAKernel() async throws {
    try await withTemporaryDirectory { folder in
      let (run, _) = try prediction(
        [SweepLayer(.softmax, channels: 10)], in: folder)
      #expect(run.prediction?.total == nil)
      #expect(run.validity == .invalid)
      #expect(run.issues.contains { $0.code == "no_table_entry" && $0.severity == .invalid })
      let text = RunTable.text(run, place: nil)
      #expect(text.contains("not predicted: the table lacks a layer's kernel"))
      #expect(text.contains("no table entry"))
      let budget = try RunBudget(parsing: "latency=10s")
      #expect(budget.verdicts(on: run).map(\.passes) == [false])
    }
  }

  @Test func saysThatTheTableIsOfOtherKernels() async throws {
    try await withTemporaryDirectory { folder in
      let (run, _) = try prediction(Self.known, in: folder, kernelHash: "0123456789ab")
      #expect(run.validity == .degraded)
      #expect(run.issues.map(\.code) == ["stale_table"])
      #expect(
        EvidenceText.sentence(run).contains(
          "21 layer shapes, simulated, timing model \"m7\" v3, kernels 0123456789ab (not today's),"
            + " of 2026-09-21T"))
    }
  }

  @Test func isWrittenAsRunsAre() async throws {
    try await withTemporaryDirectory { folder in
      let (run, _) = try prediction(Self.known, in: folder)
      let lines = LayersCSV.text(run).split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let place = try #require(lines[0].firstIndex(of: "predicted_us"))
      #expect(
        lines[0][place...].prefix(3) == ["predicted_us", "predicted_lo_us", "predicted_hi_us"])
      let evidence = try #require(lines[0].firstIndex(of: "evidence"))
      let called = run.layers.indices.filter { run.layers[$0].window != nil }
      #expect(!called.isEmpty)
      for index in called {
        // Names of these networks have no commas; the path's reason may, and stands before.
        let row = lines[index + 1]
        let shift = row.count - lines[0].count
        let figures = row[(place + shift)...].prefix(3).compactMap { Double($0) }
        #expect(figures.count == 3 && figures[1] < figures[0] && figures[0] < figures[2])
        #expect(row[evidence + shift] == "predicted")
      }
      let document = RunDocument.text(run, includesLayers: true)
      let read = try RunFile.comparedRun(Array(document.utf8), path: "run.json")
      #expect(read.evidence == .predicted)
      let stored = try JSONDecoder().decode(
        Measurements.Measurement.self, from: JSONEncoder().encode(run))
      #expect(stored == run)
    }
  }

  @Test func severalModelsStandFastestFirst() async throws {
    try await withTemporaryDirectory { folder in
      let small = try prediction([Self.known[1]], in: folder).run
      let large = try prediction(Self.known, in: folder).run
      let unknown = try prediction([SweepLayer(.softmax, channels: 10)], in: folder).run
      let sorted = PredictionTable.sorted([unknown, large, small])
      #expect(sorted.map(\.runID) == [small, large, unknown].map(\.runID))
      let text = PredictionTable.text(
        [unknown, large, small],
        unpredicted: [
          UnpredictedModel(
            path: "broken.tflite",
            failure: TableChoiceError(path: "t", board: "b", reason: .otherBoard("c")))
        ],
        budget: try RunBudget(parsing: "latency=1us,macs=1M"))
      #expect(text.contains("FAIL latency\n"))
      #expect(text.contains("1 layer without a table entry"))
      #expect(text.contains("  Cannot run:\n  broken.tflite: t: a latency table of c, not of b\n"))
    }
  }

  @Test func rendersAsKept() async throws {
    try await withTemporaryDirectory { folder in
      let layers = Self.known + [SweepLayer(.fullyConnected, channels: 20, outputs: 200)]
      // Of other kernels, so that a change of the kernels does not change the text.
      let (run, _) = try prediction(layers, in: folder, kernelHash: "0123456789ab")
      let text = RunTable.text(run, place: nil)
      #expect(try Snapshot.kept("prediction.txt", comparedWith: text) == text)
    }
  }

  @Test func standsBesideARunWithoutAVerdict() async throws {
    try await withTemporaryDirectory { folder in
      let (run, _) = try prediction(Self.known, in: folder)
      var ran = ComparedRun(run)
      ran.runID = RunID.random()
      ran.evidence = .simulated
      let comparison = RunComparison(ran, ComparedRun(run))
      #expect(comparison.outcome() == .sideBySide)
      #expect(comparison.findings.map(\.code).contains(.predictedBesideRun))
      ran.evidence = .predicted
      let alike = RunComparison(ran, ComparedRun(run))
      #expect(!alike.findings.map(\.code).contains(.predictedBesideRun))
    }
  }
}
