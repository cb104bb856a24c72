import ModelGraph

/// Turns DEQUANTIZE, elementwise float operators and QUANTIZE into one table of 256 entries.
enum LookupTableFusion {
  static func fuse(_ graph: inout ModelGraph) {
    var readerCounts = [Int](repeating: 0, count: graph.tensors.count)
    var readers: [TensorID: Int] = [:]
    for output in graph.outputs { readerCounts[output] += 1 }
    for (index, layer) in graph.layers.enumerated() {
      for input in layer.inputs {
        guard let input else { continue }
        readerCounts[input] += 1
        readers[input] = index
      }
    }
    var isFused = [Bool](repeating: false, count: graph.layers.count)
    for first in graph.layers.indices where graph.layers[first].kind == .dequantize {
      var chain = [first]
      while let last = chain.last, let output = singleOutput(graph.layers[last]),
        readerCounts[output] == 1, let next = readers[output]
      {
        chain.append(next)
        if graph.layers[next].kind == .quantize { break }
        guard ElementwiseFloat.function(graph.layers[next]) != nil else { break }
      }
      guard let fused = table(for: chain, in: graph), let place = chain.last else { continue }
      for index in chain { isFused[index] = index != place }
      graph.layers[place] = fused
    }
    graph.layers = zip(graph.layers, isFused).filter { !$1 }.map(\.0)
  }

  /// The layer that replaces a chain, or `nil` when it is no such chain.
  private static func table(for chain: [Int], in graph: ModelGraph) -> Layer? {
    guard chain.count >= 3, let first = chain.first, let last = chain.last,
      graph.layers[last].kind == .quantize,
      let input = singleInput(graph.layers[first]), let output = singleOutput(graph.layers[last]),
      let from = perTensorInt8(graph.tensors[input]), let to = perTensorInt8(graph.tensors[output]),
      chain.allSatisfy({ singleInput(graph.layers[$0]) != nil }),
      chain.dropLast().allSatisfy({ index in
        singleOutput(graph.layers[index]).map { graph.tensors[$0].type == .float32 } ?? false
      })
    else { return nil }
    let functions = chain.dropFirst().dropLast().compactMap {
      ElementwiseFloat.function(graph.layers[$0])
    }
    guard functions.count == chain.count - 2 else { return nil }
    var values: [Int8] = []
    for entry in -128...127 {
      let real = AffineQuantization.dequantized(
        entry, scale: from.scale, zeroPoint: from.zeroPoint)
      let result = functions.reduce(real) { $1($0) }
      guard
        let value = AffineQuantization.quantized(
          result, scale: to.scale, zeroPoint: to.zeroPoint, range: -128...127)
      else { return nil }
      values.append(Int8(value))
    }
    // The elementwise operator is what the layer does; the converters around it are gone.
    return Layer(
      nodeIndex: graph.layers[chain[1]].nodeIndex, kind: .lookupTable, inputs: [input],
      outputs: [output], options: .lookupTable(values: values))
  }

  private static func singleInput(_ layer: Layer) -> TensorID? {
    layer.inputs.count == 1 ? layer.inputs[0] : nil
  }

  private static func singleOutput(_ layer: Layer) -> TensorID? {
    layer.outputs.count == 1 ? layer.outputs[0] : nil
  }

  private static func perTensorInt8(_ tensor: Tensor) -> (scale: Float, zeroPoint: Int)? {
    guard tensor.type == .int8, let quantization = tensor.quantization,
      quantization.scales.count == 1
    else { return nil }
    return (quantization.scales[0], quantization.zeroPoints[0])
  }
}
