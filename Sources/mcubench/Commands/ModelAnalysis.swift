import GraphPreparation
import ModelGraph
import Planning
import Pruning
import Reports
import TFLiteReader

/// What models cost, without toolchain or board.
enum ModelAnalysis {
  /// Of the model that `bytes` are.
  ///
  /// - Throws: `ModelReadError` or `PreparationError`; a layer that no kernel runs is no error, but
  ///   part of the analysis.
  static func analysis(
    of bytes: [UInt8], named name: String, trainingParameters: Int? = nil, prunesDead: Bool = false
  ) throws -> Analysis {
    let whole = try GraphPreparation.prepare(try TFLiteReader.read(bytes))
    let graph = prunesDead ? DeadChannels.removed(from: whole) : whole
    var unsupported: UnsupportedLayers?
    var imageConstantBytes: Int?
    do {
      imageConstantBytes = try Lowering.lower(graph).constantBytes
    } catch {
      unsupported = error
    }
    return Analysis(
      name: name, facts: ModelFacts(of: graph), unsupported: unsupported,
      imageConstantBytes: imageConstantBytes, trainingParameterCount: trainingParameters)
  }
}
