import ArgumentParser
import Calibration
import Failures
import Measurements
import ModelGraph
import Planning
import Reports
import ResultStore
import TFLiteReader
import Workbench

/// Where a scorecard or a figure has its models' facts and cycles from.
struct ModelSource {
  let options: WorkbenchOptions

  /// The cycles of a model on a board, and what to know of them.
  struct Timing {
    var run: Measurement?
    var note: String?
    var ceilings: RooflineCeilings?
  }

  /// What the file at `path` tells without running it.
  static func analysis(
    of path: String, prunesDead: Bool = false, trainingParameters: Int? = nil
  ) throws -> Analysis {
    try ModelAnalysis.analysis(
      of: ModelFile.load(path), named: Workbench.modelName(path),
      trainingParameters: trainingParameters, prunesDead: prunesDead)
  }

  /// The run that `run` names, else the newest usable one of the model on `board`, else a prediction.
  ///
  /// - Throws: ``OtherModel`` when the named run was of another file, the store's error for a run that
  ///   is not there, and what a prediction throws where nothing else can serve.
  func timing(
    of analysis: Analysis, at path: String, board: String?, run name: String?
  ) throws -> Timing {
    if let name, name != "none" {
      let run = try ResultStore(path: options.places.store, ifAbsent: .fail).run(named: name)
      guard run.model.sha256 == analysis.facts.graph.source.sha256 else {
        throw OtherModel(path: path, run: run.runID)
      }
      if let board, board != run.board.profile {
        throw RunOfOtherBoard(run: run.runID, board: run.board.profile, asked: board)
      }
      return Timing(run: run, ceilings: try ceilings(of: run.board.profile))
    }
    guard let board else { return Timing() }
    if name == nil, let run = try newestRun(of: analysis, on: board) {
      return Timing(
        run: run, note: "run \(run.runID.short) of \(run.created) among the results",
        ceilings: try ceilings(of: board))
    }
    let bench = try options.workbench()
    let profile = try bench.buildableBoard(named: board, placement: nil, cores: nil)
    do {
      let predictor = try bench.predictor(
        for: profile, table: nil, allowsStale: false, prunesDead: false,
        program: "mcubench " + MCUBench.configuration.version)
      return Timing(
        run: try predictor.prediction(ofModelAt: path), ceilings: predictor.ceilings)
    } catch let failure as TableChoiceError {
      return Timing(note: "no cycles: \(Self.oneLine(failure))")
    } catch let failure as UnsupportedLayers {
      return Timing(note: "no cycles: \(Self.oneLine(failure))")
    }
  }

  /// What is wrong, without a line for each layer: notes are wrapped where they are shown.
  static func oneLine(_ failure: any Failure) -> String {
    failure.summary.split(separator: "\n").joined(separator: ";").replacing(":;", with: ":")
  }

  /// The newest usable, whole run of the file on `board`, predictions aside; a measured one before a
  /// simulated one.
  func newestRun(
    of analysis: Analysis, on board: String, evidence: [Evidence] = [.measured, .simulated]
  ) throws -> Measurement? {
    guard Files.exists(options.places.store) else { return nil }
    let store = try ResultStore(path: options.places.store, ifAbsent: .fail)
    let sha256 = analysis.facts.graph.source.sha256
    for kind in evidence {
      let found = try StoredRuns.newest(
        ofModel: sha256, on: board, evidence: kind, in: store)
      if let found { return found }
    }
    return nil
  }

  /// What kernels reach on the board of a profile, or `nil` where no table says.
  private func ceilings(of board: String) throws -> RooflineCeilings? {
    let bench = try options.workbench()
    guard let profile = try? bench.buildableBoard(named: board, placement: nil, cores: nil) else {
      return nil
    }
    return try? bench.table(for: profile, at: nil, allowsStale: true).file.ceilings
  }
}

/// The run that was named is of another board than the one that was named.
struct RunOfOtherBoard: Failure, Hashable {
  let run: RunID
  let board: String
  let asked: String

  var summary: String { "run \(run.short) is of \(board), not of \(TerminalText.escaping(asked))" }
  var remedy: String? { "leave --board out, or list its runs with 'mcubench history --board'" }
  var exitStatus: ExitStatus { .wrongInput }
}
