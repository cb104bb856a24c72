import Foundation

/// TensorFlow Lite's interpreters, which packaging/setup.sh puts into `.build/tflite`.
package enum TFLiteOracle: String, Sendable {
  /// TensorFlow Lite with its reference kernels.
  case tensorFlowLite = "tflite"
  /// TensorFlow Lite for Microcontrollers.
  case microcontrollers = "tflm"

  private static let checkout = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let python = checkout.appending(path: ".build/tflite/bin/python").path

  package static let isInstalled =
    FileManager.default.fileExists(atPath: checkout.appending(path: ".build/tflite/complete").path)
  /// What an interpreter said instead of running a model.
  package struct RunFailure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Runs a model on vectors, each all graph inputs after each other.
  ///
  /// - Returns: All graph outputs of each vector after each other.
  package func run(_ model: [UInt8], vectors: [[UInt8]]) async throws -> [UInt8] {
    try await withTemporaryDirectory { directory in
      let files = ["model.tflite", "inputs.bin", "outputs.bin"].map { "\(directory)/\($0)" }
      try Data(model).write(to: URL(filePath: files[0]))
      try Data(vectors.joined()).write(to: URL(filePath: files[1]))
      let errors = "\(directory)/errors.txt"
      let script = Self.checkout.appending(path: "Tests/TFLiteOracle/run_model.py").path
      let process = try ChildProcess(
        Self.python, [script, rawValue] + files, errors: .file(errors))
      let status = await process.exit()
      guard status == 0, let outputs = try? Data(contentsOf: URL(filePath: files[2])) else {
        let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        throw RunFailure(description: "\(rawValue) ended with \(status): \(text.suffix(600))")
      }
      return [UInt8](outputs)
    }
  }
}
