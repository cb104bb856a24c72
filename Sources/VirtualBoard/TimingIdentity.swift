// SPDX-License-Identifier: GPL-2.0-or-later
import ContentHash

/// Which timing model counts a machine's cycles, as results record it.
package struct TimingIdentity: Hashable, Sendable {
  /// `m7`, `m4`, `m0plus` or `instructions`.
  package let model: String
  package let version: String
  /// The first twelve hexadecimal digits of the SHA-256 over the model's parameters, each as a line
  /// `name=value`; `nil` for a model without any.
  package let parameterHash: String?

  package init(model: String, version: String, parameters: [TimingParameter]) {
    self.model = model
    self.version = version
    let table = parameters.map { "\($0.name)=\($0.value)\n" }.joined()
    parameterHash =
      parameters.isEmpty ? nil : String(SHA256Digest(of: table.utf8).hexadecimal.prefix(12))
  }

  /// `NAME/VERSION/HASH`, at most 31 bytes, with zeros up to 32.
  var tag: [UInt8] {
    let text = [model, version, parameterHash].compactMap(\.self).joined(separator: "/")
    let bytes = Array(text.utf8.prefix(31))
    return bytes + [UInt8](repeating: 0, count: 32 - bytes.count)
  }
}

/// A constant of a timing model, with where it comes from.
package struct TimingParameter: Hashable, Sendable {
  package let name: String
  /// The value in force.
  package let value: UInt32
  package let unit: String
  package let meaning: String
  package let source: String
  /// Whether the value was chosen so that modelled figures meet measured ones.
  package let isFitted: Bool
}

extension TimingParameter {
  /// A line for people.
  package var text: String {
    let padded = name + String(repeating: " ", count: max(1, 28 - name.count))
    return "\(padded)\(value) \(unit): \(meaning) [\(isFitted ? "fitted; " : "")\(source)]"
  }
}
