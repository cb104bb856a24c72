import MCUBenchTestSupport
import ModelGraph
import NumericCheck
import Testing

/// Layers of a float and an int8 network, matched and compared.
struct NumericCheckTests {
  /// A chain of layers of these kinds and output shapes.
  private func chain(_ layers: [(OperatorKind, [Int])], int8: Bool = false) -> ModelGraph {
    func tensor(_ shape: [Int]) -> Tensor {
      int8 ? .int8(shape, scale: 0.5, zeroPoint: 0) : .float32(shape)
    }
    return ModelGraph(
      tensors: [tensor([4])] + layers.map { tensor($0.1) },
      layers: layers.indices.map { index in
        Layer(nodeIndex: index, kind: layers[index].0, inputs: [index], outputs: [index + 1])
      },
      inputs: [0], outputs: [layers.count], source: ModelSource(fileBytes: 0, sha256: ""))
  }

  @Test func ignoresQuantizeAndDequantize() {
    let float = chain([(.relu, [4]), (.tanh, [4])])
    let int8 = chain(
      [(.quantize, [4]), (.relu, [4]), (.tanh, [4]), (.dequantize, [4])], int8: true)
    let matching = LayerMatching(float: float, int8: int8)
    #expect(matching.pairs.map(\.floatLayer) == [0, 1])
    #expect(matching.pairs.map(\.int8Layer) == [1, 2])
    #expect(matching.pairs.map(\.int8Tensor) == [2, 3])
    #expect(matching.unmatchedFloatLayers.isEmpty && matching.unmatchedInt8Layers.isEmpty)
  }

  @Test func saysWhatHasNoPartner() {
    let float = chain([(.relu, [4]), (.mean, [1, 4]), (.tanh, [4]), (.abs, [2]), (.relu, [2])])
    let int8 = chain([(.relu, [4]), (.averagePool2D, [4]), (.tanh, [4]), (.relu, [2])], int8: true)
    let matching = LayerMatching(float: float, int8: int8)
    #expect(matching.pairs.map(\.floatLayer) == [0, 2, 4])
    #expect(matching.pairs.map(\.int8Layer) == [0, 2, 3])
    #expect(matching.unmatchedFloatLayers == [1, 3])
    #expect(matching.unmatchedInt8Layers == [1])
  }

  @Test func aFusedActivationMakesAnotherLayer() {
    func added(_ activation: FusedActivation, int8: Bool) -> ModelGraph {
      var graph = chain([(.add, [4]), (.relu, [4])], int8: int8)
      graph.layers[0].options = .arithmetic(fusedActivation: activation)
      return graph
    }
    let matching = LayerMatching(float: added(.none, int8: false), int8: added(.relu, int8: true))
    #expect(matching.pairs.map(\.int8Layer) == [1])
    #expect(matching.unmatchedFloatLayers == [0] && matching.unmatchedInt8Layers == [0])
  }

  @Test func namesEveryLayerOfOneNetworkOnly() {
    let check = NumericCheck(
      float: chain([(.relu, [4]), (.mean, [1, 4]), (.tanh, [4])]),
      int8: chain([(.quantize, [4]), (.relu, [4]), (.tanh, [4]), (.dequantize, [4])], int8: true))
    #expect(check.unmatched.map(\.side) == [.float, .int8, .int8])
    #expect(check.unmatched.map(\.layer) == [1, 0, 3])
    #expect(check.unmatched.map(\.kind) == [.mean, .quantize, .dequantize])
    #expect(check.unmatched.map(\.isConversion) == [false, true, true])
    #expect(check.unmatched[0].shape == [1, 4])
  }

  @Test func computesErrorCosineAndNoise() throws {
    var check = NumericCheck(float: chain([(.relu, [4])]), int8: chain([(.relu, [4])], int8: true))
    // Real values 1, 2, 3, 4 of the int8 side: codes at a scale of 1/2.
    check.include(floatValues: [1: [1, 2, 3, 3]], int8Bytes: [1: [2, 4, 6, 8]])
    let agreement = try #require(check.agreements.first)
    #expect(agreement.elementCount == 4)
    #expect(agreement.rootMeanSquareError == 0.5)
    #expect(agreement.largestError == 1)
    #expect(abs(try #require(agreement.cosine) - 26 / (23.0 * 30).squareRoot()) < 1e-12)
    #expect(abs(try #require(agreement.sqnrDecibels) - 13.617278360175928) < 1e-9)
  }

  @Test func sumsOverSeveralRuns() throws {
    var check = NumericCheck(float: chain([(.relu, [4])]), int8: chain([(.relu, [4])], int8: true))
    check.include(floatValues: [1: [1, 1, 1, 1]], int8Bytes: [1: [2, 2, 2, 2]])
    #expect(check.agreements[0].sqnrDecibels == .infinity)
    check.include(floatValues: [1: [0, 0, 0, 0]], int8Bytes: [1: [2, 2, 2, 2]])
    #expect(check.agreements[0].elementCount == 8)
    #expect(check.agreements[0].rootMeanSquareError == 0.5.squareRoot())
    #expect(check.agreements[0].sqnrDecibels == 0)
  }

  @Test func hasNoFiguresWithoutValuesOrSignal() {
    var check = NumericCheck(float: chain([(.relu, [4])]), int8: chain([(.relu, [4])], int8: true))
    #expect(check.agreements[0].elementCount == 0)
    #expect(check.agreements[0].rootMeanSquareError == nil)
    check.include(floatValues: [1: [0, 0, 0, 0]], int8Bytes: [1: [0, 0, 0, 0]])
    #expect(check.agreements[0].cosine == 1)
    #expect(check.agreements[0].sqnrDecibels == nil)
  }
}
