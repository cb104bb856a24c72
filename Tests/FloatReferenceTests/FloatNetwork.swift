import FloatReference
import MCUBenchTestSupport
import ModelGraph

/// A graph of one float32 layer.
struct FloatNetwork {
  var graph: ModelGraph

  init(
    _ kind: OperatorKind, _ options: OperatorOptions = .none, inputs: [Tensor], outputs: [[Int]]
  ) {
    graph =
      OneLayerNetwork(
        kind, options, inputs: inputs, outputs: outputs.map { Tensor.float32($0) }
      ).graph
  }

  func run(_ inputs: [Float]...) throws -> [[Float]] {
    try FloatReference(graph).run(inputs)
  }
}

extension Tensor {
  static func floats(_ values: [Float], shape: [Int]) -> Tensor {
    Tensor(name: "constant", type: .float32, shape: shape, data: littleEndian(values))
  }
}

/// Values that floats add and multiply without rounding: multiples of 1/4 from -4 up to 4.
func plainValues(_ count: Int, seed: UInt64) -> [Float] {
  var random = SplitMix(state: seed)
  return (0..<count).map { _ in Float(random.below(33) - 16) / 4 }
}
