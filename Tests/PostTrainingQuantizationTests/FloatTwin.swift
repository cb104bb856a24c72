import FloatReference
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import PostTrainingQuantization
import TFLiteReader
import Testing

/// The float network that an int8 one says: every constant in real numbers.
enum FloatTwin {
  /// - Precondition: the graph is prepared, and holds no QUANTIZE or DEQUANTIZE.
  static func graph(of int8: ModelGraph) -> ModelGraph {
    var graph = int8
    for index in graph.tensors.indices {
      let tensor = int8.tensors[index]
      guard let quantization = tensor.quantization,
        tensor.type == .int8 || (tensor.type == .int32 && tensor.isConstant)
      else { continue }
      graph.tensors[index].data = tensor.data.map { data in
        littleEndian(reals(integers(data, tensor.type), tensor.shape, quantization))
      }
      graph.tensors[index].type = .float32
      graph.tensors[index].quantization = nil
    }
    return graph
  }

  static func integers(_ data: [UInt8], _ type: ElementType) -> [Int] {
    guard type == .int32 else { return data.map { Int(Int8(bitPattern: $0)) } }
    return stride(from: 0, to: data.count, by: 4).map { offset in
      Int(
        Int32(
          truncatingIfNeeded: (0..<4).reduce(0) { $0 | Int(data[offset + $1]) << (8 * $1) }))
    }
  }

  static func reals(
    _ integers: [Int], _ shape: [Int], _ quantization: Quantization
  ) -> [Float] {
    let step = max(shape.dropFirst(quantization.dimension + 1).reduce(1, *), 1)
    return integers.enumerated().map { index, integer in
      let channel = quantization.isPerChannel ? index / step % quantization.scales.count : 0
      return quantization.scales[channel] * Float(integer - quantization.zeroPoints[channel])
    }
  }

  /// An int8 model of the shared ones in real numbers, and that made int8 again here.
  struct Pair {
    let original: ModelGraph
    let reference: FloatReference
    let int8: ModelGraph

    init(_ model: SharedModel, vectors: Int = 4) throws {
      let original = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
      let reference = try FloatReference(FloatTwin.graph(of: original))
      var ranges = ActivationRanges()
      for vector in 0..<min(vectors, model.manifest.vectorCount) {
        _ = try reference.run(try Self.realInputs(model, vector: vector, of: original)) {
          ranges.include($0, $1)
        }
      }
      int8 = try PostTrainingQuantization.int8(reference.graph, ranges: ranges)
      (self.original, self.reference) = (original, reference)
    }

    /// The real values of a vector's inputs.
    func realInputs(_ model: SharedModel, vector: Int) throws -> [[Float]] {
      try Self.realInputs(model, vector: vector, of: original)
    }

    private static func realInputs(
      _ model: SharedModel, vector: Int, of graph: ModelGraph
    ) throws -> [[Float]] {
      try zip(graph.inputs, try model.inputs(vector: vector)).map { tensor, bytes in
        let tensor = graph.tensors[tensor]
        let quantization = try #require(tensor.quantization)
        return FloatTwin.reals(integers(bytes, tensor.type), tensor.shape, quantization)
      }
    }
  }
}
