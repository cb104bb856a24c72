import ModelGraph

/// The integer operators that compute shapes.
struct IntegerFolding {
  let layer: Layer
  let tensors: [Tensor]

  /// The output's values, row-major, or `nil` when the operator or its form is not folded.
  func values() -> [Int]? {
    switch layer.kind {
    case .shape: layer.input(0).map { tensors[$0].shape }
    case .reshape, .squeeze, .expandDims, .cast: small(0)
    case .stridedSlice: stridedSlice()
    case .slice: slice()
    case .gather: gather()
    case .reduceProd: reduceProduct()
    case .concatenation: join(axis: concatenationAxis)
    case .pack: join(axis: packAxis)
    case .add: elementwise { $0 &+ $1 }
    case .sub: elementwise { $0 &- $1 }
    case .mul: elementwise { $0 &* $1 }
    case .maximum: elementwise { max($0, $1) }
    case .minimum: elementwise { min($0, $1) }
    default: nil
    }
  }

  /// The values of an input, unless they are many.
  private func small(_ position: Int) -> [Int]? {
    guard let id = layer.input(position),
      tensors[id].elementCount <= ConstantFolding.maximumShapeElements
    else { return nil }
    return tensors[id].integerValues
  }

  private func shape(_ position: Int) -> [Int]? { layer.input(position).map { tensors[$0].shape } }

  private func stridedSlice() -> [Int]? {
    guard let input = small(0), let shape = shape(0), shape.count == 1,
      let ranges = try? ShapeInference(layer: layer, tensors: tensors).sliceRanges(),
      let range = ranges.first
    else { return nil }
    return (0..<range.count).map { input[range.start + $0 * range.step] }
  }

  private func slice() -> [Int]? {
    guard let input = small(0), let shape = shape(0), shape.count == 1,
      let begin = small(1)?.first, let output = layer.outputs.first
    else { return nil }
    return Array(input.dropFirst(begin).prefix(tensors[output].elementCount))
  }

  private func gather() -> [Int]? {
    guard let input = small(0), let shape = shape(0), shape.count == 1, let indices = small(1),
      case .gather(_, batchDimensions: 0) = layer.options,
      indices.allSatisfy(input.indices.contains)
    else { return nil }
    return indices.map { input[$0] }
  }

  /// REDUCE_PROD over all dimensions; the product wraps at 32 bits as on a device.
  private func reduceProduct() -> [Int]? {
    guard let input = small(0), let output = layer.outputs.first,
      tensors[output].elementCount == 1
    else { return nil }
    return [input.reduce(1) { Self.wrapped($0 &* $1) }]
  }

  private var concatenationAxis: Int? {
    if case .concatenation(let axis, .none) = layer.options { axis } else { nil }
  }

  private var packAxis: Int? {
    if case .pack(let axis, _) = layer.options { axis } else { nil }
  }

  /// CONCATENATION of vectors, or PACK of scalars: the inputs one after the other.
  private func join(axis: Int?) -> [Int]? {
    guard let axis, axis == 0 || axis == -1 else { return nil }
    let rank = layer.kind == .pack ? 0 : 1
    var joined: [Int] = []
    for position in layer.inputs.indices {
      guard shape(position)?.count == rank, let values = small(position) else { return nil }
      joined += values
    }
    return joined
  }

  /// Operators on two inputs of the same shape, or one of which is a single element.
  private func elementwise(_ combine: (Int, Int) -> Int) -> [Int]? {
    if case .arithmetic(let fused) = layer.options, fused != .none { return nil }
    guard let first = small(0), let second = small(1),
      first.count == second.count || first.count == 1 || second.count == 1
    else { return nil }
    if first.isEmpty || second.isEmpty { return [] }
    return (0..<max(first.count, second.count)).map { index in
      Self.wrapped(
        combine(first[first.count == 1 ? 0 : index], second[second.count == 1 ? 0 : index]))
    }
  }

  private static func wrapped(_ value: Int) -> Int { Int(Int32(truncatingIfNeeded: value)) }
}
