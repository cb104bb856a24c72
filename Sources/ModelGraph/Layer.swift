/// One use of an operator in a graph.
package struct Layer: Hashable, Sendable {
  /// The place of the operator in the file's first subgraph; kept when layers are folded or moved.
  package var nodeIndex: Int
  package var kind: OperatorKind
  /// The operator's version in the file.
  package var version: Int
  /// The name of a custom operator, else `nil`.
  package var customName: String?
  /// Input tensors in the operator's order; `nil` where an optional input is absent.
  package var inputs: [TensorID?]
  package var outputs: [TensorID]
  package var options: OperatorOptions

  package init(
    nodeIndex: Int, kind: OperatorKind, version: Int = 1, customName: String? = nil,
    inputs: [TensorID?], outputs: [TensorID], options: OperatorOptions = .none
  ) {
    self.nodeIndex = nodeIndex
    self.kind = kind
    self.version = version
    self.customName = customName
    self.inputs = inputs
    self.outputs = outputs
    self.options = options
  }

  /// The tensor at input `position`, or `nil` when there is none.
  package func input(_ position: Int) -> TensorID? {
    inputs.indices.contains(position) ? inputs[position] : nil
  }
}
