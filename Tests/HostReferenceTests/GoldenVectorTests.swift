import GraphPreparation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import TFLiteReader
import Testing

/// Whole networks give the golden outputs, bit for bit.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct GoldenVectorTests {
  @Test(arguments: SharedModels.all)
  func equalsTheGoldenOutputs(model: SharedModel) throws {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    let lowered = try Lowering.lower(graph)
    for vector in 0..<model.manifest.vectorCount {
      let outputs = try HostReference.run(lowered, inputs: model.inputs(vector: vector))
      #expect(outputs.count == model.manifest.outputs.count)
      for (position, output) in outputs.enumerated() {
        #expect(
          try output == model.golden(output: position, vector: vector),
          "output \(position) of vector \(vector)")
      }
    }
  }
}
