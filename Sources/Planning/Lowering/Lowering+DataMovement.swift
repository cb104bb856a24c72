import ModelGraph

extension Lowering {
  /// Operators that move, compare or look up elements, and converters.
  static let dataMovementRules: [OperatorKind: LoweringRule] = [
    .argMax: argMax,
    .concatenation: concatenation,
    .depthToSpace: depthToSpace,
    .dequantize: dequantize,
    .gather: gather,
    .hardSwish: hardSwish,
    .leakyRelu: leakyRelu,
    .logistic: logistic,
    .lookupTable: lookupTable,
    .maximum: maximum,
    .minimum: minimum,
    .mirrorPad: mirrorPad,
    .pack: pack,
    .pad: pad,
    .padV2: pad,
    .prelu: prelu,
    .quantize: quantize,
    .relu: relu,
    .relu6: relu,
    .reluN1To1: relu,
    .resizeBilinear: resizeBilinear,
    .resizeNearestNeighbor: resizeNearestNeighbor,
    .slice: slice,
    .spaceToDepth: spaceToDepth,
    .split: split,
    .splitV: splitV,
    .stridedSlice: stridedSlice,
    .tanh: tanh,
    .transpose: transpose,
    .unpack: unpack,
  ]
}
