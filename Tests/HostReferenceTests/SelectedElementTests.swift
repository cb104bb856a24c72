import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

/// Sums, products, tables and softmax that a board runs give the reference's bytes, here by way of
/// the plain-C twins of their instructions.
@Suite struct SelectedElementTests {
  private static func arithmetic(
    _ kind: OperatorKind, _ shape1: [Int], _ shape2: [Int], using random: inout SplitMix
  ) -> OneLayerNetwork {
    func operand(_ shape: [Int], _ random: inout SplitMix) -> Tensor {
      .int8(
        shape, scale: Float.random(in: 0.01...0.2, using: &random),
        zeroPoint: Int.random(in: -128...127, using: &random))
    }
    let activations: [FusedActivation] = [.none, .relu, .relu6]
    let inputs = [operand(shape1, &random), operand(shape2, &random)]
    return OneLayerNetwork(
      kind, .arithmetic(fusedActivation: activations[random.below(3)]), inputs: inputs,
      outputs: [operand(shape1, &random)])
  }

  @Test(
    arguments: [OperatorKind.add, .sub, .mul],
    [
      [[1, 3, 5, 7], [1, 3, 5, 7]], [[2, 3, 11], [11]], [[4, 3, 8], [4, 1, 8]], [[6], [6]],
    ])
  func elementwiseLayersAgree(kind: OperatorKind, shapes: [[Int]]) throws {
    for seed in 0..<8 {
      var random = SplitMix(state: UInt64(seed))
      let network = Self.arithmetic(kind, shapes[0], shapes[1], using: &random)
      let layer = try SelectedLayer(network, using: &random)
      #expect(layer.choice.codePath == .simd)
      #expect(layer.board == layer.reference)
    }
  }

  @Test func anInputRepeatedAlongTheLastDimensionKeepsTheReference() throws {
    var random = SplitMix(state: 3)
    let network = Self.arithmetic(.add, [4, 6], [4, 1], using: &random)
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.codePath == .fallback)
    #expect(layer.choice.pathReason == "an input is repeated along the last dimension")
    #expect(layer.board == layer.reference)
  }

  @Test(arguments: [1, 2, 12, 600], [0.02, 0.1, 3] as [Float])
  func softmaxAgrees(depth: Int, scale: Float) throws {
    var random = SplitMix(state: 5)
    let network = OneLayerNetwork(
      .softmax, .softmax(beta: 1), inputs: [.int8([3, depth], scale: scale, zeroPoint: 5)],
      outputs: [.int8([3, depth], scale: 1 / 256, zeroPoint: -128)])
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.call.symbol == "mcub_softmax_s8_dsp")
    #expect(layer.board == layer.reference)
  }

  @Test(arguments: [1, 7, 8, 29]) func tablesAgree(count: Int) throws {
    var random = SplitMix(state: 9)
    let network = OneLayerNetwork(
      .logistic, .none, inputs: [.int8([count], scale: 0.05, zeroPoint: 3)],
      outputs: [.int8([count], scale: 1 / 256, zeroPoint: -128)])
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.call.symbol == "mcub_lookup_s8_dsp")
    #expect(layer.board == layer.reference)
  }

  @Test(arguments: [(OperatorKind.relu, "relu"), (.relu6, "relu6"), (.quantize, "quantize")])
  func functionsOfOneElementAreTables(kind: OperatorKind, name: String) throws {
    var random = SplitMix(state: 11)
    let network = OneLayerNetwork(
      kind, .none, inputs: [.int8([37], scale: 0.05, zeroPoint: 3)],
      outputs: [.int8([37], scale: 0.021, zeroPoint: -60)])
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.call.symbol == "mcub_lookup_s8_dsp", "\(name)")
    #expect(layer.board == layer.reference, "\(name)")
  }

  @Test func aLeakyFunctionIsATable() throws {
    var random = SplitMix(state: 12)
    let network = OneLayerNetwork(
      .leakyRelu, .leakyRelu(alpha: 0.1), inputs: [.int8([300], scale: 0.05, zeroPoint: 3)],
      outputs: [.int8([300], scale: 0.04, zeroPoint: -60)])
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.call.symbol == "mcub_lookup_s8_dsp")
    #expect(layer.board == layer.reference)
  }

  /// Bytes side by side, bytes far apart, and blocks of seven bytes.
  @Test(
    arguments: [
      ([5, 2, 12], [0, 2, 1] as [Int32]), ([5, 12, 2], [0, 2, 1]), ([3, 5, 7], [1, 0, 2]),
      ([2, 3, 4, 5], [3, 1, 2, 0]),
    ])
  func transpositionsAgree(shape: [Int], order: [Int32]) throws {
    var random = SplitMix(state: 13)
    let network = OneLayerNetwork(
      .transpose, .none, inputs: [.int8(shape), .constant(order)],
      outputs: [.int8(order.map { shape[Int($0)] })])
    let layer = try SelectedLayer(network, using: &random)
    #expect(layer.choice.call.symbol == "mcub_strided_copy_dsp")
    #expect(layer.board == layer.reference)
  }
}
