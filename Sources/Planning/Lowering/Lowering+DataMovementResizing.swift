import ModelGraph

/// Operators that change an image's height and width.
extension Lowering {
  static let resizeBilinear: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let resizing = try Resizing(LoweringContext(layer, graph))
    guard resizing.input.type == .int8 else {
      throw LoweringRefusal("needs int8 activations, has \(resizing.input.type.name)")
    }
    let rows = try resizing.bilinearSteps(resizing.input.shape[1], resizing.output.shape[1])
    let columns = try resizing.bilinearSteps(resizing.input.shape[2], resizing.output.shape[2])
    return try .reference(
      "resize_bilinear_s8",
      parameters: [
        "batch_count": resizing.input.shape[0],
        "channel_count": resizing.input.shape[3],
        "input_height": resizing.input.shape[1],
        "input_width": resizing.input.shape[2],
        "output_height": resizing.output.shape[1],
        "output_width": resizing.output.shape[2],
        "row_step": rows.step,
        "column_step": columns.step,
        "row_start": rows.start,
        "column_start": columns.start,
      ],
      arguments: [resizing.input.argument, resizing.output.argument])
  }

  static let resizeNearestNeighbor: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let resizing = try Resizing(LoweringContext(layer, graph))
    let rows = try resizing.nearestPlaces(resizing.input.shape[1], resizing.output.shape[1])
    let columns = try resizing.nearestPlaces(resizing.input.shape[2], resizing.output.shape[2])
    return try .reference(
      "resize_nearest",
      parameters: [
        "batch_count": resizing.input.shape[0],
        "input_height": resizing.input.shape[1],
        "input_width": resizing.input.shape[2],
        "output_height": resizing.output.shape[1],
        "output_width": resizing.output.shape[2],
        "pixel_bytes": resizing.input.rowBytes(from: 3),
      ],
      arguments: [
        resizing.input.argument, .constant(KernelConstant(role: "rows", int32: rows)),
        .constant(KernelConstant(role: "columns", int32: columns)), resizing.output.argument,
      ])
  }
}

/// An NHWC image, the one it is resized to, and how their pixels correspond.
private struct Resizing {
  let input: MovableTensor
  let output: MovableTensor
  let alignsCorners: Bool
  let usesHalfPixelCenters: Bool

  init(_ context: LoweringContext) throws(LoweringRefusal) {
    guard case .resize(let alignsCorners, let usesHalfPixelCenters) = context.layer.options else {
      throw context.wrongOptions
    }
    guard !(alignsCorners && usesHalfPixelCenters) else {
      throw LoweringRefusal("has both aligned corners and half pixel centers")
    }
    self.alignsCorners = alignsCorners
    self.usesHalfPixelCenters = usesHalfPixelCenters
    input = try context.movableInput(0)
    output = try context.movableOutput()
    try context.requireSameValues(input, output)
    guard input.shape.count == 4 else {
      throw LoweringRefusal("needs 4 dimensions, has \(input.shape.count)")
    }
    let extents = try context.constantIntegers(1, "height and width", count: 2)
    try context.requireShape(
      [input.shape[0], extents[0], extents[1], input.shape[3]], of: output.operand)
  }

  /// Where the first output element lies and how far the next one is, in 1/1024 of an input element.
  ///
  /// TensorFlow Lite's ResizeBilinearInteger computes both so.
  func bilinearSteps(
    _ input: Int, _ output: Int
  ) throws(LoweringRefusal) -> (start: Int, step: Int) {
    let step =
      alignsCorners && output > 1
      ? (1024 * (input - 1) + (output - 1) / 2) / (output - 1)
      : (1024 * input + output / 2) / output
    guard 1024 * input + output / 2 <= Int(Int32.max), (output + 1) * step <= Int(Int32.max) else {
      throw LoweringRefusal("needs extents below 2^20, resizes \(input) to \(output)")
    }
    return (usesHalfPixelCenters ? step / 2 - 512 : 0, step)
  }

  /// The input element that every output element copies, computed in float32 as TensorFlow Lite does.
  func nearestPlaces(_ input: Int, _ output: Int) throws(LoweringRefusal) -> [Int32] {
    let limit = 65_536
    guard input <= limit, output <= limit else {
      throw LoweringRefusal("needs extents of at most \(limit), resizes \(input) to \(output)")
    }
    let scale: Float =
      alignsCorners && output > 1
      ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
    return (0..<output).map { place in
      let position = (Float(place) + (usesHalfPixelCenters ? 0.5 : 0)) * scale
      let nearest = position.rounded(alignsCorners ? .toNearestOrAwayFromZero : .down)
      return min(Int32(nearest), Int32(input - 1))
    }
  }
}
