package import Benchmarking
import BoardProfiles
package import Measurements
import ModelGraph
import Planning
import ProcessTools
package import ResultStore
import TFLiteReader

/// Runs in the store that may stand for a new one.
package enum StoredRuns {
  /// So many of the newest are looked at.
  private static let limit = 50

  /// The newest usable, whole run of a file on a board as its profile has it, or `nil`.
  ///
  /// The file is told by its hash in full; `isWanted` says what else the run has to be.
  package static func newest(
    ofModel sha256: String, on board: String, evidence: Evidence, in store: ResultStore,
    where isWanted: (Measurement) -> Bool = { _ in true }
  ) throws -> Measurement? {
    let candidates = try store.runs(
      matching: RunFilter(model: sha256, board: board, evidence: evidence, limit: limit)
    ).filter {
      $0.modelSHA256 == sha256 && $0.validity.isUsable && !$0.isPruned && !$0.isShared
        && !$0.isPlaced && $0.imported == nil
    }
    for candidate in candidates {
      let run = try store.run(named: candidate.runID.rawValue)
      if isWanted(run) { return run }
    }
    return nil
  }
}

extension RunRequest.Target {
  /// Whether a virtual board runs it, whatever is attached.
  package var isVirtual: Bool {
    if case .virtualBoard = self { return true }
    return false
  }
}

extension Workbench {
  /// Says once for several runs where they take place, so that all of them have one kind of evidence:
  /// a board that goes away later on is missed, and no virtual one takes its place.
  package func settled(
    _ target: RunRequest.Target, for name: String,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> RunRequest.Target {
    guard case .whateverIsAttached(let request) = target else { return target }
    let board = try buildableBoard(named: name).flashed(byRequest: request)
    switch try await attachedSelection(for: board, request) {
    case .one: return .probe(request)
    case .none(let why):
      progress(Self.virtualNotice(of: board, because: why))
      return .virtualBoard(faults: [])
    }
  }

  /// The newest run in the store that a new one would repeat, or `nil`.
  ///
  /// The firmware is the same to the last byte that it is built from, and so are the program, the kind
  /// of evidence, the input, the passes, and of a virtual board the timing model.
  ///
  /// - Throws: what reading and planning the model throws, and the store's error.
  package func storedRun(like request: RunRequest, program: String) async throws -> Measurement? {
    guard Files.exists(places.store) else { return nil }
    let board = try buildableBoard(named: request.board).flashed(
      byRequest: request.target.probeRequest)
    let prepared = try prepare(
      try ModelFile.load(request.modelPath), named: Self.modelName(request.modelPath), for: board,
      progress: { _ in })
    var timing: TimingModel?
    if request.target.isVirtual {
      timing = try await timingModel(ofVirtual: board.name)
      guard timing != nil else { return nil }
    }
    let store = try ResultStore(path: places.store, ifAbsent: .fail)
    let found = try StoredRuns.newest(
      ofModel: prepared.plan.graph.source.sha256, on: board.name,
      evidence: request.target.isVirtual ? .simulated : .measured, in: store
    ) { run in
      let choices = request.choices
      return run.build?.buildID == prepared.buildID && run.provenance.program == program
        && run.method.input?.hasPrefix(prepared.inputs.source + ":") ?? false
        && choices.passes.allSatisfy { run.pass($0) != nil }
        && choices.runs.map { $0 == run.method.runs } ?? true
        && choices.warmupRuns.map { $0 == run.method.warmupRuns } ?? true
        && timing.map { run.timingModel?.counts(as: $0) ?? false } ?? true
    }
    try store.close()
    return found
  }

  /// What counts the cycles of a virtual board, as its program says, or `nil` where it says nothing.
  private func timingModel(ofVirtual board: String) async throws -> TimingModel? {
    let words = [try virtualBoardProgram(for: board), "--board", board, "--timing-parameters"]
    // The first of its lines names the model; the rest are its constants.
    let outcome = try await SystemCommand(words, searchPath: [], keptLines: 1_000).run()
    guard outcome.failure == nil, let line = outcome.lines.first else { return nil }
    return TimingModel(parametersLine: line)
  }

  static func virtualNotice(of board: BoardProfile, because why: String) -> BenchEvent {
    .notice("running on a virtual \(board.name): \(why)")
  }
}

extension TimingModel {
  /// Reads the first line of `mcubench-vboard --timing-parameters`: `m7 version 1, d056d91440e2`.
  init?(parametersLine line: String) {
    let parts = line.split(separator: ", ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    let words = parts[0].split(separator: " ").map(String.init)
    guard words.count == 3, words[1] == "version" else { return nil }
    self.init(
      name: words[0], version: words[2],
      parameterHash: parts[1] == "no parameters" ? nil : parts[1])
  }
}
