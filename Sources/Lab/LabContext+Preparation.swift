import Benchmarking
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
      prunesDead: specification.prunesDead == true, files: files)
    let (run, isShared) = try await preparations.value(for: key) {
      try workbench.prepare(
        try model(), named: specification.modelName,
        for: try workbench.buildableBoard(named: specification.board),
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
