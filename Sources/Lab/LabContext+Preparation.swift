import Benchmarking
import BoardProfiles
import ContentHash
import Jobs
import ResultStore
import Workbench

/// All that a job's prepared firmware follows from.
struct PreparationKey: Hashable, Sendable {
  let modelSHA256: String
  let modelName: String
  let board: String
  let home: String?
  let codePaddingBytes: Int?
  let prunesDead: Bool
  let cores: Int?
  let placement: String?
  let files: FilesStamp
}

extension LabContext {
  /// The firmware of a job, ready to be built, with the workbench that builds it.
  ///
  /// It is made on the threads for work, once for all boards that want the same.
  func prepared(
    _ specification: JobSpecification, progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> (run: PreparedRun, workbench: Workbench) {
    let shelf = store.store.models
    return try await prepared(specification, progress: progress) {
      try shelf.model(specification.modelSHA256)
    }
  }

  /// The same for a model that is not on the shelf yet; what the specification says of it is not read.
  func prepared(
    _ specification: JobSpecification, of model: [UInt8]
  ) async throws -> PreparedRun {
    var specification = specification
    specification.modelSHA256 = await withTaskExecutorPreference(threads) {
      SHA256Digest(of: model).hexadecimal
    }
    return try await prepared(specification, progress: { _ in }, model: { model }).run
  }

  /// The specification without a number of cores and a placement that the board's profile has anyhow, so
  /// that the same work is the same job.
  ///
  /// - Throws: where the board cannot be used in that way, with the words of `mcubench run`.
  func plain(_ specification: JobSpecification) throws -> JobSpecification {
    let workbench = try workbench(over: specification.home)
    let own = try workbench.buildableBoard(named: specification.board)
    let asked = try workbench.board(of: specification)
    var specification = specification
    specification.cores = asked.usedCores == own.usedCores ? nil : asked.usedCores
    specification.placement = asked.isPlaced ? asked.placement?.flag : nil
    return specification
  }

  private func prepared(
    _ specification: JobSpecification, progress: @escaping @Sendable (BenchEvent) -> Void,
    model: @escaping @Sendable () throws -> [UInt8]
  ) async throws -> (run: PreparedRun, workbench: Workbench) {
    let workbench = try workbench(over: specification.home)
    let start = ContinuousClock.now
    let files = await withTaskExecutorPreference(threads) {
      workbench.files.stamp(board: specification.board)
    }
    let key = PreparationKey(
      modelSHA256: specification.modelSHA256, modelName: specification.modelName,
      board: specification.board, home: specification.home,
      codePaddingBytes: specification.codePaddingBytes,
      prunesDead: specification.prunesDead == true, cores: specification.cores,
      placement: specification.placement, files: files)
    let (run, isShared) = try await preparations.value(for: key) {
      try workbench.prepare(
        try model(), named: specification.modelName,
        for: try workbench.board(of: specification),
        codePaddingBytes: specification.codePaddingBytes,
        prunesDead: specification.prunesDead == true, progress: progress)
    }
    if isShared {
      progress(.began(.read))
      progress(
        .ended(.read, ContinuousClock.now - start, detail: "prepared with another job of the same"))
    }
    return (run, workbench)
  }
}

extension Workbench {
  /// The board of a job, with the cores and the placement that it asks for.
  fileprivate func board(of specification: JobSpecification) throws -> BoardProfile {
    try buildableBoard(
      named: specification.board, placement: specification.placement, cores: specification.cores)
  }
}
