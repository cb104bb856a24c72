import GraphPreparation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import TFLiteReader
import Testing

/// Whole networks give the golden tensors, bit for bit.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct GoldenVectorTests {
  static let runnable = SharedModels.all.filter { !$0.isRefused }
  static let refused = SharedModels.all.filter(\.isRefused)

  @Test func coversEveryModel() {
    #expect(Self.runnable.count == 134)
    #expect(Self.refused.count == 22)
  }

  @Test(arguments: runnable)
  func equalsTheGoldenOutputs(model: SharedModel) throws {
    let lowered = try lower(model)
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

  @Test(arguments: runnable.filter { $0.manifest.intermediates != nil })
  func equalsTheGoldenActivationsLayerByLayer(model: SharedModel) throws {
    let lowered = try lower(model)
    let golden = try model.goldenActivations()
    var compared = 0
    var different: [Int] = []
    _ = try HostReference.run(lowered, inputs: model.inputs(vector: golden.vector)) {
      layer, tensor, bytes in
      guard let expected = golden.tensors[tensor] else { return }
      compared += 1
      if bytes != expected { different.append(layer) }
    }
    #expect(different.isEmpty, "layers that differ")
    #expect(compared == lowered.calls.count)
  }

  @Test(arguments: refused)
  func refusesByName(model: SharedModel) throws {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    let verdict = try #require(throws: UnsupportedLayers.self) { try Lowering.lower(graph) }
    for layer in verdict.layers {
      #expect(graph.layers[layer.index].nodeIndex == layer.nodeIndex)
      #expect(verdict.summary.contains("\(layer.kind) version \(layer.version)"))
    }
  }

  private func lower(_ model: SharedModel) throws -> LoweredGraph {
    try Lowering.lower(GraphPreparation.prepare(TFLiteReader.read(model.bytes())))
  }
}
