import ModelGraph

/// Operators that join tensors, cut them, or pick slices, along one dimension.
extension Lowering {
  static let concatenation: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .concatenation(let axisOption, let activation) = layer.options else {
      throw context.wrongOptions
    }
    guard activation == .none else {
      throw LoweringRefusal("has the fused activation \(activation.rawValue), which cannot run")
    }
    let inputs = try context.movableInputs()
    let output = try context.movableOutput()
    let rank = inputs[0].shape.count
    let axis = try context.dimension(axisOption, rank: rank)
    var joined = 0
    for input in inputs {
      try context.requireSameValues(input, output)
      guard input.shape.count == rank,
        input.shape[..<axis] == inputs[0].shape[..<axis],
        input.shape[(axis + 1)...] == inputs[0].shape[(axis + 1)...]
      else {
        throw LoweringRefusal(
          "needs inputs alike but for dimension \(axis), has \(shapeText(inputs[0].shape)) and "
            + shapeText(input.shape))
      }
      joined += input.shape[axis]
    }
    var shape = inputs[0].shape
    shape[axis] = joined
    try context.requireShape(shape, of: output.operand)
    return try joiningCall(inputs, along: axis, into: output)
  }

  static let pack: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .pack(let axisOption, let count) = layer.options else { throw context.wrongOptions }
    let inputs = try context.movableInputs()
    let output = try context.movableOutput()
    guard inputs.count == count else {
      throw LoweringRefusal("needs \(count) inputs, has \(inputs.count)")
    }
    for input in inputs {
      try context.requireSameValues(input, output)
      try context.requireShape(inputs[0].shape, of: input.operand)
    }
    var shape = inputs[0].shape
    let axis = try context.dimension(axisOption, rank: shape.count + 1)
    shape.insert(count, at: axis)
    try context.requireShape(shape, of: output.operand)
    return try joiningCall(inputs, along: axis, into: output)
  }

  static let split: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .split(let count) = layer.options else { throw context.wrongOptions }
    let input = try context.movableInput(1)
    let axis = try context.dimension(
      context.constantInteger(0, "axis"), rank: input.shape.count)
    guard count > 0, input.shape[axis] % count == 0 else {
      throw LoweringRefusal(
        "needs an extent that \(count) parts divide, has \(input.shape[axis])")
    }
    guard count == layer.outputs.count else {
      throw LoweringRefusal("needs \(count) outputs, has \(layer.outputs.count)")
    }
    return try cuttingCall(
      context, input, along: axis, parts: Array(repeating: input.shape[axis] / count, count: count))
  }

  static let splitV: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .split(let count) = layer.options else { throw context.wrongOptions }
    let input = try context.movableInput(0)
    let axis = try context.dimension(
      context.constantInteger(2, "axis"), rank: input.shape.count)
    guard count == layer.outputs.count else {
      throw LoweringRefusal("needs \(count) outputs, has \(layer.outputs.count)")
    }
    var parts = try context.constantIntegers(1, "part extents", count: count)
    let extent = input.shape[axis]
    let open = parts.indices.filter { parts[$0] == -1 }
    guard open.count <= 1, parts.allSatisfy({ $0 >= -1 && $0 <= extent }) else {
      throw LoweringRefusal("needs part extents from 0 to \(extent) and at most one -1")
    }
    if let place = open.first {
      parts[place] = extent - (parts.reduce(0, +) + 1)
    }
    guard parts.reduce(0, +) == extent, parts.allSatisfy({ $0 > 0 }) else {
      throw LoweringRefusal("needs parts of at least 1 that sum up to \(extent)")
    }
    return try cuttingCall(context, input, along: axis, parts: parts)
  }

  static let unpack: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .unpack(let axisOption, let count) = layer.options else {
      throw context.wrongOptions
    }
    let input = try context.movableInput(0)
    let axis = try context.dimension(axisOption, rank: input.shape.count)
    guard count == input.shape[axis], count == layer.outputs.count else {
      throw LoweringRefusal(
        "needs as many outputs as extent \(input.shape[axis]), has \(layer.outputs.count) and the "
          + "option \(count)")
    }
    return try cuttingCall(
      context, input, along: axis, parts: Array(repeating: 1, count: count), removesAxis: true)
  }

  static let gather: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .gather(let axisOption, let batchOption) = layer.options else {
      throw context.wrongOptions
    }
    let input = try context.movableInput(0)
    let output = try context.movableOutput()
    try context.requireSameValues(input, output)
    let indices = try context.movableInput(1, "indices")
    let axis = try context.dimension(axisOption, rank: input.shape.count)
    let batchLimit = min(indices.shape.count, axis)
    let batches = batchOption < 0 ? batchOption + indices.shape.count : batchOption
    guard batches >= 0, batches <= batchLimit,
      input.shape[..<batches] == indices.shape[..<batches]
    else {
      throw LoweringRefusal(
        "needs batch dimensions that input and indices share, has \(batchOption)")
    }
    let extent = input.shape[axis]
    let values = try context.constantIntegers(1, "indices")
    guard values.allSatisfy({ $0 >= 0 && $0 < extent }) else {
      throw LoweringRefusal("needs indices from 0 to \(extent - 1)")
    }
    try context.requireShape(
      Array(input.shape[..<axis] + indices.shape[batches...] + input.shape[(axis + 1)...]),
      of: output.operand)
    let batchCount = input.outerCount(before: batches)
    return try .reference(
      "gather",
      parameters: [
        "batch_count": batchCount,
        "outer_count": input.shape[batches..<axis].reduce(1, *),
        "axis_extent": extent,
        "index_count": values.count / batchCount,
        "slice_bytes": input.rowBytes(from: axis + 1),
      ],
      arguments: [
        input.argument,
        .constant(
          KernelConstant(role: "indices", int32: values.map(Int32.init(truncatingIfNeeded:)))),
        output.argument,
      ])
  }

  /// The call that joins `inputs`, whose rows begin at dimension `axis`.
  private static func joiningCall(
    _ inputs: [MovableTensor], along axis: Int, into output: MovableTensor
  ) throws(LoweringRefusal) -> KernelCall {
    try .reference(
      "concatenation",
      parameters: [
        "outer_count": output.outerCount(before: axis),
        "input_count": inputs.count,
      ],
      arguments: [
        .tensors(inputs.map(\.id)),
        .constant(
          try rowBytesConstant("input_row_bytes", inputs.map { $0.rowBytes(from: axis) })),
        output.argument,
      ])
  }

  /// The call that cuts `input` into `parts` along `axis`, once the outputs are checked.
  private static func cuttingCall(
    _ context: LoweringContext, _ input: MovableTensor, along axis: Int, parts: [Int],
    removesAxis: Bool = false
  ) throws(LoweringRefusal) -> KernelCall {
    let outputs = try context.movableOutputs()
    let sliceBytes = input.rowBytes(from: axis + 1)
    for (output, part) in zip(outputs, parts) {
      try context.requireSameValues(input, output)
      var shape = input.shape
      if removesAxis { shape.remove(at: axis) } else { shape[axis] = part }
      try context.requireShape(shape, of: output.operand)
    }
    return try .reference(
      "split",
      parameters: [
        "outer_count": input.outerCount(before: axis),
        "output_count": outputs.count,
      ],
      arguments: [
        input.argument,
        .constant(try rowBytesConstant("output_row_bytes", parts.map { $0 * sliceBytes })),
        .tensors(outputs.map(\.id)),
      ])
  }

  private static func rowBytesConstant(
    _ role: String, _ values: [Int]
  ) throws(LoweringRefusal) -> KernelConstant {
    var narrow: [Int32] = []
    for value in values { narrow.append(try LoweringRefusal.narrowed(value, "row bytes")) }
    return KernelConstant(role: role, int32: narrow)
  }
}
