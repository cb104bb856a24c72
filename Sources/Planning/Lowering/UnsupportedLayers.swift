package import Failures
package import ModelGraph

/// The verdict on a model that holds layers which cannot run, all of them.
package struct UnsupportedLayers: Failure, Hashable {
  /// One layer that cannot run, and why.
  package struct Layer: Hashable, Sendable {
    /// The place in the prepared graph.
    package let index: Int
    /// The place of the operator in the file.
    package let nodeIndex: Int
    package let kind: OperatorKind
    package let version: Int
    /// A custom operator's name; untrusted text.
    package let customName: String?
    /// The name of the first output; untrusted text.
    package let outputName: String
    package let reason: String

    package init(
      index: Int, nodeIndex: Int, kind: OperatorKind, version: Int, customName: String?,
      outputName: String, reason: String
    ) {
      self.index = index
      self.nodeIndex = nodeIndex
      self.kind = kind
      self.version = version
      self.customName = customName
      self.outputName = outputName
      self.reason = reason
    }
  }

  package let layers: [Layer]

  package init(layers: [Layer]) {
    self.layers = layers
  }

  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String {
    let count = layers.count == 1 ? "1 layer" : "\(layers.count) layers"
    let lines = layers.map { layer in
      let custom = layer.customName.map { " \(printable($0))" } ?? ""
      return """
          layer \(layer.index) (operator \(layer.nodeIndex)): \(layer.kind)\(custom) version \
        \(layer.version), '\(printable(layer.outputName))': \(layer.reason)
        """
    }
    return (["\(count) of the model cannot run:"] + lines).joined(separator: "\n")
  }

  package var remedy: String? {
    "convert the model with full int8 quantization and operators that 'mcubench run' knows"
  }

  /// At most 80 characters of `text`, every control character and quote as an escape.
  private func printable(_ text: String) -> String {
    let head = text.unicodeScalars.prefix(80).map { $0.escaped(asASCII: true) }.joined()
    return text.unicodeScalars.count > 80 ? head + "..." : head
  }
}
