package import Failures
package import ModelGraph

/// Why a graph could not be brought into the form that is planned.
package struct PreparationError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// A layer's tensors or options cannot belong to its operator.
    case impossibleLayer(nodeIndex: Int, kind: OperatorKind, problem: String)
    /// The file says another shape than the operator gives.
    case shapeMismatch(
      nodeIndex: Int, kind: OperatorKind, tensor: TensorID, declared: [Int], inferred: [Int])
    /// A graph output does not depend on any graph input.
    case constantOutput(position: Int)
    /// Folding constants would make far more data than the file holds.
    case foldingTooLarge(limitBytes: Int)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .impossibleLayer(let nodeIndex, let kind, let problem):
      "operator \(nodeIndex) (\(kind)) cannot work: \(problem)"
    case .shapeMismatch(let nodeIndex, let kind, let tensor, let declared, let inferred):
      "operator \(nodeIndex) (\(kind)) gives shape \(inferred), "
        + "the file says \(declared) for tensor \(tensor)"
    case .constantOutput(let position):
      "graph output \(position) is a constant that no input changes"
    case .foldingTooLarge(let limitBytes):
      "folding the model's constants would make more than \(limitBytes) B"
    }
  }

  package var remedy: String? { "convert the model again; this file contradicts itself" }
  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus { .wrongInput }
}
