package import ModelGraph

/// A graph whose layers all have kernel calls.
package struct LoweredGraph: Hashable, Sendable {
  package let graph: ModelGraph
  /// One call a layer, in the layers' order.
  package let calls: [KernelCall]

  /// - Precondition: there are as many calls as layers.
  package init(graph: ModelGraph, calls: [KernelCall]) {
    precondition(graph.layers.count == calls.count, "one call a layer")
    self.graph = graph
    self.calls = calls
  }

  /// Bytes of the constants that the calls read, each counted once.
  package var constantBytes: Int { graph.constantBytes(readBy: calls) }

  /// Bytes of live activations at the peak in the order with the lowest one, as a plan has it.
  package var lowestPeakBytes: Int {
    let graph = reorderedForMemory().graph
    return Liveness(of: graph).liveBytes(in: graph).max() ?? 0
  }

  /// The same network in the order with the lowest peak of live bytes; unchanged where no order is
  /// better than the stored one.
  func reorderedForMemory() -> LoweredGraph {
    let peakBytes = Liveness(of: graph).liveBytes(in: graph).max() ?? 0
    guard let order = OrderSearch(graph).orderBelow(peakBytes: peakBytes) else { return self }
    var reordered = graph
    reordered.layers = order.map { graph.layers[$0] }
    return LoweredGraph(graph: reordered, calls: order.map { calls[$0] })
  }
}

extension ModelGraph {
  /// Bytes of the constants that `calls` read, each counted once.
  func constantBytes(readBy calls: [KernelCall]) -> Int {
    var read: Set<TensorID> = []
    var constants: Set<KernelConstant> = []
    for call in calls {
      for tensor in call.tensorIDs where tensors[tensor].isConstant { read.insert(tensor) }
      for case .constant(let constant) in call.arguments { constants.insert(constant) }
    }
    return read.reduce(0) { $0 + tensors[$1].byteCount }
      + constants.reduce(0) { $0 + $1.bytes.count }
  }
}

extension Lowering {
  /// The kernel call of every layer of `graph`.
  ///
  /// - Throws: ``UnsupportedLayers`` that names every layer that cannot run, not the first alone.
  package static func lower(_ graph: ModelGraph) throws(UnsupportedLayers) -> LoweredGraph {
    var calls: [KernelCall] = []
    var refused: [UnsupportedLayers.Layer] = []
    for (index, layer) in graph.layers.enumerated() {
      do {
        calls.append(try call(for: layer, in: graph))
      } catch {
        refused.append(
          UnsupportedLayers.Layer(
            index: index, nodeIndex: layer.nodeIndex, kind: layer.kind, version: layer.version,
            customName: layer.customName,
            outputName: layer.outputs.first.map { graph.tensors[$0].name } ?? "",
            reason: error.reason))
      }
    }
    if !refused.isEmpty { throw UnsupportedLayers(layers: refused) }
    return LoweredGraph(graph: graph, calls: calls)
  }
}
