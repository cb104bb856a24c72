package import Benchmarking
import BoardProfiles
import Calibration
import ContentHash
import Foundation
import Hardware
import LatencyTables
import Measurements
import ProcessTools
import ResultStore
import VirtualLink

extension Workbench {
  /// Measures a sweep of layers on a board, and makes the board's latency table of it.
  ///
  /// Every firmware's samples are stored as they come. Where a calibration of the board, its kernels
  /// and the way to it was begun and not ended, it goes on and ends with the table that it would have
  /// made uninterrupted.
  ///
  /// - Throws: ``CalibrationError``, and whatever building, measuring and storing throw; what was
  ///   stored by then stays.
  package func calibrate(
    _ request: CalibrationRequest, program: String,
    progress: @escaping @Sendable (CalibrationEvent) -> Void,
    benchProgress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> FinishedCalibration {
    let board = try buildableBoard(
      named: request.board, placement: request.placement, cores: request.cores
    )
    .flashed(byRequest: request.target.probeRequest)
    let path = request.output ?? userTablePath(for: board)
    let link = try await link(to: board, request.target, benchProgress)
    let isVirtual = link is VirtualLink<ContinuousClock>
    if isVirtual { try Self.checkKeepsMeasured(path) }
    try await checkCompiler(for: board)
    let plan = CalibrationPlan(
      shapes: request.shapes, layersPerFirmware: request.layersPerFirmware, seed: request.seed,
      pool: try await candidates(
        CalibrationPlan.drawn(shapes: request.shapes, seed: request.seed), on: board))
    guard !plan.pool.isEmpty else { throw CalibrationError(reason: .noLayers(board: board.name)) }
    progress(
      .pool(layers: plan.pool.count, variants: Set(plan.pool.map(\.cost.variant)).count))
    let stamp = files.stamp(board: board.name)
    let record = try record(of: plan, on: board, link: isVirtual ? .virtual : .probe)
    let store = try ResultStore(path: places.store)
    if isVirtual, case .whateverIsAttached = request.target,
      try store.openCalibration(board: board.name, kernelSet: record.kernelSet, link: .probe) != nil
    {
      throw CalibrationError(reason: .boardGone(board: board.name))
    }
    let journal = try CalibrationJournal.open(record, restarts: request.restarts, in: store)
    var state = try journal.state(of: plan)
    if state.hasBegun {
      progress(.resumed(SweepProgress(&state), begun: journal.started))
    }
    let choices = Self.sweepChoices(isVirtual: isVirtual)
    let facts = state.facts
    let calibrator = Calibrator(
      clock: ContinuousClock(),
      measure: { request in
        let measured = try await measured(
          request, on: board, over: link, choices: choices, expected: facts, program: program,
          progress: benchProgress)
        guard files.stamp(board: board.name) == stamp else {
          throw CalibrationError(reason: .filesChanged)
        }
        return measured
      }, store: { try journal.add($0) }, progress: { progress(.firmware($0)) })
    let ending = try await calibrator.run(&state, budget: request.budget)
    let file = try table(of: state, record, started: journal.started)
    if file.table.origin.evidence == Evidence.simulated { try Self.checkKeepsMeasured(path) }
    try write(file, to: path)
    if ending == .complete { try journal.finish() }
    try store.close()
    return FinishedCalibration(file: file, path: path, leftOut: state.leftOut, ending: ending)
  }

  /// One firmware's layers, under the contract of every run.
  private func measured(
    _ request: SweepState.Request, on board: BoardProfile, over link: any BoardLink,
    choices: MeasuringChoices, expected: SweepFacts?, program: String,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> MeasuredLayers {
    let sweep: MeasuredSweep
    do {
      sweep = try await measure(
        request.layers, seed: request.seed, on: board, over: link, choices: choices,
        program: program, progress: progress)
    } catch {
      throw SweepObstacle(error) ?? error
    }
    let run = sweep.run.measurement
    let facts = SweepFacts(
      evidence: run.evidence, timingModel: run.timingModel,
      compiler: run.build?.toolchain ?? "unknown",
      boardID: run.evidence == .measured ? run.board.uniqueID : nil)
    // Another board's invalid figures are no fault of the layers.
    let differences = expected?.differences(to: facts) ?? []
    guard differences.isEmpty else { throw CalibrationError(reason: .otherFacts(differences)) }
    if let obstacle = SweepObstacle(run) { throw obstacle }
    return MeasuredLayers(
      layers: sweep.layers, overheadCycles: sweep.overheadCycles, calledCount: sweep.calledCount,
      facts: facts)
  }

  /// Virtual boards are deterministic, so one run behind a warm-up of two says all; silicon gets what
  /// `run` gives it.
  private static func sweepChoices(isVirtual: Bool) -> MeasuringChoices {
    var choices = MeasuringChoices()
    choices.passes = [.clean, .layer, .probe]
    if isVirtual { (choices.warmupRuns, choices.runs) = (2, 1) }
    return choices
  }

  /// Says at once that there is no compiler, not when all layers have been planned.
  private func checkCompiler(for board: BoardProfile) async throws {
    guard let setting = board.toolchain else { return }
    let toolchain = GCCToolchain(
      buildRoot: surroundings.temporaryDirectory, cacheDirectory: nil)
    for other in setting.preferred ?? [] {
      let found = try? await toolchain.compilerVersion(
        toolPrefix: other.prefix, packages: setting.debianPackages)
      if found != nil { return }
    }
    _ = try await toolchain.compilerVersion(
      toolPrefix: setting.prefix, packages: setting.debianPackages)
  }

  private func record(
    of plan: CalibrationPlan, on board: BoardProfile, link: CalibrationRecord.Link
  ) throws -> CalibrationRecord {
    let (kernelSet, kernelHash) = (try sweptKernelSet(on: board), try kernelHash(for: board))
    let profile = try Files.read("\(files.boards)/\(board.name).yaml")
    let now = Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    return CalibrationRecord(
      board: board.name, clockHertz: board.clock.coreHertz, kernelSet: kernelSet,
      kernelHash: kernelHash, link: link, seed: plan.seed,
      plan: [
        "kernels": kernelHash, "core clock": "\(board.clock.coreHertz) Hz",
        "board's profile": String(SHA256Digest(of: profile).hexadecimal.prefix(12)),
        "--shapes": "\(plan.shapes)", "--firmware-layers": "\(plan.layersPerFirmware)",
        "--seed": "\(plan.seed)", CalibrationJournal.poolName: plan.poolHash,
      ], started: now)
  }

  private func table(
    of state: SweepState, _ record: CalibrationRecord, started: Timestamp
  ) throws -> LatencyTableFile {
    guard let facts = state.facts else {
      throw CalibrationError(reason: .nothingMeasured(lastReason: state.leftOut.last?.reason))
    }
    return state.table(
      LatencyTable.Origin(
        board: record.board, clockHertz: record.clockHertz, kernelSet: record.kernelSet,
        kernelHash: record.kernelHash, evidence: facts.evidence, timingModel: facts.timingModel,
        compiler: facts.compiler, created: started, seed: record.seed))
  }

  private func write(_ file: LatencyTableFile, to path: String) throws {
    let text = try file.text(path: path)
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try Files.makeDirectory(String(path[..<slash]))
    }
    try Files.replace(path, with: Array(text.utf8))
  }

  /// - Throws: ``CalibrationError`` when a table that silicon gave stands at `path`.
  private static func checkKeepsMeasured(_ path: String) throws {
    guard Files.exists(path), let there = try? TableFiles.read(path) else { return }
    if there.table.origin.evidence == .measured {
      throw CalibrationError(reason: .measuredTable(path: path))
    }
  }
}
