package import BoardProfiles
import Calibration
package import Failures
import LatencyTables
package import Measurements
package import Planning

/// Which tables a simulated run is to be corrected by.
package struct CorrectionRequest: Hashable, Sendable {
  /// The tables' files; `nil` for where they are kept.
  package let measuredPath: String?
  package let simulatedPath: String?

  package init(measuredPath: String? = nil, simulatedPath: String? = nil) {
    self.measuredPath = measuredPath
    self.simulatedPath = simulatedPath
  }
}

/// A measured and a simulated table of one board and the same kernels.
package struct CorrectionTables: Hashable, Sendable {
  package let measured: ChosenTable
  package let simulated: ChosenTable

  /// `run`, which ran `plan` on a virtual board, with its corrected figures beside its own.
  ///
  /// - Throws: ``CorrectionError`` when no virtual board gave the run's figures, or under another
  ///   timing model than the simulated table's.
  package func correcting(
    _ run: Measurement, of plan: ExecutionPlan
  ) throws(CorrectionError) -> Measurement {
    guard run.evidence == .simulated else {
      throw CorrectionError(board: run.board.profile, reason: .notSimulated(run.evidence))
    }
    let model = simulated.file.table.origin.timingModel
    guard let own = run.timingModel, own.name == model?.name, own.version == model?.version,
      own.parameterHash == model?.parameterHash
    else {
      throw CorrectionError(
        board: run.board.profile,
        reason: .otherTimingModel(
          table: Self.name(model), path: simulated.path, run: Self.name(run.timingModel)))
    }
    let corrected = LatencyCorrection(
      measured: measured.file.table, simulated: simulated.file.table
    ).corrected(
      plan, cycles: run.layers.indices.map { run.timing(ofLayer: $0)?.medianCycles },
      total: run.clean?.median ?? 0)
    let isWhole = run.clean != nil && !corrected.layers.contains { $0.isUnknown }
    return run.with(
      correction: CorrectionRecord(
        measured: PredictionRecord.Table(measured), simulated: PredictionRecord.Table(simulated),
        total: isWhole ? CycleInterval(corrected.total) : nil,
        layers: corrected.layers.map(PredictionRecord.Layer.init)))
  }

  private static func name(_ model: TimingModel?) -> String {
    guard let model else { return "none" }
    return "\"\(model.name)\" v\(model.version)"
      + (model.parameterHash.map { ", parameters \($0)" } ?? "")
  }
}

extension Workbench {
  /// The tables that correct what a virtual `board` counts.
  ///
  /// Where none is named, the measured one is the user's own and the simulated one that of the
  /// program, else the user's.
  ///
  /// - Throws: ``CorrectionError`` when one is missing, is of the other's evidence, or they are not of
  ///   the same kernels or not of today's; ``TableChoiceError`` when one is of another board, clock,
  ///   placement or number of cores.
  package func correctionTables(
    for board: BoardProfile, _ request: CorrectionRequest
  ) throws -> CorrectionTables {
    func refuse(_ reason: CorrectionError.Reason) -> CorrectionError {
      CorrectionError(board: board.name, reason: reason)
    }
    let (user, shipped) = (userTablePath(for: board), shippedTablePath(for: board))
    func table(_ evidence: Evidence, _ named: String?, _ places: [String]) throws -> ChosenTable {
      for path in named.map({ [$0] }) ?? places where named != nil || Files.exists(path) {
        let chosen = try self.table(for: board, at: path, allowsStale: true)
        if chosen.file.table.origin.evidence == evidence { return chosen }
        guard named == nil else {
          throw refuse(
            .otherEvidence(path: path, wanted: evidence, found: chosen.file.table.origin.evidence))
        }
      }
      throw refuse(.none(evidence, lookedAt: places))
    }
    let tables = CorrectionTables(
      measured: try table(.measured, request.measuredPath, [user, shipped]),
      simulated: try table(.simulated, request.simulatedPath, [shipped, user]))
    let hashes = [tables.measured, tables.simulated].map(\.file.table.origin.kernelHash)
    guard hashes[0] == hashes[1] else {
      throw refuse(.otherKernels(measured: hashes[0], simulated: hashes[1]))
    }
    guard !tables.measured.isStale else {
      throw refuse(.stale(tables: hashes[0], current: try kernelHash(for: board)))
    }
    return tables
  }
}

/// Why simulated figures cannot be corrected.
package struct CorrectionError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// No table of that evidence.
    case none(Evidence, lookedAt: [String])
    case otherEvidence(path: String, wanted: Evidence, found: Evidence)
    /// The tables' kernel hashes.
    case otherKernels(measured: String, simulated: String)
    /// Both tables' kernel hash, and today's.
    case stale(tables: String, current: String)
    /// The run's figures are not a virtual board's.
    case notSimulated(Evidence)
    case otherTimingModel(table: String, path: String, run: String)
  }

  package let board: String
  package let reason: Reason

  package var summary: String {
    switch reason {
    case .none(let evidence, let places):
      "no \(evidence.rawValue) latency table of \(board): none at \(places.joined(separator: " or "))"
    case .otherEvidence(let path, let wanted, let found):
      "\(path): a \(found.rawValue) latency table, a correction needs a \(wanted.rawValue) one here"
    case .otherKernels(let measured, let simulated):
      "the latency tables of \(board) are of different kernels: the measured one of \(measured),"
        + " the simulated one of \(simulated)"
    case .stale(let tables, let current):
      "the latency tables of \(board) are of other kernels than the run: made with \(tables),"
        + " today's are \(current)"
    case .notSimulated(let evidence):
      "the run on \(board) is \(evidence.rawValue): only simulated figures can be corrected"
    case .otherTimingModel(let table, let path, let run):
      "\(path): a latency table under timing model \(table), the run's is \(run)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .none(.measured, _):
      "make one on the board with 'mcubench calibrate --board \(board)', or name one with"
        + " --measured-table FILE"
    case .none:
      "make one with 'mcubench calibrate --board \(board) --on simulator', or name one with"
        + " --simulated-table FILE"
    case .otherEvidence(_, let wanted, _):
      "name a \(wanted.rawValue) table with --\(wanted.rawValue)-table"
    case .otherKernels, .stale:
      "make both tables again with 'mcubench calibrate --board \(board)', on the board and with"
        + " --on simulator"
    case .notSimulated: "run with --on simulator, or without --corrected"
    case .otherTimingModel:
      "make the simulated table again with 'mcubench calibrate --board \(board) --on simulator'"
    }
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
