import ModelGraph

/// The option tables of the builtin operators.
extension ModelDecoder {
  /// The place of each option table in the schema's union `BuiltinOptions`.
  private static let optionCodes: [OperatorKind: UInt8] = [
    .conv2D: 1, .depthwiseConv2D: 2, .averagePool2D: 5, .maxPool2D: 5, .fullyConnected: 8,
    .softmax: 9, .concatenation: 10, .add: 11, .resizeBilinear: 15, .reshape: 17,
    .spaceToDepth: 19, .mul: 21, .gather: 23, .mean: 27, .sum: 27, .reduceProd: 27, .sub: 28,
    .squeeze: 30, .stridedSlice: 32, .split: 35, .cast: 37, .argMax: 40, .transposeConv: 49,
    .shape: 55, .fakeQuant: 58, .pack: 59, .unpack: 64, .resizeNearestNeighbor: 74,
    .leakyRelu: 75, .mirrorPad: 77, .splitV: 79, .depthToSpace: 94, .batchMatMul: 101,
    OperatorKind(rawValue: 82): 27, OperatorKind(rawValue: 89): 27, OperatorKind(rawValue: 91): 27,
    OperatorKind(rawValue: 140): 27,
  ]

  /// A table without fields: an operator that leaves its options out has the schema's defaults.
  private static let absent = FlatTable(offset: 0, tableBytes: 4, vtable: 0, fields: 0)

  mutating func options(
    of layer: FlatTable, kind: OperatorKind, _ what: String
  ) throws(ModelReadError) -> OperatorOptions {
    guard let expected = Self.optionCodes[kind] else { return .none }
    let code = try buffer.uint8(3, of: layer, what)
    guard code == expected || code == 0 else {
      throw ModelReadError(
        .invalid(what: what, problem: "has options of kind \(code), not \(expected)"))
    }
    let options = "the options of \(what)"
    let table = code == 0 ? nil : try buffer.table(4, of: layer, options)
    return try decoded(table ?? Self.absent, kind: kind, options)
  }

  private mutating func decoded(
    _ table: FlatTable, kind: OperatorKind, _ what: String
  ) throws(ModelReadError) -> OperatorOptions {
    switch kind {
    case .conv2D, .depthwiseConv2D, .transposeConv, .averagePool2D, .maxPool2D:
      try windowOptions(table, kind: kind, what)
    case .fullyConnected:
      .fullyConnected(
        fusedActivation: try activation(0, of: table, what),
        shuffledWeights: try buffer.uint8(1, of: table, what) != 0,
        keepsDimensions: try buffer.bool(2, of: table, what),
        asymmetricQuantizeInputs: try buffer.bool(3, of: table, what))
    case .softmax: .softmax(beta: try buffer.float32(0, of: table, what))
    case .concatenation:
      .concatenation(
        axis: try buffer.int32(0, of: table, what),
        fusedActivation: try activation(1, of: table, what))
    case .add, .sub, .mul: .arithmetic(fusedActivation: try activation(0, of: table, what))
    // The first two fields were the new extents, which the second input holds now.
    case .resizeBilinear:
      .resize(
        alignsCorners: try buffer.bool(2, of: table, what),
        usesHalfPixelCenters: try buffer.bool(3, of: table, what))
    case .resizeNearestNeighbor:
      .resize(
        alignsCorners: try buffer.bool(0, of: table, what),
        usesHalfPixelCenters: try buffer.bool(1, of: table, what))
    case .leakyRelu: .leakyRelu(alpha: try buffer.float32(0, of: table, what))
    case .batchMatMul:
      .batchMatMul(
        adjointX: try buffer.bool(0, of: table, what),
        adjointY: try buffer.bool(1, of: table, what))
    case .fakeQuant:
      .fakeQuant(
        minimum: try buffer.float32(0, of: table, what),
        maximum: try buffer.float32(1, of: table, what),
        bits: try buffer.int32(2, of: table, what),
        isNarrowRange: try buffer.bool(3, of: table, what))
    default: try movementOptions(table, kind: kind, what)
    }
  }

