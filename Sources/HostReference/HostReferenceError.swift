package import Failures

/// Why the reference kernels could not run a network on the host.
package struct HostReferenceError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// The graph's inputs and the buffers given for them.
    case inputCount(needed: Int, given: Int)
    /// A graph input's bytes, and those given.
    case inputBytes(input: Int, needed: Int, given: Int)
    /// A layer's kernel is not among those built for the host.
    case unknownKernel(layer: Int, symbol: String)
    /// A layer's call does not fit its kernel's C declaration.
    case callMismatch(
      layer: Int, symbol: String, neededBytes: Int, givenBytes: Int, neededArguments: Int,
      givenArguments: Int)
    /// A layer's kernel wrote beside the memory that it was given.
    case wroteOutside(layer: Int, symbol: String)
    /// A layer's call names a tensor that the graph lacks or that has no fixed size.
    case unusableTensor(layer: Int, tensor: Int)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .inputCount(let needed, let given):
      "the model takes \(needed) inputs, \(given) were given"
    case .inputBytes(let input, let needed, let given):
      "model input \(input) takes \(needed) B, \(given) B were given"
    case .unknownKernel(let layer, let symbol):
      "layer \(layer) calls \(symbol), which the host does not have"
    case .callMismatch(
      let layer, let symbol, let neededBytes, let givenBytes, let neededArguments,
      let givenArguments):
      "layer \(layer) calls \(symbol) with \(givenBytes) B of parameters and \(givenArguments) "
        + "arguments, which takes \(neededBytes) B and \(neededArguments)"
    case .wroteOutside(let layer, let symbol):
      "layer \(layer) calls \(symbol), which wrote outside its tensors"
    case .unusableTensor(let layer, let tensor):
      "layer \(layer) uses tensor \(tensor), which has no memory"
    }
  }

  package var remedy: String? {
    switch reason {
    case .inputCount, .inputBytes: "give one raw buffer a model input, in the model's order"
    case .unknownKernel, .callMismatch, .wroteOutside, .unusableTensor:
      "report this; the plan and the kernels of this build do not fit each other"
    }
  }

  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus {
    switch reason {
    case .inputCount, .inputBytes: .wrongInput
    case .unknownKernel, .callMismatch, .wroteOutside, .unusableTensor: .workFailed
    }
  }
}
