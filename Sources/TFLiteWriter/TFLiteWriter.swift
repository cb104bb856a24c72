package import ModelGraph

/// Turns a graph into the bytes of a TFLite file (schema version 3, identifier `TFL3`).
///
/// The mirror of the reader: what it reads back is the graph, but for ``Layer/nodeIndex``, which
/// becomes the place in the file, ``ModelGraph/source`` and ``ModelGraph/pruning``. Equal buffers,
/// quantizations, options and lists are written once; constants start at multiples of 16 bytes.
package enum TFLiteWriter {
  /// The file of `graph`; the same graph gives the same bytes.
  ///
  /// A layer's version is raised to the first that TensorFlow Lite gives its types and options.
  ///
  /// - Throws: `ModelWriteError` for a graph that the reader would refuse, and for operators of which
  ///   a graph does not hold all options.
  package static func bytes(of graph: ModelGraph) throws(ModelWriteError) -> [UInt8] {
    try WritableGraph.check(graph)
    var graph = graph
    for index in graph.layers.indices {
      graph.layers[index].version = max(
        graph.layers[index].version,
        OperatorVersion.least(of: graph.layers[index], tensors: graph.tensors))
    }
    let root = ModelEncoder.root(of: graph)
    let bytes = FlatWriter.file(root: root, identifier: "TFL3")
    // A reader may bound what it decodes by the file's size, as ours does. A graph of thousands of
    // equal constants would be one small file then: it is written out instead.
    guard describedBytes(of: graph) > 2 * bytes.count + 32_768 else { return bytes }
    return FlatWriter.file(
      root: ModelEncoder.root(of: graph, sharesBuffers: false), identifier: "TFL3",
      sharesParts: false)
  }

  /// About the bytes that a reader decodes: constants and quantizations, each as often as it is used.
  private static func describedBytes(of graph: ModelGraph) -> Int {
    graph.tensors.reduce(0) { sum, tensor in
      sum + (tensor.data?.count ?? 0) + 12 * (tensor.quantization?.scales.count ?? 0)
        + tensor.name.utf8.count + 4 * tensor.shape.count
    }
  }
}
