import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// Every model beside the checkout reads as its manifest says.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct SharedModelTests {
  @Test func readsEveryModel() throws {
    #expect(SharedModels.all.count == 156)
  }

  @Test(arguments: SharedModels.all)
  func equalsItsManifest(model: SharedModel) throws {
    let manifest = model.manifest
    let graph = try TFLiteReader.read(model.bytes())
    #expect(graph.source.fileBytes == manifest.bytes)
    #expect(graph.source.sha256 == manifest.sha256)
    #expect(graph.inputs == manifest.inputs.map(\.index))
    #expect(graph.outputs == manifest.outputs.map(\.index))
    try #require(graph.tensors.count == manifest.tensors.count)
    for (tensor, expected) in zip(graph.tensors, manifest.tensors) {
      #expect(tensor.name == expected.name)
      #expect(tensor.shape == expected.shape)
      #expect(tensor.type.name == expected.dtype)
      #expect(tensor.isConstant == expected.const)
      #expect(tensor.data?.count == expected.bytes)
      #expect(tensor.quantization?.scales == expected.scale.map { $0.map { Float($0) } })
      #expect(tensor.quantization?.zeroPoints == expected.zeroPoint)
      #expect(tensor.hasOpenShape == (expected.shapeSignature?.contains(-1) ?? false))
      if let quantization = tensor.quantization, quantization.isPerChannel, tensor.shape.count > 1 {
        #expect(quantization.dimension == expected.quantizedDimension)
      }
    }
    try #require(graph.layers.count == manifest.operators.count)
    for (layer, expected) in zip(graph.layers, manifest.operators) {
      #expect(layer.nodeIndex == expected.index)
      #expect(layer.kind.description == expected.op)
      #expect(layer.version == expected.version)
      #expect(layer.inputs.map { $0 ?? -1 } == expected.inputs)
      #expect(layer.outputs == expected.outputs)
      for (key, text) in ManifestOptions.texts(of: layer) {
        #expect(text == expected.options[key]?.text ?? text, "\(layer.kind).\(key)")
        #expect(expected.options[key] != nil || expected.options.isEmpty, "\(layer.kind).\(key)")
      }
    }
  }
}
