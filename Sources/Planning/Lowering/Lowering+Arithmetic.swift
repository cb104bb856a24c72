import ModelGraph

extension Lowering {
  /// Operators that multiply, add or reduce.
  static let arithmeticRules: [OperatorKind: LoweringRule] = [:]
}
