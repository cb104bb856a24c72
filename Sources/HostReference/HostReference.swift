package import ModelGraph
package import Planning

/// Runs a network on the host with the very kernels that boards run.
///
/// Every tensor has memory of its own, never the planned arena, so that a mistake in planning shows
/// as a difference from the board.
package enum HostReference {
  /// What the network gives for one set of inputs, one buffer a graph output, in the graph's order.
  ///
  /// Inputs are raw little-endian tensors in the order of ``ModelGraph/inputs``. The observer sees
  /// each layer's outputs right after the layer: its place in the graph, the tensor and its bytes.
  package static func run(
    _ lowered: LoweredGraph, inputs: [[UInt8]],
    observer: ((_ layer: Int, _ tensor: TensorID, _ bytes: [UInt8]) -> Void)? = nil
  ) throws(HostReferenceError) -> [[UInt8]] {
    let graph = lowered.graph
    var memory = TensorMemory(graph)
    try memory.load(inputs)
    for (index, call) in lowered.calls.enumerated() {
      let kernel = try HostKernel(call, layer: index)
      try kernel.run(call, layer: index, memory: &memory)
      if let observer {
        for output in graph.layers[index].outputs {
          observer(index, output, try memory.buffer(of: output, layer: index).bytes)
        }
      }
    }
    var outputs: [[UInt8]] = []
    for output in graph.outputs {
      outputs.append(try memory.buffer(of: output, layer: graph.layers.count).bytes)
    }
    return outputs
  }
}

/// The memory of a graph's tensors, made when a tensor is first used.
struct TensorMemory {
  private let graph: ModelGraph
  private var buffers: [TensorID: AlignedBuffer] = [:]

  init(_ graph: ModelGraph) {
    self.graph = graph
  }

  /// Fills the graph's inputs.
  mutating func load(_ inputs: [[UInt8]]) throws(HostReferenceError) {
    guard inputs.count == graph.inputs.count else {
      throw HostReferenceError(.inputCount(needed: graph.inputs.count, given: inputs.count))
    }
    for (position, tensor) in graph.inputs.enumerated() {
      let needed = graph.tensors[tensor].byteCount
      guard inputs[position].count == needed else {
        throw HostReferenceError(
          .inputBytes(input: position, needed: needed, given: inputs[position].count))
      }
      buffers[tensor] = AlignedBuffer(inputs[position])
    }
  }

  mutating func buffer(
    of tensor: TensorID, layer: Int
  ) throws(HostReferenceError) -> AlignedBuffer {
    if let buffer = buffers[tensor] { return buffer }
    guard graph.tensors.indices.contains(tensor),
      graph.tensors[tensor].type.bitsPerElement != nil
    else {
      throw HostReferenceError(.unusableTensor(layer: layer, tensor: tensor))
    }
    let value = graph.tensors[tensor]
    let buffer = value.data.map { AlignedBuffer($0) } ?? AlignedBuffer(byteCount: value.byteCount)
    buffers[tensor] = buffer
    return buffer
  }
}
