import ModelGraph

/// Operators that read their input in another order.
extension Lowering {
  static let transpose: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let input = try context.movableInput(0)
    let output = try context.movableOutput()
    let rank = input.shape.count
    let permutation = try context.constantIntegers(1, "permutation", count: rank)
    guard permutation.sorted() == Array(0..<rank) else {
      throw LoweringRefusal("needs a permutation of the \(rank) dimensions")
    }
    try context.requireShape(permutation.map { input.shape[$0] }, of: output.operand)
    let strides = StridedWalk.strides(of: input.shape, unit: input.elementBytes)
    return try stridedCopyCall(
      context, from: input, to: output, offsetBytes: 0,
      loops: permutation.map { .init(extent: input.shape[$0], stride: strides[$0]) })
  }

  static let slice: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let input = try context.movableInput(0)
    let output = try context.movableOutput()
    let rank = input.shape.count
    let begins = try context.constantIntegers(1, "begin", count: rank)
    let extents = try context.constantIntegers(2, "extents", count: rank)
    let strides = StridedWalk.strides(of: input.shape, unit: input.elementBytes)
    var shape: [Int] = []
    var offset = 0
    var loops: [StridedWalk.Loop] = []
    for dimension in 0..<rank {
      let (extent, begin) = (input.shape[dimension], begins[dimension])
      guard begin >= 0, begin < extent else {
        throw LoweringRefusal("needs a begin from 0 to \(extent - 1), has \(begin)")
      }
      let taken = extents[dimension] == -1 ? extent - begin : extents[dimension]
      guard taken > 0, taken <= extent - begin else {
        throw LoweringRefusal(
          "needs 1 to \(extent - begin) elements from \(begin), has \(extents[dimension])")
      }
      shape.append(taken)
      offset += begin * strides[dimension]
      loops.append(.init(extent: taken, stride: strides[dimension]))
    }
    try context.requireShape(shape, of: output.operand)
    return try stridedCopyCall(
      context, from: input, to: output, offsetBytes: offset, loops: loops)
  }

  static let stridedSlice: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .stridedSlice(let masks) = layer.options else { throw context.wrongOptions }
    let input = try context.movableInput(0)
    let output = try context.movableOutput()
    let begins = try context.constantIntegers(1, "begin")
    let ends = try context.constantIntegers(2, "end", count: begins.count)
    let steps = try context.constantIntegers(3, "strides", count: begins.count)
    let ranges = try StridedSliceRanges(
      of: input.shape, begins: begins, ends: ends, steps: steps, masks: masks)
    try context.requireShape(ranges.outputShape, of: output.operand)
    let strides = StridedWalk.strides(of: input.shape, unit: input.elementBytes)
    return try stridedCopyCall(
      context, from: input, to: output,
      offsetBytes: zip(ranges.dimensions, strides).reduce(0) { $0 + $1.0.start * $1.1 },
      loops: zip(ranges.dimensions, strides).map {
        .init(extent: $0.count, stride: $0.count == 1 ? $1 : $0.step * $1)
      })
  }

  static let depthToSpace: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let (input, output, block) = try blockOperands(context)
    let (height, width, depth) = (input.shape[1], input.shape[2], input.shape[3])
    guard depth % (block * block) == 0 else {
      throw LoweringRefusal(
        "needs channels that \(block)x\(block) divides, has \(depth)")
    }
    let shape = [input.shape[0], height * block, width * block, depth / (block * block)]
    try context.requireShape(shape, of: output.operand)
    // The input as [batch, height, width, block row, block column, channel].
    let strides = StridedWalk.strides(
      of: [shape[0], height, width, block, block, shape[3]], unit: input.elementBytes)
    return try stridedCopyCall(
      context, from: input, to: output, offsetBytes: 0,
      loops: [
        .init(extent: shape[0], stride: strides[0]),
        .init(extent: height, stride: strides[1]),
        .init(extent: block, stride: strides[3]),
        .init(extent: width, stride: strides[2]),
        .init(extent: block, stride: strides[4]),
        .init(extent: shape[3], stride: strides[5]),
      ])
  }

  static let spaceToDepth: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let (input, output, block) = try blockOperands(context)
    let (height, width, depth) = (input.shape[1], input.shape[2], input.shape[3])
    guard height % block == 0, width % block == 0 else {
      throw LoweringRefusal(
        "needs height and width that \(block) divides, has \(height)x\(width)")
    }
    let shape = [input.shape[0], height / block, width / block, depth * block * block]
    try context.requireShape(shape, of: output.operand)
    // The input as [batch, block's row, row in the block, block's column, column, channel].
    let strides = StridedWalk.strides(
      of: [shape[0], shape[1], block, shape[2], block, depth], unit: input.elementBytes)
    return try stridedCopyCall(
      context, from: input, to: output, offsetBytes: 0,
      loops: [
        .init(extent: shape[0], stride: strides[0]),
        .init(extent: shape[1], stride: strides[1]),
        .init(extent: shape[2], stride: strides[3]),
        .init(extent: block, stride: strides[2]),
        .init(extent: block, stride: strides[4]),
        .init(extent: depth, stride: strides[5]),
      ])
  }

  private static func blockOperands(
    _ context: LoweringContext
  ) throws(LoweringRefusal) -> (input: MovableTensor, output: MovableTensor, block: Int) {
    guard case .blockRearrangement(let block) = context.layer.options else {
      throw context.wrongOptions
    }
    let input = try context.movableInput(0)
    let output = try context.movableOutput()
    guard input.shape.count == 4 else {
      throw LoweringRefusal("needs 4 dimensions, has \(input.shape.count)")
    }
    // A block that reaches beyond every extent divides none; the bound keeps its square in range.
    guard block > 0, block <= Int(Int16.max) else {
      throw LoweringRefusal("needs a block size from 1 to \(Int16.max), has \(block)")
    }
    return (input, output, block)
  }

  /// The call that reads `input` along `loops`, in bytes, and writes `output` in order.
  private static func stridedCopyCall(
    _ context: LoweringContext, from input: MovableTensor, to output: MovableTensor,
    offsetBytes: Int, loops: [StridedWalk.Loop]
  ) throws(LoweringRefusal) -> KernelCall {
    try context.requireSameValues(input, output)
    let walk = StridedWalk(loops + [.init(extent: input.elementBytes, stride: 1)])
    var outer = walk.loops
    var blockBytes = 1
    if let last = outer.last, last.stride == 1 {
      blockBytes = last.extent
      outer.removeLast()
    }
    let rank = 6
    guard let extents = leftPadded(outer.map(\.extent), to: rank, with: 1),
      let strides = leftPadded(outer.map(\.stride), to: rank, with: 0)
    else {
      throw LoweringRefusal("needs at most \(rank) dimensions that cannot be merged")
    }
    return .reference(
      "strided_copy",
      parameters: [
        KernelParameter("block_bytes", try LoweringRefusal.narrowed(blockBytes, "block bytes")),
        KernelParameter(
          "input_offset_bytes", try LoweringRefusal.narrowed(offsetBytes, "the offset")),
        KernelParameter("extents", array: extents),
        KernelParameter("input_strides", array: strides),
      ],
      arguments: [input.argument, output.argument])
  }
}
