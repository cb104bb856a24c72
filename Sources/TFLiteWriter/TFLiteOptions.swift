import ModelGraph

/// The option tables of a TFLite file: their kind in the schema's union, and their fields.
enum TFLiteOptions {
  typealias Table = (kind: Int, fields: [Int: FlatField])

  /// The table of a layer's options without fields of the schema's default, or `nil` when it has
  /// none.
  static func table(of layer: Layer) -> Table? {
    allFields(of: layer).map { table in
      let dilations = [OperatorKind.conv2D: [4, 5], .depthwiseConv2D: [5, 6]][layer.kind] ?? []
      return (
        table.kind,
        table.fields.filter { number, field in
          guard case .scalar(let bytes) = field else { return true }
          return bytes != (dilations.contains(number) ? [1, 0, 0, 0] : bytes.map { _ in 0 })
        }
      )
    }
  }

  private static func allFields(of layer: Layer) -> Table? {
    switch layer.options {
    case .none, .lookupTable: nil
    case .convolution, .depthwiseConvolution, .transposeConvolution, .pooling, .fullyConnected:
      weighted(layer.options)
    case .arithmetic(let fused):
      ([OperatorKind.add: 11, .mul: 21, .sub: 28][layer.kind] ?? 0, [0: code(fused)])
    case .concatenation(let axis, let fused): (10, [0: .int32(axis), 1: code(fused)])
    case .reshape(let shape): (17, shape.map { [0: extents($0)] } ?? [:])
    case .softmax(let beta): (9, [0: .float32(beta)])
    case .reduction(let keeps): (27, [0: .bool(keeps)])
    case .leakyRelu(let alpha): (75, [0: .float32(alpha)])
    case .gather(let axis, let batch): (23, [0: .int32(axis), 1: .int32(batch)])
    case .stridedSlice(let masks):
      (
        32,
        [
          0: .int32(masks.begin), 1: .int32(masks.end), 2: .int32(masks.ellipsis),
          3: .int32(masks.newAxis), 4: .int32(masks.shrinkAxis), 5: .bool(masks.endIsOffset),
        ]
      )
    case .pack(let axis, let count): (59, [0: .int32(count), 1: .int32(axis)])
    case .unpack(let axis, let count): (64, [0: .int32(count), 1: .int32(axis)])
    case .split(let count): (layer.kind == .split ? 35 : 79, [0: .int32(count)])
    case .shape(let type): (55, [0: .uint8(Int(type.rawValue))])
    case .argMax(let type): (40, [0: .uint8(Int(type.rawValue))])
    case .mirrorPad(let isSymmetric): (77, [0: .bool(isSymmetric)])
    case .resize(let aligns, let half):
      layer.kind == .resizeBilinear
        ? (15, [2: .bool(aligns), 3: .bool(half)]) : (74, [0: .bool(aligns), 1: .bool(half)])
    case .blockRearrangement(let size):
      (layer.kind == .depthToSpace ? 94 : 19, [0: .int32(size)])
    case .batchMatMul(let x, let y): (101, [0: .bool(x), 1: .bool(y)])
    case .squeeze(let dimensions): (30, [0: extents(dimensions)])
    case .cast(let from, let to):
      (37, [0: .uint8(Int(from.rawValue)), 1: .uint8(Int(to.rawValue))])
    case .fakeQuant(let low, let high, let bits, let isNarrow):
      (58, [0: .float32(low), 1: .float32(high), 2: .int32(bits), 3: .bool(isNarrow)])
    }
  }

  /// Options of operators that have weights or move a window.
  private static func weighted(_ options: OperatorOptions) -> Table? {
    switch options {
    case .convolution(let options):
      (
        1,
        [
          0: code(options.padding), 1: .int32(options.stride.width),
          2: .int32(options.stride.height), 3: code(options.fusedActivation),
          4: .int32(options.dilation.width), 5: .int32(options.dilation.height),
        ]
      )
    case .depthwiseConvolution(let options, let multiplier):
      (
        2,
        [
          0: code(options.padding), 1: .int32(options.stride.width),
          2: .int32(options.stride.height), 3: .int32(multiplier),
          4: code(options.fusedActivation), 5: .int32(options.dilation.width),
          6: .int32(options.dilation.height),
        ]
      )
    case .transposeConvolution(let padding, let stride, let fused):
      (49, [0: code(padding), 1: .int32(stride.width), 2: .int32(stride.height), 3: code(fused)])
    case .pooling(let padding, let stride, let filter, let fused):
      (
        5,
        [
          0: code(padding), 1: .int32(stride.width), 2: .int32(stride.height),
          3: .int32(filter.width), 4: .int32(filter.height), 5: code(fused),
        ]
      )
    case .fullyConnected(let fused, let isShuffled, let keeps, let isAsymmetric):
      (8, [0: code(fused), 1: .bool(isShuffled), 2: .bool(keeps), 3: .bool(isAsymmetric)])
    default: nil
    }
  }

  private static func extents(_ values: [Int]) -> FlatField {
    .reference(.vector(values.map { Int32(truncatingIfNeeded: $0) }))
  }

  private static func code(_ padding: Padding) -> FlatField { .uint8(padding == .same ? 0 : 1) }

  private static func code(_ activation: FusedActivation) -> FlatField {
    let all: [FusedActivation] = [.none, .relu, .reluN1To1, .relu6, .tanh, .signBit]
    return .uint8(all.firstIndex(of: activation) ?? 0)
  }
}
