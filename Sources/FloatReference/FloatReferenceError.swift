package import Failures
package import GraphPreparation
package import ModelGraph

/// Why a network cannot be run in float32 on the host.
package struct FloatReferenceError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// The graph's tensors and operators contradict each other.
    case unprepared(PreparationError)
    /// No kernel here runs this layer.
    case unsupported(nodeIndex: Int, kind: OperatorKind, problem: String)
    case inputCount(needed: Int, given: Int)
    /// Elements of one graph input.
    case inputElements(input: Int, needed: Int, given: Int)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .unprepared(let error): error.summary
    case .unsupported(let nodeIndex, let kind, let problem):
      "operator \(nodeIndex) (\(kind)) cannot be run in float32: \(problem)"
    case .inputCount(let needed, let given):
      "the network has \(needed) inputs, \(given) were given"
    case .inputElements(let input, let needed, let given):
      "input \(input) of the network has \(needed) elements, \(given) were given"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unprepared(let error): error.remedy
    case .unsupported: "give a float32 .tflite, with weights of float32 or float16"
    case .inputCount, .inputElements: "give one tensor of the input's shape for each input"
    }
  }

  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus { .wrongInput }
}
