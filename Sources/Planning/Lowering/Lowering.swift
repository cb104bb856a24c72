package import ModelGraph

/// Turns one layer into a kernel call, or says why it cannot.
package typealias LoweringRule =
  @Sendable (_ layer: Layer, _ graph: ModelGraph) throws(LoweringRefusal) -> KernelCall

/// The operators that can run, each with the rule that makes its kernel call.
package enum Lowering {
  static let rules: [OperatorKind: LoweringRule] =
    arithmeticRules.merging(dataMovementRules) { first, _ in first }

  /// The kernel call of `layer`, whose tensors have their final shapes.
  package static func call(
    for layer: Layer, in graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    guard let rule = rules[layer.kind] else {
      throw LoweringRefusal("has no kernel")
    }
    return try rule(layer, graph)
  }
}
