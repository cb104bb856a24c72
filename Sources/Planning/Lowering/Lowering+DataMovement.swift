import ModelGraph

extension Lowering {
  /// Operators that move, compare or look up elements, and converters.
  static let dataMovementRules: [OperatorKind: LoweringRule] = [:]
}
