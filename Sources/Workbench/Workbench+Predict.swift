import Benchmarking
package import BoardProfiles
import Calibration
import FoundationEssentials
import GraphPreparation
import LatencyTables
package import Measurements
import ModelGraph
package import Planning
import Pruning
import TFLiteReader

/// Predicts what models take on a board, from a table.
package struct Predictor: Sendable {
  let board: BoardProfile
  let chosen: ChosenTable
  let prunesDead: Bool
  let program: String
  let user: String?
  let now: Timestamp

  /// What the layers of the table reached at best, or `nil` of a table without the like.
  package var ceilings: RooflineCeilings? { chosen.file.ceilings }

  /// What the model in the file at `path` takes: a record of evidence `predicted`, in which each
  /// pass has one sample.
  ///
  /// - Throws: what reading and planning the model throws; it cannot run on the board then.
  package func prediction(ofModelAt path: String) throws -> Measurement {
    let read = try GraphPreparation.prepare(try TFLiteReader.read(try ModelFile.load(path)))
    let plan = try Planner.plan(prunesDead ? DeadChannels.removed(from: read) : read, for: board)
    return measurement(of: plan, named: Workbench.modelName(path))
  }

  /// What the network of `plan` takes, as ``prediction(ofModelAt:)`` gives it.
  package func measurement(of plan: ExecutionPlan, named name: String) -> Measurement {
    let table = chosen.file.table
    let facts = ModelFacts(of: plan.graph)
    let prediction = table.prediction(of: plan)
    let record = record(prediction, of: plan)
    let layers = PlanRecords.layers(of: plan, facts: facts)
    // A layer of unknown cycles has a sample that nothing counts.
    let windows = layers.filter { $0.window != nil }.map { layer in
      record.cycles(ofLayer: layer.index).map { Self.sample($0.cycles) } ?? 0
    }
    let total = record.total.map { Self.sample($0.cycles) } ?? 0
    return Measurement(
      runID: .random(), created: now,
      model: PlanRecords.model(of: plan, named: name, facts: facts),
      board: BoardRecord(
        profile: board.name, uniqueID: nil, probeKind: nil, port: nil, host: Workbench.hostName),
      chipState: ChipState(coreClockHertz: table.origin.clockHertz, registers: []),
      build: BuildRecord(
        toolchain: table.origin.compiler, flags: [], buildID: "", elfSHA256: "",
        kernelSet: KernelSetName.name(
          plan.kernelSet, isPruned: plan.graph.pruning != nil, cores: board.usedCores),
        sections: []),
      memory: MemoryRecord(
        regions: RegionUse.uses(plan: plan, image: nil), peakLiveBytes: plan.peakLiveBytes,
        peakLayer: plan.peakLayer, stackHighWaterBytes: nil, stackBytes: nil),
      method: MethodRecord(
        counter: "latency_table", warmupRuns: 0, runs: 1, stopRule: "prediction",
        input: "none: nothing ran"),
      evidence: .predicted, timingModel: table.origin.timingModel, layers: layers,
      passes: [
        PassSamples(kind: .clean, warmupRuns: 0, runs: [[total]]),
        PassSamples(kind: .layer, warmupRuns: 0, runs: [windows]),
      ],
      outputCheck: OutputCheck(vectorCount: 0, mismatches: []),
      reportedIssues: issues(record, layers), pruning: plan.graph.pruning,
      cores: board.usedCores == 1 ? nil : CoresRecord(count: board.usedCores, singleCore: nil),
      choices: PlanRecords.choices(of: board),
      provenance: Provenance(program: program, user: user), prediction: record)
  }

  /// Predicted cycles as a counter would have shown them, at least one.
  private static func sample(_ cycles: Double) -> UInt64 {
    UInt64(exactly: max(1, cycles.rounded())) ?? .max
  }

  private func record(_ prediction: LatencyPrediction, of plan: ExecutionPlan) -> PredictionRecord {
    let isWhole = !prediction.layers.contains { $0.isUnknown }
    return PredictionRecord(
      table: PredictionRecord.Table(chosen), total: isWhole ? CycleInterval(prediction.total) : nil,
      layers: prediction.layers.map(PredictionRecord.Layer.init),
      constantBytes: plan.constantBytes)
  }

  private func issues(_ record: PredictionRecord, _ layers: [LayerRecord]) -> [Issue] {
    var found: [Issue] = []
    if record.table.isStale {
      found.append(
        Issue(
          code: "stale_table", severity: .degraded,
          text: "the table was made with other kernels (\(record.table.kernelHash)) than today's"))
    }
    for layer in layers {
      guard record.layers.indices.contains(layer.index), let predicted = record.layers[layer.index]
      else { continue }
      if predicted.cycles == nil {
        found.append(
          Issue(
            code: "no_table_entry", severity: .invalid, layer: layer.index,
            text: "the table has no layer of \(layer.path.kernelSymbol ?? "the kernel"), so layer"
              + " \(layer.index) and the network have no prediction"))
      } else if !predicted.outside.isEmpty {
        found.append(
          Issue(
            code: "outside_measured_shapes", severity: .degraded, layer: layer.index,
            text: "layer \(layer.index) lies outside of what the table was measured on:"
              + " \(predicted.outside.joined(separator: ", "))"))
      }
    }
    return found
  }
}

extension PredictionRecord.Table {
  /// What a record says of the table that it rests on.
  init(_ chosen: ChosenTable) {
    let table = chosen.file.table
    self.init(
      evidence: table.origin.evidence, kernelHash: table.origin.kernelHash,
      created: table.origin.created, shapeCount: table.shapeCount, isStale: chosen.isStale)
  }
}

extension PredictionRecord.Layer {
  /// What a record says of a layer, `nil` where the board makes no call.
  init?(_ layer: LayerPrediction) {
    guard layer.variant != nil else { return nil }
    self.init(
      cycles: layer.isUnknown ? nil : CycleInterval(layer.cycles), outside: layer.outside)
  }
}

extension CycleInterval {
  init(_ predicted: PredictedCycles) {
    self.init(cycles: predicted.cycles, low: predicted.low, high: predicted.high)
  }
}

extension Workbench {
  /// A predictor for `board` with the table that ``table(for:at:allowsStale:)`` chooses.
  package func predictor(
    for board: BoardProfile, table path: String?, allowsStale: Bool, prunesDead: Bool,
    program: String
  ) throws -> Predictor {
    Predictor(
      board: board, chosen: try table(for: board, at: path, allowsStale: allowsStale),
      prunesDead: prunesDead, program: program, user: surroundings.environment["USER"],
      now: Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
  }
}
