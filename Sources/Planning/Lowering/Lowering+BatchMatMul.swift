import ModelGraph

extension Lowering {
  static let batchMatMulRules: [OperatorKind: LoweringRule] = [.batchMatMul: batchMatMul]

  private static func batchMatMul(
    _ layer: Layer, _ graph: ModelGraph
  ) throws(LoweringRefusal) -> KernelCall {
    let context = LoweringContext(layer, graph)
    guard case .batchMatMul(let adjointX, let adjointY) = layer.options else {
      throw LoweringRefusal("has no matrix product options")
    }
    let input1 = try context.int8Input(0, "input 1")
    let input2 = try context.int8Input(1, "input 2")
    let output = try context.int8Output()
    let left = try MatrixBatch(input1.shape, isTransposed: adjointX)
    let right = try MatrixBatch(input2.shape, isTransposed: adjointY)
    guard left.columns == right.rows else {
      throw LoweringRefusal(
        "needs matrices that fit each other, has \(shapeText(input1.shape)) and "
          + shapeText(input2.shape))
    }
    let batches = try left.batches(with: right)
    let leading = Array(batches.suffix(max(input1.shape.count, input2.shape.count) - 2))
    try LoweringRefusal.requireShape(
      output.shape, equals: leading + [left.rows, right.columns])
    let scaling = try LoweringRefusal.multiplier(
      Double(input1.scale) * Double(input2.scale) / Double(output.scale))
    let arrays = [
      try KernelParameter.narrowed("batch_extents", array: batches),
      try KernelParameter.narrowed("left_strides", array: left.batchStrides),
      try KernelParameter.narrowed("right_strides", array: right.batchStrides),
    ]
    let fields = try KernelParameter.narrowed([
      "rows": left.rows,
      "depth": left.columns,
      "columns": right.columns,
      "left_row_stride": left.rowStride,
      "left_depth_stride": left.columnStride,
      "right_depth_stride": right.rowStride,
      "right_column_stride": right.columnStride,
      "left_zero_point": Int(input1.zeroPoint),
      "right_zero_point": Int(input2.zeroPoint),
      "output_zero_point": Int(output.zeroPoint),
      "multiplier": Int(scaling.multiplier),
      "shift": Int(scaling.shift),
    ])
    return .reference(
      "batch_matmul_s8", parameters: arrays + fields,
      arguments: [input1.argument, input2.argument, output.argument])
  }
}

/// Matrices stacked along up to three leading dimensions, possibly read transposed.
private struct MatrixBatch {
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int
  /// The leading dimensions, filled with ones to three.
  let extents: [Int]
  /// Elements from one matrix to the next, 0 where there is one only.
  let batchStrides: [Int]

  init(_ shape: [Int], isTransposed: Bool) throws(LoweringRefusal) {
    guard (2...5).contains(shape.count) else {
      throw LoweringRefusal("needs matrices of rank 2 to 5, has \(shapeText(shape))")
    }
    let (outer, inner) = (shape[shape.count - 2], shape[shape.count - 1])
    (rows, columns) = isTransposed ? (inner, outer) : (outer, inner)
    (rowStride, columnStride) = isTransposed ? (1, inner) : (inner, 1)
    let extents = Array(repeating: 1, count: 5 - shape.count) + shape.dropLast(2)
    var strides = [0, 0, 0]
    var elements = outer * inner
    for dimension in [2, 1, 0] {
      strides[dimension] = extents[dimension] == 1 ? 0 : elements
      elements *= extents[dimension]
    }
    self.extents = extents
    batchStrides = strides
  }

  /// The leading dimensions of the product with `other`.
  func batches(with other: MatrixBatch) throws(LoweringRefusal) -> [Int] {
    for (extent, otherExtent) in zip(extents, other.extents)
    where extent != otherExtent && extent != 1 && otherExtent != 1 {
      throw LoweringRefusal(
        "cannot broadcast batches \(shapeText(extents)) with \(shapeText(other.extents))")
    }
    return zip(extents, other.extents).map { $0 == 1 ? $1 : $0 }
  }
}
