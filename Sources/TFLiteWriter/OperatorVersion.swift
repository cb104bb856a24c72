import ModelGraph

/// The versions that TensorFlow Lite gives operators by their types and options.
///
/// Source: the operator compatibility table of TensorFlow Lite (`op_version.cc`), and the files of
/// its converter, which the tests compare.
enum OperatorVersion {
  /// Operators whose second version added int8.
  private static let secondForInt8: Set<OperatorKind> = [
    .add, .argMax, .averagePool2D, .batchMatMul, .concatenation, .depthToSpace, .dequantize,
    .gather, .logistic, .maxPool2D, .maximum, .mean, .minimum, .mirrorPad, .mul, .pack,
    .pad, .padV2, .relu, .relu6, .reluN1To1, .resizeBilinear, .resizeNearestNeighbor, .slice,
    .softmax, .spaceToDepth, .split, .splitV, .stridedSlice, .sub, .sum, .tanh, .transpose,
    .transposeConv, .unpack,
  ]

  /// The least version of `layer`'s operator that knows its types and options; 1 where no rule
  /// applies, as for types beyond float32 and int8.
  static func least(of layer: Layer, tensors: [Tensor]) -> Int {
    func type(_ position: Int) -> ElementType? { layer.input(position).map { tensors[$0].type } }
    let isInt8 = type(dataPosition(of: layer.kind)) == .int8
    switch (layer.kind, layer.options) {
    case (.conv2D, _):
      guard isInt8, type(1) == .int8 else { return 1 }
      return isGrouped(layer, tensors) ? 6 : 3
    case (.depthwiseConv2D, .depthwiseConvolution(let options, _)):
      if isInt8, type(1) == .int8 { return 3 }
      return options.dilation == HeightWidth(height: 1, width: 1) ? 1 : 2
    case (.fullyConnected, .fullyConnected(_, _, let keepsDimensions, _)):
      if keepsDimensions { return 5 }
      return isInt8 && type(1) == .int8 ? 4 : 1
    case (.quantize, _): return isInt8 && outputType(layer, tensors) == .int8 ? 2 : 1
    case (.dequantize, _) where type(0) == .float16: return 2
    case (.resizeBilinear, .resize(_, true)), (.resizeNearestNeighbor, .resize(_, true)): return 3
    case (.resizeNearestNeighbor, .resize(true, _)): return 3
    case (.transpose, _) where layer.input(0).map({ tensors[$0].shape.count > 4 }) ?? false:
      return 4
    default: return isInt8 && secondForInt8.contains(layer.kind) ? 2 : 1
    }
  }

  /// Where an operator takes the activation whose type counts.
  private static func dataPosition(of kind: OperatorKind) -> Int {
    switch kind {
    case .split: 1
    case .transposeConv: 2
    default: 0
    }
  }

  private static func outputType(_ layer: Layer, _ tensors: [Tensor]) -> ElementType? {
    layer.outputs.first.map { tensors[$0].type }
  }

  private static func isGrouped(_ layer: Layer, _ tensors: [Tensor]) -> Bool {
    guard let input = layer.input(0), let weights = layer.input(1),
      let channels = tensors[input].shape.last, let read = tensors[weights].shape.last
    else { return false }
    return channels != read
  }
}