  private mutating func movementOptions(
    _ table: FlatTable, kind: OperatorKind, _ what: String
  ) throws(ModelReadError) -> OperatorOptions {
    switch kind {
    case .reshape: .reshape(newShape: try buffer.int32s(0, of: table, what))
    case .squeeze: .squeeze(dimensions: try buffer.int32s(0, of: table, what) ?? [])
    case .spaceToDepth, .depthToSpace:
      .blockRearrangement(blockSize: try buffer.int32(0, of: table, what))
    case .gather:
      .gather(
        axis: try buffer.int32(0, of: table, what),
        batchDimensions: try buffer.int32(1, of: table, what))
    case .stridedSlice: .stridedSlice(try sliceMasks(table, what))
    case .split, .splitV: .split(count: try buffer.int32(0, of: table, what))
    case .cast:
      .cast(
        from: try elementType(0, of: table, what), to: try elementType(1, of: table, what))
    case .argMax: .argMax(outputType: try elementType(0, of: table, what))
    case .shape: .shape(outputType: try elementType(0, of: table, what))
    case .pack:
      .pack(
        axis: try buffer.int32(1, of: table, what), count: try buffer.int32(0, of: table, what))
    case .unpack:
      .unpack(
        axis: try buffer.int32(1, of: table, what), count: try buffer.int32(0, of: table, what))
    case .mirrorPad: .mirrorPad(isSymmetric: try buffer.uint8(0, of: table, what) != 0)
    default: .reduction(keepsDimensions: try buffer.bool(0, of: table, what))
    }
  }

  /// The options of operators that move a window; the schema stores widths before heights.
  private mutating func windowOptions(
    _ table: FlatTable, kind: OperatorKind, _ what: String
  ) throws(ModelReadError) -> OperatorOptions {
    let padding = try padding(0, of: table, what)
    let stride = try extents(width: 1, height: 2, of: table, what)
    switch kind {
    case .conv2D:
      return .convolution(
        ConvolutionOptions(
          padding: padding, stride: stride,
          dilation: try extents(width: 4, height: 5, of: table, default: 1, what),
          fusedActivation: try activation(3, of: table, what)))
    case .depthwiseConv2D:
      return .depthwiseConvolution(
        ConvolutionOptions(
          padding: padding, stride: stride,
          dilation: try extents(width: 5, height: 6, of: table, default: 1, what),
          fusedActivation: try activation(4, of: table, what)),
        depthMultiplier: try buffer.int32(3, of: table, what))
    case .transposeConv:
      return .transposeConvolution(
        padding: padding, stride: stride, fusedActivation: try activation(3, of: table, what))
    default:
      return .pooling(
        padding: padding, stride: stride,
        filter: try extents(width: 3, height: 4, of: table, what),
        fusedActivation: try activation(5, of: table, what))
    }
  }

  private func sliceMasks(
    _ table: FlatTable, _ what: String
  ) throws(ModelReadError) -> StridedSliceMasks {
    StridedSliceMasks(
      begin: try buffer.int32(0, of: table, what), end: try buffer.int32(1, of: table, what),
      ellipsis: try buffer.int32(2, of: table, what),
      newAxis: try buffer.int32(3, of: table, what),
      shrinkAxis: try buffer.int32(4, of: table, what),
      endIsOffset: try buffer.bool(5, of: table, what))
  }

  private func extents(
    width: Int, height: Int, of table: FlatTable, default value: Int = 0, _ what: String
  ) throws(ModelReadError) -> HeightWidth {
    HeightWidth(
      height: try buffer.int32(height, of: table, default: value, what),
      width: try buffer.int32(width, of: table, default: value, what))
  }

  private func padding(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> Padding {
    switch try buffer.uint8(number, of: table, what) {
    case 0: .same
    case 1: .valid
    case let code:
      throw ModelReadError(.invalid(what: what, problem: "have the unknown padding \(code)"))
    }
  }

  private func activation(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> FusedActivation {
    let all: [FusedActivation] = [.none, .relu, .reluN1To1, .relu6, .tanh, .signBit]
    let code = Int(try buffer.uint8(number, of: table, what))
    guard all.indices.contains(code) else {
      throw ModelReadError(.invalid(what: what, problem: "have the unknown activation \(code)"))
    }
    return all[code]
  }

  private func elementType(
    _ number: Int, of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> ElementType {
    let code = try buffer.uint8(number, of: table, what)
    guard let type = ElementType(rawValue: code) else {
      throw ModelReadError(.invalid(what: what, problem: "have the unknown type \(code)"))
    }
    return type
  }
}
