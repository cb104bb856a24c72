/// A network: tensors, and layers in execution order.
///
/// The reader guarantees that every index is in range, that a layer's activations were made before
/// it, and that no tensor is made twice.
package struct ModelGraph: Hashable, Sendable {
  package var tensors: [Tensor]
  package var layers: [Layer]
  package var inputs: [TensorID]
  package var outputs: [TensorID]
  /// What the graph was read from.
  package var source: ModelSource
  /// What was removed from the file's network, or `nil` where nobody asked for it.
  package var pruning: GraphPruning?

  package init(
    tensors: [Tensor], layers: [Layer], inputs: [TensorID], outputs: [TensorID],
    source: ModelSource, pruning: GraphPruning? = nil
  ) {
    self.tensors = tensors
    self.layers = layers
    self.inputs = inputs
    self.outputs = outputs
    self.source = source
    self.pruning = pruning
  }
}

/// The file a graph was read from.
package struct ModelSource: Hashable, Sendable {
  package var fileBytes: Int
  /// SHA-256 of the file, 64 hexadecimal digits.
  package var sha256: String
  /// The description in the file; untrusted text.
  package var description: String
  /// The converter's or producer's version from the file's metadata, where present.
  package var producer: String?

  package init(fileBytes: Int, sha256: String, description: String = "", producer: String? = nil) {
    self.fileBytes = fileBytes
    self.sha256 = sha256
    self.description = description
    self.producer = producer
  }
}
