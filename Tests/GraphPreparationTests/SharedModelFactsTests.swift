import Foundation
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// Every model beside the checkout, prepared, has the shapes and costs that its manifest says.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct SharedModelFactsTests {
  @Test(arguments: SharedModels.all)
  func infersTheShapesOfItsManifest(model: SharedModel) throws {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    // Its file holds [1, 1] where the converter did not know better; its twin says what is right.
    let hasTwinOnly = model.manifest.name == "mobilenetv3smallSQ_0.05_96_c3_o2_se4l64pl64"
    for layer in graph.layers where !hasTwinOnly {
      for output in layer.outputs {
        #expect(graph.tensors[output].shape == model.manifest.tensors[output].shape)
      }
    }
    let kinds = Set(graph.layers.map(\.kind))
    #expect(kinds.isDisjoint(with: [.shape, .reduceProd]))
  }

  /// With the batch open in one file and 1 in the other, the same work comes out; the converter left
  /// other layers out of each.
  @Test(arguments: [
    "mobilenetv3smallSQ_0.05_96_c3_o2_se4l64pl64", "shufflenetv1_0.25_96_c3_o2_g1",
    "shufflenetv2_0.1_96_c3_o2_l128",
  ])
  func equalsItsTwinOfBatchOne(name: String) throws {
    let open = try #require(SharedModels.named(name))
    let fixed = try #require(SharedModels.named(name + "_b1"))
    #expect(try Self.outline(of: open) == Self.outline(of: fixed))
  }

  private static func outline(of model: SharedModel) throws -> [[String]] {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    return graph.layers.filter { $0.parameterPlaces != nil }.map { layer in
      ["\(layer.kind)", "\(layer.macCount(in: graph))"]
        + layer.outputs.map { "\(graph.tensors[$0].elementCount)" }
    }
  }

  @Test(arguments: SharedModels.all)
  func hasTheMACsOfItsManifest(model: SharedModel) throws {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    let facts = ModelFacts(of: graph)
    #expect(facts.macCount == model.manifest.macs)
    for (layer, costs) in zip(graph.layers, facts.layers) where layer.kind != .lookupTable {
      #expect(costs.macCount == model.manifest.operators[layer.nodeIndex].macs)
    }
  }

  @Test(arguments: SharedModels.all)
  func hasThePeakOfItsManifest(model: SharedModel) throws {
    let facts = ModelFacts(of: try GraphPreparation.prepare(TFLiteReader.read(model.bytes())))
    #expect(facts.peakBytes == Self.peakBytes(of: model.manifest))
  }

  /// The manifest's figure, but where folding took activations away: the dequantized weights of
  /// float16 networks, and the float tensors around ELU.
  private static func peakBytes(of manifest: ModelManifest) -> Int {
    if manifest.name == "elu" { return 512 }
    return manifest.name.contains("float16") ? 40_560 : manifest.exactPeak.original
  }

  @Test func elusTableGivesItsGoldenOutputs() throws {
    let model = try #require(SharedModels.named("elu"))
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    #expect(graph.layers.map(\.kind) == [.lookupTable])
    #expect(graph.layers.map(\.nodeIndex) == [1])
    guard case .lookupTable(let values) = graph.layers[0].options else {
      Issue.record("no table")
      return
    }
    let input = try model.contents(of: "input0.bin")
    let output = input.map { UInt8(bitPattern: values[Int(Int8(bitPattern: $0)) + 128]) }
    #expect(output == (try model.contents(of: "output0.opt.bin")))
    #expect(output == (try model.contents(of: "output0.tflm.bin")))
  }
}
