package import Failures
package import FloatReference
package import ModelGraph
package import TFLiteReader

/// Why a float model cannot be held against another one.
package struct CrossCheckError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case unread(ModelReadError)
    case unrunnable(FloatReferenceError)
    /// Shapes of the two networks' inputs.
    case inputs(float: [[Int]], int8: [[Int]])
    /// An input of the other model that stands for no real values.
    case inputType(ElementType)
    /// No layer of one is a layer of the other.
    case nothingInCommon
  }

  /// The float model's name; untrusted text.
  package let model: String
  package let reason: Reason

  package init(model: String, reason: Reason) {
    self.model = model
    self.reason = reason
  }

  package var exitStatus: ExitStatus { .wrongInput }
  package var failureClass: FailureClass? { .model }

  package var summary: String {
    switch reason {
    case .unread(let error):
      // What could not be opened names its path itself.
      if case .unreadable = error.reason { error.summary } else { "\(model): \(error.summary)" }
    case .unrunnable(let error): "\(model): \(error.summary)"
    case .inputs(let float, let int8):
      "\(model) takes inputs of \(Self.list(float)), the model takes \(Self.list(int8))"
    case .inputType(let type):
      "the model takes \(type.name), which has no real values to give \(model)"
    case .nothingInCommon:
      "\(model) has no layer in common with the model, by operator, fused activation and output shape"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unread(let error): error.remedy
    case .unrunnable(let error): error.remedy
    case .inputs, .nothingInCommon:
      "give the float32 .tflite of the network that the model was quantized from"
    case .inputType: "leave --float away"
    }
  }

  private static func list(_ shapes: [[Int]]) -> String {
    shapes.map { $0.map(String.init).joined(separator: "x") }.joined(separator: ", ")
  }
}
