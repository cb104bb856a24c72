package import Failures
package import ModelGraph

/// Why a float network could not be made an int8 one.
package struct QuantizationError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// TFLite's int8 specification has no rule here for this layer.
    case unsupported(nodeIndex: Int, kind: OperatorKind, problem: String)
    /// No input was run, or not with every activation seen.
    case noRange(tensor: TensorID, name: String)
    /// An activation or constant is infinite or no number.
    case notFinite(tensor: TensorID, name: String)
    case inputRange(ClosedRange<Float>)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .unsupported(let nodeIndex, let kind, let problem):
      "operator \(nodeIndex) (\(kind)) cannot be made int8: \(problem)"
    case .noRange(let tensor, let name):
      "tensor \(tensor) (\(name.debugDescription)) has no range: it was never seen"
    case .notFinite(let tensor, let name):
      "tensor \(tensor) (\(name.debugDescription)) has a value that is not finite"
    case .inputRange(let range):
      "the input's range \(range.lowerBound) to \(range.upperBound) cannot be quantized"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unsupported: "make the network without this operator"
    case .noRange: "run the float network on at least one input and include every activation"
    case .notFinite: "check the network's weights: they overflow float32"
    case .inputRange: "give a finite range of some width: 0 to 1, or -1 to 1"
    }
  }

  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus { .wrongInput }
}
