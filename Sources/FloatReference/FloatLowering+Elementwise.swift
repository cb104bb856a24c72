import CFloatKernels
import ModelGraph

/// Operators on each element, SOFTMAX and the reductions.
extension FloatLowering {
  func binary() throws(FloatReferenceError) -> FloatStep {
    let kinds: [OperatorKind: mcub_f32_binary] = [
      .add: MCUB_F32_ADD, .sub: MCUB_F32_SUB, .mul: MCUB_F32_MUL, .maximum: MCUB_F32_MAXIMUM,
      .minimum: MCUB_F32_MINIMUM, .prelu: MCUB_F32_PRELU,
    ]
    guard let kind = kinds[layer.kind] else { throw refusal("no kernel here runs it") }
    let operands = [try operand(0), try operand(1)]
    var fused = FusedActivation.none
    if case .arithmetic(let activation) = layer.options { fused = activation }
    let (low, high) = try range(of: fused)
    let output = shape(layer.outputs[0])
    let walk = FloatWalk(
      extents: output, strides: operands.map { broadcastStrides(shape($0), over: output) })
    let params = mcub_binary_f32_params(
      kind: kind, extents: walk.cExtents, strides1: walk.cStrides(0), strides2: walk.cStrides(1),
      activation_min: low, activation_max: high)
    return FloatStep(operands: operands, results: layer.outputs) { operands, results in
      withUnsafePointer(to: params) { mcub_binary_f32($0, operands[0], operands[1], results[0]) }
    }
  }

  /// Steps of 0 where an operand is repeated.
  private func broadcastStrides(_ shape: [Int], over output: [Int]) -> [Int] {
    let dense = zip(shape, FloatWalk.denseStrides(shape)).map { $0 == 1 ? 0 : $1 }
    return Array(repeating: 0, count: output.count - shape.count) + dense
  }

  func unary() throws(FloatReferenceError) -> FloatStep? {
    let kind: mcub_f32_unary
    var (first, second): (Float, Float) = (0, 0)
    switch (layer.kind, layer.options) {
    case (.relu, _): (kind, first, second) = (MCUB_F32_CLAMP, 0, .infinity)
    case (.relu6, _): (kind, first, second) = (MCUB_F32_CLAMP, 0, 6)
    case (.reluN1To1, _): (kind, first, second) = (MCUB_F32_CLAMP, -1, 1)
    case (.hardSwish, _): kind = MCUB_F32_HARD_SWISH
    case (.logistic, _): kind = MCUB_F32_LOGISTIC
    case (.tanh, _): kind = MCUB_F32_TANH
    case (.exp, _): kind = MCUB_F32_EXP
    case (.abs, _): kind = MCUB_F32_ABS
    case (.elu, _): kind = MCUB_F32_ELU
    case (.leakyRelu, .leakyRelu(let alpha)): (kind, first) = (MCUB_F32_LEAKY_RELU, alpha)
    default: return nil
    }
    let input = try operand(0)
    let count = Int64(graph.tensors[input].elementCount)
    return FloatStep(operands: [input], results: layer.outputs) { [first, second] in
      mcub_unary_f32(kind, first, second, $0[0], $1[0], count)
    }
  }

  func softmax() throws(FloatReferenceError) -> FloatStep {
    guard case .softmax(let beta) = layer.options else { throw refusal("its options are missing") }
    let input = try operand(0)
    let depth = shape(input).last ?? 1
    let rows = graph.tensors[input].elementCount / max(depth, 1)
    return FloatStep(operands: [input], results: layer.outputs) {
      mcub_softmax_f32($0[0], $1[0], Int64(rows), Int64(depth), beta)
    }
  }

  func reduction() throws(FloatReferenceError) -> FloatStep {
    let input = try operand(0)
    let extents = shape(input)
    var isReduced = extents.map { _ in false }
    for axis in try integers(1) { isReduced[axis < 0 ? axis + extents.count : axis] = true }
    let kept = zip(extents, isReduced).map { $1 ? 1 : $0 }
    let walk = FloatWalk(
      extents: extents,
      strides: [
        FloatWalk.denseStrides(extents),
        zip(FloatWalk.denseStrides(kept), isReduced).map { $1 ? 0 : $0 },
      ]
    ).cWalk
    let count = Int64(kept.reduce(1, *))
    let folded = Float(graph.tensors[input].elementCount / max(Int(count), 1))
    let (fold, neutral): (mcub_f32_fold, Float) =
      switch layer.kind {
      case .mean, .sum: (MCUB_F32_SUM, 0)
      case .reduceProd: (MCUB_F32_PRODUCT, 1)
      case OperatorKind(rawValue: 82): (MCUB_F32_LARGEST, -.infinity)
      default: (MCUB_F32_SMALLEST, .infinity)
      }
    let factor = layer.kind == .mean ? 1 / folded : 1
    return FloatStep(operands: [input], results: layer.outputs) { operands, results in
      mcub_fill_f32(results[0], count, neutral)
      withUnsafePointer(to: walk) {
        mcub_fold_f32(fold, $0, operands[0], results[0], count, factor)
      }
    }
  }
}
