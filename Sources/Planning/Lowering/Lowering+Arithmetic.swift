import ModelGraph

extension Lowering {
  /// Operators that multiply, add or reduce, and reshapes.
  static let arithmeticRules: [OperatorKind: LoweringRule] = [
    convolutionRules, fullyConnectedRules, poolingRules, softmaxRules, elementwiseRules,
    reshapeRules, transposeConvolutionRules, batchMatMulRules, reductionRules,
  ].reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }
}
