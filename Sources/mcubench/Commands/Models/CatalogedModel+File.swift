import FoundationEssentials
import Measurements
import ModelCatalog
import ModelGraph
import Planning
import Reports
import TFLiteReader

extension CatalogedModel {
  /// What the `.tflite` file at `path` tells of itself.
  ///
  /// - Throws: what reading the file throws. One with a layer that no kernel runs is taken, and has no
  ///   best order.
  init(
    analysing path: String, training: TrainingParameterCounts = TrainingParameterCounts()
  ) throws {
    let facts = try ModelAnalysis.analysis(of: ModelFile.load(path), named: path).facts
    let graph = facts.graph
    self.init(
      sha256: graph.source.sha256, name: Self.name(ofFileAt: path),
      costs: ModelCosts(
        fileBytes: graph.source.fileBytes, parameterCount: facts.parameterCount,
        macCount: facts.macCount, peakBytes: facts.peakBytes,
        lowestPeakBytes: (try? Lowering.lower(graph))?.lowestPeakBytes),
      inputShape: graph.inputs.first.map { graph.tensors[$0].shape },
      outputShape: graph.outputs.first.map { graph.tensors[$0].shape },
      path: URL(filePath: path).standardizedFileURL.path, training: training, origin: .analysed)
  }

  /// The same for the file that a run was of, or `nil` where another stands there by now.
  init?(ofRun run: Measurement, at path: String) {
    guard let model = try? CatalogedModel(analysing: path), model.sha256 == run.model.sha256 else {
      return nil
    }
    self = model
  }

  /// The file's name without folder and `.tflite`.
  private static func name(ofFileAt path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".tflite") ? String(file.dropLast(7)) : file
  }
}

extension Timestamp {
  /// This moment.
  static var now: Timestamp {
    Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }
}
