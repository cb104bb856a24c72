import Benchmarking
package import Evaluation
import GraphPreparation
import Measurements
import ModelGraph
import TFLiteReader

extension Workbench {
  /// Inferences of a set that a float model is held against the other over, at most.
  static let crossCheckedInferences = 100
  /// Seeded inputs that they are held against each other over without a set.
  private static let seededInferences = 16

  /// A float model as it was read: its file's name and its graph.
  struct FloatModel {
    let model: Evaluation.Model
    let graph: ModelGraph
  }

  /// Holds each layer of an int8 model against the float model of the same network, on seeded inputs.
  ///
  /// - Throws: reading's errors, `UnsupportedLayers`, ``CrossCheckError``, and when the task is
  ///   cancelled.
  package func crossCheck(
    modelAt path: String, againstFloatAt floatPath: String,
    progress: (EvaluationEvent) -> Void
  ) throws -> CrossCheck {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(ModelFile.load(path)))
    let float = try floatModel(at: floatPath)
    return try crossCheck(
      graph, Evaluation.Model(name: Self.modelName(path), sha256: graph.source.sha256),
      against: float, on: .seeded(inferenceCount: Self.seededInferences),
      inputs: { SmoothInput.vectors(for: graph, seed: UInt64($0 + 1)).vectors[0] }, progress)
  }

  func floatModel(at path: String) throws(CrossCheckError) -> FloatModel {
    let name = Self.modelName(path)
    do throws(ModelReadError) {
      let graph = try TFLiteReader.read(ModelFile.load(path))
      return FloatModel(
        model: Evaluation.Model(name: name, sha256: graph.source.sha256), graph: graph)
    } catch {
      throw CrossCheckError(model: name, reason: .unread(error))
    }
  }

  /// The same on inputs that a caller makes.
  func crossCheck(
    _ graph: ModelGraph, _ model: Evaluation.Model, against float: FloatModel,
    on inputs: CrossCheck.Inputs, inputs vector: (Int) -> [[UInt8]],
    _ progress: (EvaluationEvent) -> Void
  ) throws -> CrossCheck {
    let count = inputs.inferenceCount
    let check = try LayerCrossCheck.check(
      float: float.graph, named: float.model.name, int8: graph, inputs: (0..<count).map(vector),
      progress: { progress(.crossCheck(done: $0, of: count)) })
    return CrossCheck(model: model, float: float.model, inputs: inputs, check: check)
  }
}
