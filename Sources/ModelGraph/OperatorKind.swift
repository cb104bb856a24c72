/// A builtin operator, by its code in the TFLite schema's `BuiltinOperator`.
///
/// Codes that have no name here are kept, so that a refusal can say which one it met.
package struct OperatorKind: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The schema's name, `CONV_2D`, or `BUILTIN_n` for a code without a name here.
  package var description: String { Self.names[rawValue] ?? "BUILTIN_\(rawValue)" }
}
