import Measurements
import ModelGraph
import Testing

@Suite struct LayerRecordGraphTests {
  static let graph = ModelGraph(
    tensors: [
      Tensor(name: "in", type: .int8, shape: [1, 8, 8, 4]),
      Tensor(
        name: "w", type: .int8, shape: [6, 3, 3, 2],
        quantization: Quantization(scales: [1, 2], zeroPoints: [0, 0]), data: []),
      Tensor(name: "out", type: .int8, shape: [1, 4, 4, 6]),
    ],
    layers: [
      Layer(
        nodeIndex: 7, kind: .conv2D, version: 2, inputs: [0, 1, nil], outputs: [2],
        options: .convolution(
          ConvolutionOptions(
            padding: .same, stride: HeightWidth(height: 2, width: 2), fusedActivation: .relu)))
    ],
    inputs: [0], outputs: [2], source: ModelSource(fileBytes: 0, sha256: ""))

  @Test func readsShapesAndOptionsOfAGroupedConvolution() {
    let shapes = LayerShapes(of: Self.graph.layers[0], in: Self.graph)
    #expect(shapes.inputs == [[1, 8, 8, 4]])
    #expect(shapes.outputs == [[1, 4, 4, 6]])
    #expect(shapes.weights == [6, 3, 3, 2])
    #expect(shapes.groups == 2)
    #expect(shapes.kernelHeight == 3)
    #expect(shapes.strideWidth == 2)
    #expect(shapes.padding == "SAME")
    #expect(shapes.isPerChannel == true)
    #expect(shapes.depthMultiplier == nil)
  }

  @Test func namesTheLayerByItsFirstOutput() {
    let identity = LayerIdentity(of: Self.graph.layers[0], in: Self.graph)
    #expect(identity.name == "out")
    #expect(identity.nodeIndex == 7)
    #expect(identity.operatorName == "CONV_2D")
    #expect(identity.fusedActivation == "RELU")
  }

  @Test func leavesUnknownWhatAnOperatorDoesNotHave() {
    let layer = Layer(nodeIndex: 0, kind: .softmax, inputs: [0], outputs: [99])
    let shapes = LayerShapes(of: layer, in: Self.graph)
    #expect(shapes.outputs.isEmpty)
    #expect(shapes.weights == nil)
    #expect(shapes.padding == nil)
    #expect(LayerIdentity(of: layer, in: Self.graph).name == "")
  }
}
