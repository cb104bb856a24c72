package import Failures

/// Why some bytes could not be read as a TFLite model.
package struct ModelReadError: Failure, Hashable {
  /// What the reader met, one case a cause; offsets are bytes from the start of the file.
  package enum Reason: Hashable, Sendable {
    /// The file could not be opened or read.
    case unreadable(path: String, cause: String)
    /// There are no bytes at all.
    case empty
    case tooLarge(byteCount: Int, limitBytes: Int)
    /// The identifier `TFL3` does not stand at byte 4.
    case notTFLite(identifier: [UInt8])
    /// Something should lie where the file does not reach.
    case outOfBounds(what: String, offset: Int, fileBytes: Int)
    /// The file contradicts the format or itself.
    case invalid(what: String, problem: String)
    /// The file is sound but holds something that no part of this program handles.
    case unsupported(what: String, problem: String)
    /// The parts that the file describes are together far larger than the file.
    case amplified(limitBytes: Int)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .unreadable(let path, let cause):
      "cannot read \(path.debugDescription): \(cause)"
    case .empty:
      "the model file is empty"
    case .tooLarge(let byteCount, let limitBytes):
      "the model file has \(byteCount) B, more than the limit of \(limitBytes) B"
    case .notTFLite(let identifier):
      "not a TFLite model: bytes 4 to 7 are [\(Self.hexadecimal(identifier))], not 'TFL3'"
    case .outOfBounds(let what, let offset, let fileBytes):
      "the model file is damaged: \(what) at byte \(offset) lies outside its \(fileBytes) B"
    case .invalid(let what, let problem):
      "the model file is damaged: \(what) \(problem)"
    case .unsupported(let what, let problem):
      "the model cannot be used: \(what) \(problem)"
    case .amplified(let limitBytes):
      "the model file is damaged: its parts overlap and decode to more than \(limitBytes) B"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unreadable: "check that the path names a readable .tflite file"
    case .empty, .notTFLite: "give a .tflite file as the TensorFlow Lite converter writes it"
    case .tooLarge: "convert a smaller model; no supported board holds one of this size"
    case .outOfBounds, .invalid, .amplified: "copy or convert the model again"
    case .unsupported: "convert the model again without it"
    }
  }

  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus { .wrongInput }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
