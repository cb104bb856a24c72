import HostReference
package import ModelGraph
package import Planning

/// A graph of one layer, run with the kernels that its rule picks.
package struct OneLayerNetwork {
  package var graph: ModelGraph

  /// A layer whose inputs are `inputs` in order; those without data are the graph's inputs.
  package init(
    _ kind: OperatorKind, _ options: OperatorOptions = .none, inputs: [Tensor], outputs: [Tensor]
  ) {
    let activations = inputs.indices.filter { !inputs[$0].isConstant }
    let outputIDs = Array(inputs.count..<inputs.count + outputs.count)
    graph = ModelGraph(
      tensors: inputs + outputs,
      layers: [
        Layer(
          nodeIndex: 0, kind: kind, inputs: inputs.indices.map { $0 }, outputs: outputIDs,
          options: options)
      ],
      inputs: activations, outputs: outputIDs, source: ModelSource(fileBytes: 0, sha256: ""))
  }

  /// The layer's kernel call.
  package func call() throws(LoweringRefusal) -> KernelCall {
    try Lowering.call(for: graph.layers[0], in: graph)
  }

  /// Why the layer cannot run, or `nil` when it can.
  package var refusal: String? {
    do {
      _ = try call()
      return nil
    } catch {
      return error.reason
    }
  }

  /// The outputs for the given activations, as raw bytes.
  package func run(_ inputs: [[UInt8]]) throws -> [[UInt8]] {
    try HostReference.run(LoweredGraph(graph: graph, calls: [call()]), inputs: inputs)
  }

  /// The first output for int8 activations.
  package func runInt8(_ inputs: [Int8]...) throws -> [Int8] {
    try run(inputs.map { $0.map { UInt8(bitPattern: $0) } })[0].map { Int8(bitPattern: $0) }
  }
}

extension Tensor {
  /// An int8 activation, or a constant where `data` is given.
  package static func int8(
    _ shape: [Int], scale: Float = 0.5, zeroPoint: Int = 0, data: [Int8]? = nil
  ) -> Tensor {
    Tensor(
      name: "int8", type: .int8, shape: shape,
      quantization: Quantization(scales: [scale], zeroPoints: [zeroPoint]),
      data: data.map { $0.map { UInt8(bitPattern: $0) } })
  }

  package static func uint8(_ shape: [Int], scale: Float = 0.5, zeroPoint: Int = 0) -> Tensor {
    Tensor(
      name: "uint8", type: .uint8, shape: shape,
      quantization: Quantization(scales: [scale], zeroPoints: [zeroPoint]))
  }

  package static func float32(_ shape: [Int]) -> Tensor {
    Tensor(name: "float32", type: .float32, shape: shape)
  }

  package static func int32(_ shape: [Int]) -> Tensor {
    Tensor(name: "int32", type: .int32, shape: shape)
  }

  /// A constant int32 tensor; without a shape, a row of its values.
  package static func constant(_ values: [Int32], shape: [Int]? = nil) -> Tensor {
    Tensor(
      name: "constant", type: .int32, shape: shape ?? [values.count], data: littleEndian(values))
  }

  /// A constant int64 tensor.
  package static func constant64(_ values: [Int64]) -> Tensor {
    Tensor(name: "constant", type: .int64, shape: [values.count], data: littleEndian(values))
  }
}

/// The elements' bytes, little-endian.
package func littleEndian(_ values: [some FixedWidthInteger]) -> [UInt8] {
  values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}

/// The bytes of float32 elements, little-endian.
package func littleEndian(_ values: [Float]) -> [UInt8] {
  littleEndian(values.map(\.bitPattern))
}

/// Elements from -128 up to 127, again and again.
package func counting(_ count: Int) -> [Int8] {
  (0..<count).map { Int8(truncatingIfNeeded: $0 - 128) }
}
