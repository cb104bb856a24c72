import ModelGraph

/// Layers whose outputs nothing reads.
enum DeadLayers {
  /// Removes them, and then those that only they read from.
  ///
  /// A layer without outputs stays: it is there for an effect, which planning refuses by name.
  static func remove(from graph: inout ModelGraph) {
    var isNeeded = [Bool](repeating: false, count: graph.tensors.count)
    for output in graph.outputs { isNeeded[output] = true }
    var kept: [Layer] = []
    for layer in graph.layers.reversed() {
      guard layer.outputs.isEmpty || layer.outputs.contains(where: { isNeeded[$0] }) else {
        continue
      }
      for input in layer.inputs { if let input { isNeeded[input] = true } }
      kept.append(layer)
    }
    graph.layers = kept.reversed()
  }
}
