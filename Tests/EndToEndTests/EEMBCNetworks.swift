import Foundation
import MCUBenchTestSupport
import ModelGraph

/// Small networks of the benchmarks' shapes, whose outputs can be told from their inputs.
enum EEMBCNetworks {
  /// Gives, as real numbers, the input's values at every `stride`-th place, `outputs` of them.
  static func picking(
    every stride: Int, from shape: [Int], outputs: Int, zeroPoint: Int
  ) -> ModelGraph {
    let count = shape.reduce(1, *)
    var weights = [Int8](repeating: 0, count: outputs * count)
    for output in 0..<outputs { weights[output * count + output * stride] = 64 }
    let tensors: [Tensor] = [
      .int8(shape, scale: 1, zeroPoint: zeroPoint),
      .int8([outputs, count], scale: 1 / 64, data: weights),
      .int8([1, outputs], scale: 1, zeroPoint: zeroPoint),
    ]
    return model(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false),
      tensors: tensors, inputs: [0, 1])
  }

  /// 640 values through RELU, with another scale at the output than at the input.
  static let autoencoder = model(
    .relu, .none,
    tensors: [
      .int8([1, 640], scale: 0.5, zeroPoint: 3), .int8([1, 640], scale: 1, zeroPoint: -100),
    ],
    inputs: [0])

  /// Real numbers of any size: int8 values times `scale`, as float32.
  static func dequantizing(scale: Float) -> ModelGraph {
    model(
      .dequantize, .none,
      tensors: [.int8([1, 256], scale: scale), .float32([1, 256])], inputs: [0])
  }

  static let ofTwoInputs = model(
    .maximum, .none, tensors: [.int8([1, 8]), .int8([1, 8]), .int8([1, 8])], inputs: [0, 1])

  private static func model(
    _ kind: OperatorKind, _ options: OperatorOptions, tensors: [Tensor], inputs: [Int]
  ) -> ModelGraph {
    let output = tensors.count - 1
    return ModelGraph(
      tensors: tensors,
      layers: [
        Layer(
          nodeIndex: 0, kind: kind, inputs: inputs.map { $0 }, outputs: [output],
          options: options)
      ],
      inputs: inputs.filter { !tensors[$0].isConstant }, outputs: [output],
      source: ModelSource(fileBytes: 0, sha256: ""))
  }
}

extension Sandbox {
  /// Writes a network as a file and gives its path.
  func write(_ graph: ModelGraph) throws -> String {
    try write(DamagedTFLiteWriter.bytes(of: graph), to: UUID().uuidString + ".tflite")
  }
}
