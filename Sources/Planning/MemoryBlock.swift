import ModelGraph

/// Memory that the arena planner places as one: an activation, several that share their bytes, or a
/// layer's scratch.
struct MemoryBlock: Hashable {
  /// The activations on it, in the order they are made; empty for scratch.
  var tensors: [TensorID]
  /// The layer whose scratch it is, or `nil`.
  var scratchOfStep: Int?
  var byteCount: Int
  var range: LiveRange
  /// Bytes read from and written to it in one inference, tensor by tensor.
  var trafficBytes: Int
}

/// Decides which activations share memory, and which layers have nothing left to do.
struct BlockBuilder {
  /// How often a kernel reads and writes its scratch in one call, at least: the product reads a
  /// column of it once for every pair of output channels.
  private static let scratchReuse = 8

  private(set) var blocks: [MemoryBlock] = []
  /// Steps whose plain copy is left out: its output lies on its input.
  private(set) var elidedSteps: Set<Int> = []

  /// - Parameters:
  ///   - graph: layers in execution order.
  ///   - calls: one a layer.
  ///   - scratchBytes: what each layer's run needs of scratch, or `nil` for what its call does.
  init(graph: ModelGraph, calls: [KernelCall], scratchBytes: [Int]? = nil) {
    let scratchBytes = scratchBytes ?? calls.map(\.scratchBytes)
    let liveness = Liveness(of: graph)
    var blockOfTensor: [TensorID: Int] = [:]

    func addBlock(for tensor: TensorID) {
      guard let range = liveness.ranges[tensor] else { return }
      blockOfTensor[tensor] = blocks.count
      let byteCount = graph.tensors[tensor].byteCount
      blocks.append(
        MemoryBlock(
          tensors: [tensor], scratchOfStep: nil, byteCount: byteCount, range: range,
          trafficBytes: byteCount))
    }

    for input in graph.inputs where blockOfTensor[input] == nil { addBlock(for: input) }
    for (step, (layer, call)) in zip(graph.layers, calls).enumerated() {
      for input in layer.inputs.compactMap(\.self) {
        if let block = blockOfTensor[input] {
          blocks[block].trafficBytes += graph.tensors[input].byteCount
        }
      }
      for (position, output) in layer.outputs.enumerated() {
        guard position == 0,
          let shared = sharedBlock(
            for: output, of: layer, call: call, at: step, graph: graph, liveness: liveness,
            blockOfTensor: blockOfTensor)
        else {
          addBlock(for: output)
          continue
        }
        blockOfTensor[output] = shared
        blocks[shared].tensors.append(output)
        blocks[shared].trafficBytes += graph.tensors[output].byteCount
        let last = liveness.ranges[output]?.last ?? step
        blocks[shared].range.last = max(blocks[shared].range.last, last)
        if call.isPlainCopy { elidedSteps.insert(step) }
      }
      if scratchBytes[step] > 0 {
        blocks.append(
          MemoryBlock(
            tensors: [], scratchOfStep: step, byteCount: scratchBytes[step],
            range: LiveRange(first: step, last: step),
            trafficBytes: Self.scratchReuse * scratchBytes[step]))
      }
    }
  }

  /// The block that `output` may lie on, or `nil`.
  ///
  /// A plain copy may lie on an input that is read later, since both hold the same bytes; another
  /// kernel only where nothing on the block is read after it.
  private func sharedBlock(
    for output: TensorID, of layer: Layer, call: KernelCall, at step: Int, graph: ModelGraph,
    liveness: Liveness, blockOfTensor: [TensorID: Int]
  ) -> Int? {
    let byteCount = graph.tensors[output].byteCount
    for position in call.inPlaceInputs {
      guard let input = layer.input(position), let block = blockOfTensor[input],
        blocks[block].byteCount == byteCount
      else { continue }
      if call.isPlainCopy { return block }
      let holdsGraphOutput = blocks[block].tensors.contains { graph.outputs.contains($0) }
      if blocks[block].range.last <= step, !holdsGraphOutput { return block }
    }
    return nil
  }
}
