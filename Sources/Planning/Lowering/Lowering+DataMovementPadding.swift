import ModelGraph

/// Operators that lay a border around their input.
extension Lowering {
  /// PAD with the real value 0, PADV2 and old files' PAD with a constant of its own.
  static let pad: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    let border = try Border(context)
    guard border.elementBytes <= 4 else {
      throw LoweringRefusal("needs elements of at most 4 bytes, has \(border.elementBytes)")
    }
    let value: Int32 =
      layer.kind == .padV2 || layer.input(2) != nil
      ? try padValue(context, like: border.input) : try zero(of: border.output)
    return .reference(
      "pad",
      parameters: [
        KernelParameter("element_bytes", Int32(border.elementBytes)),
        KernelParameter("value", value),
      ] + (try border.parameters(mergesIntoBorder: true)),
      arguments: [border.input.argument, border.output.argument])
  }

  static let mirrorPad: LoweringRule = { layer, graph throws(LoweringRefusal) in
    let context = LoweringContext(layer, graph)
    guard case .mirrorPad(let isSymmetric) = layer.options else { throw context.wrongOptions }
    let border = try Border(context)
    for dimension in border.dimensions {
      let limit = dimension.input - (isSymmetric ? 0 : 1)
      guard dimension.before <= limit, dimension.after <= limit else {
        throw LoweringRefusal(
          "needs a mirrored border of at most \(limit) elements, has \(dimension.before) and "
            + "\(dimension.after)")
      }
    }
    return .reference(
      "mirror_pad",
      parameters: [
        KernelParameter("element_bytes", Int32(border.elementBytes)),
        KernelParameter("is_symmetric", isSymmetric ? 1 : 0),
      ] + (try border.parameters(mergesIntoBorder: false)),
      arguments: [border.input.argument, border.output.argument])
  }

  /// The element that stands for the real value 0.
  private static func zero(of tensor: MovableTensor) throws(LoweringRefusal) -> Int32 {
    switch tensor.type {
    case .int8: try tensor.operand.quantization(zeroPoints: -128...127).zeroPoint
    case .uint8: try tensor.operand.quantization(zeroPoints: 0...255).zeroPoint
    case .int16: try tensor.operand.quantization(zeroPoints: 0...0).zeroPoint
    default: 0
    }
  }

  /// The bits of the constant border value at input 2, as a little-endian element.
  private static func padValue(
    _ context: LoweringContext, like input: MovableTensor
  ) throws(LoweringRefusal) -> Int32 {
    let value = try context.movableInput(2, "border value")
    try context.requireSameValues(value, input)
    guard let data = value.operand.tensor.data, value.operand.elementCount == 1 else {
      throw LoweringRefusal("needs one constant border value")
    }
    return data.reversed().reduce(0) { $0 << 8 | Int32($1) }
  }
}

/// The border that PAD and MIRROR_PAD lay around a tensor.
private struct Border {
  struct Dimension {
    var input: Int
    var before: Int
    var after: Int
  }

  let input: MovableTensor
  let output: MovableTensor
  /// One entry a dimension, outermost first.
  let dimensions: [Dimension]

  var elementBytes: Int { input.elementBytes }

  init(_ context: LoweringContext) throws(LoweringRefusal) {
    input = try context.movableInput(0)
    output = try context.movableOutput()
    try context.requireSameValues(input, output)
    let rank = input.shape.count
    guard try context.input(1, "border widths").shape == [rank, 2] else {
      throw LoweringRefusal("needs border widths of shape \(rank)x2")
    }
    let widths = try context.constantIntegers(1, "border widths", count: 2 * rank)
    guard widths.allSatisfy({ $0 >= 0 && $0 <= Int(Int32.max) }) else {
      throw LoweringRefusal("needs border widths of at least 0 within 32 bits")
    }
    let shape = input.shape
    dimensions = shape.indices.map {
      Dimension(input: shape[$0], before: widths[2 * $0], after: widths[2 * $0 + 1])
    }
    try context.requireShape(
      dimensions.map { $0.before + $0.input + $0.after }, of: output.operand)
  }

  /// The extents as the kernels take them: a dimension without border joins the one before it, when
  /// `mergesIntoBorder` also one that has a border, whose elements then stand for whole slices.
  func parameters(mergesIntoBorder: Bool) throws(LoweringRefusal) -> [KernelParameter] {
    var merged: [Dimension] = []
    for dimension in dimensions {
      if dimension.before == 0, dimension.after == 0, let last = merged.last,
        mergesIntoBorder || (last.before == 0 && last.after == 0)
      {
        merged[merged.count - 1] = Dimension(
          input: last.input * dimension.input, before: last.before * dimension.input,
          after: last.after * dimension.input)
      } else {
        merged.append(dimension)
      }
    }
    let rank = 6
    guard let inputs = leftPadded(merged.map(\.input), to: rank, with: 1),
      let outputs = leftPadded(
        merged.map { $0.before + $0.input + $0.after }, to: rank, with: 1),
      let before = leftPadded(merged.map(\.before), to: rank, with: 0)
    else {
      throw LoweringRefusal("needs at most \(rank) dimensions that cannot be merged")
    }
    return [
      KernelParameter("input_extents", array: inputs),
      KernelParameter("output_extents", array: outputs),
      KernelParameter("before", array: before),
    ]
  }
}
