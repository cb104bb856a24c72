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
          try model.isGolden(output, output: position, vector: vector),
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

  /// The two files are not the same arithmetic: the converter fused the biases of the one with a
  /// fixed batch into FULLY_CONNECTED and left ADD layers, with scales of their own, in the other.
  @Test func theOpenBatchModelAgreesWithItsTwinToAFewSteps() throws {
    let name = "mobilenetv3smallSQ_0.05_96_c3_o2_se4l64pl64"
    let open = try #require(SharedModels.named(name))
    let fixed = try #require(SharedModels.named(name + "_b1"))
    let (loweredOpen, loweredFixed) = (try lower(open), try lower(fixed))
    for vector in 0..<open.manifest.vectorCount {
      let inputs = try open.inputs(vector: vector)
      let fixedInputs = try fixed.inputs(vector: vector)
      try #require(inputs == fixedInputs)
      let one = try HostReference.run(loweredOpen, inputs: inputs)[0].map(Int8.init(bitPattern:))
      let other = try HostReference.run(loweredFixed, inputs: inputs)[0].map(Int8.init(bitPattern:))
      #expect(one.firstIndex(of: one.max() ?? 0) == other.firstIndex(of: other.max() ?? 0))
      for (left, right) in zip(one, other) { #expect(abs(Int(left) - Int(right)) <= 4) }
    }
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
