package import Failures

/// Why a graph could not be written as a TFLite file.
package struct ModelWriteError: Failure, Hashable {
  /// What the writer met, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// The graph contradicts itself: it would make a file that no reader takes.
    case invalid(what: String, problem: String)
    /// A TFLite file cannot say it, or a graph does not hold all that the file has to say.
    case unsupported(what: String, problem: String)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .invalid(let what, let problem): "the model cannot be written: \(what) \(problem)"
    case .unsupported(let what, let problem):
      "the model cannot be written as TFLite: \(what) \(problem)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .invalid: "report this: the model was made with a mistake"
    case .unsupported: "make the model without it"
    }
  }

  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus { .wrongInput }
}
