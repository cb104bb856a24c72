import Architectures
import ModelGraph
import Testing

@Suite struct WeightTests {
  private static func variation(_ name: String, seed: UInt64 = 1) throws -> Variation {
    let request = try VariationName(parsing: name).request()
    return try Variation(request.architecture, request.factors, seed: seed)
  }

  @Test func theSeedFixesEveryByte() throws {
    let name = "mobilenetv2_0.1_96_c3_o2_t2l64"
    let first = try Self.variation(name).floatGraph()
    #expect(try Self.variation(name).floatGraph() == first)
    let other = try Self.variation(name, seed: 2).floatGraph()
    #expect(other.tensors.map(\.shape) == first.tensors.map(\.shape))
    #expect(other.tensors != first.tensors)
  }

  @Test(arguments: Architecture.catalog)
  func constantsHaveTheBytesOfTheirShapes(architecture: Architecture) throws {
    let graph = try Variation(architecture, Factors()).floatGraph()
    for tensor in graph.tensors where tensor.isConstant {
      #expect(tensor.data?.count == tensor.byteCount, "\(tensor.name)")
    }
    #expect(Set(graph.tensors.map(\.name)).count == graph.tensors.count)
    for tensor in graph.tensors where tensor.type == .float32 {
      for value in Self.floats(tensor) where !value.isFinite || abs(value) > 100 {
        Issue.record("\(tensor.name) has \(value)")
      }
    }
  }

  /// Trained files' channels have largest weights that differ by several times.
  @Test func channelsHaveScalesOfTheirOwn() throws {
    let graph = try Self.variation("mobilenetv1_0.25_96_c3_o2").floatGraph()
    for layer in graph.layers where layer.kind == .conv2D || layer.kind == .depthwiseConv2D {
      let weights = graph.tensors[layer.inputs[1] ?? 0]
      let values = Self.floats(weights)
      let isDepthwise = layer.kind == .depthwiseConv2D
      let channels = isDepthwise ? weights.shape[3] : weights.shape[0]
      var largest = [Float](repeating: 0, count: channels)
      for (place, value) in values.enumerated() {
        let channel = isDepthwise ? place % channels : place / (values.count / channels)
        largest[channel] = max(largest[channel], abs(value))
      }
      let spread = (largest.max() ?? 0) / (largest.min() ?? 1)
      #expect(spread > 1.5, "\(weights.name) \(spread)")
      #expect(spread < 1000, "\(weights.name) \(spread)")
    }
  }

  @Test func anOutlineHasTheNetworksShapesWithoutBytes() throws {
    let variation = try Self.variation("shufflenetv1_0.25_96_c3_o2_g1")
    let (outline, whole) = (try variation.outline(), try variation.network())
    #expect(outline.parameters == whole.parameters)
    #expect(outline.graph.layers == whole.graph.layers)
    #expect(outline.graph.tensors.map(\.shape) == whole.graph.tensors.map(\.shape))
    #expect(ModelFacts(of: outline.graph).peakBytes == ModelFacts(of: whole.graph).peakBytes)
    #expect(outline.graph.tensors.allSatisfy { $0.type == .int32 || ($0.data ?? []).isEmpty })
  }

  @Test func theNoteSaysWhatTheFileIs() throws {
    let note = try Self.variation("mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3", seed: 9).note
    #expect(
      note
        == "mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3: mobilenetv1 with alpha 0.7, resolution 96, "
        + "channels 3, classes 2, loop 5, last 32, penultimate 64, beta 0.3; random weights of seed "
        + "9, not trained")
  }

  private static func floats(_ tensor: Tensor) -> [Float] {
    let bytes = tensor.data ?? []
    return stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { place in
      Float(
        bitPattern: bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
  }
}
