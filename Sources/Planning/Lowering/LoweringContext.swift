import ModelGraph

/// A layer in its graph, with the checks that lowering rules share.
///
/// Graphs come from untrusted files: every check throws a ``LoweringRefusal``, none traps.
struct LoweringContext {
  let layer: Layer
  let graph: ModelGraph

  init(_ layer: Layer, _ graph: ModelGraph) {
    self.layer = layer
    self.graph = graph
  }

  /// The tensor at input `position`, or a refusal that names its `role`.
  func input(_ position: Int, _ role: String = "input") throws(LoweringRefusal) -> OperandTensor {
    guard let id = layer.input(position) else {
      throw LoweringRefusal("has no \(role) (input \(position))")
    }
    return try operand(id, role)
  }

  /// The tensor at input `position`, or `nil` where it is left out.
  func optionalInput(
    _ position: Int, _ role: String
  ) throws(LoweringRefusal) -> OperandTensor? {
    guard let id = layer.input(position) else { return nil }
    return try operand(id, role)
  }

  /// The tensor at output `position`.
  func output(
    _ position: Int = 0, _ role: String = "output"
  ) throws(LoweringRefusal) -> OperandTensor {
    guard layer.outputs.indices.contains(position) else {
      throw LoweringRefusal("has no \(role) (output \(position))")
    }
    return try operand(layer.outputs[position], role)
  }

  /// The int8 activation or constant at input `position`, with one scale and zero point.
  func int8Input(
    _ position: Int, _ role: String = "input"
  ) throws(LoweringRefusal) -> Int8Operand {
    try int8Operand(input(position, role))
  }

  /// The int8 activation at output `position`, with one scale and zero point.
  func int8Output(
    _ position: Int = 0, _ role: String = "output"
  ) throws(LoweringRefusal) -> Int8Operand {
    try int8Operand(output(position, role))
  }

  private func operand(
    _ id: TensorID, _ role: String
  ) throws(LoweringRefusal) -> OperandTensor {
    guard graph.tensors.indices.contains(id) else {
      throw LoweringRefusal("has no \(role) (tensor \(id))")
    }
    let tensor = graph.tensors[id]
    if let data = tensor.data, data.count != tensor.byteCount {
      throw LoweringRefusal(
        "needs \(tensor.byteCount) bytes of constant \(role), has \(data.count)")
    }
    return OperandTensor(id: id, role: role, tensor: tensor)
  }

  private func int8Operand(_ operand: OperandTensor) throws(LoweringRefusal) -> Int8Operand {
    guard operand.tensor.type == .int8 else {
      throw LoweringRefusal(
        "needs int8 activations, has \(operand.tensor.type.name)\(weightsRemark(operand))")
    }
    let (scale, zeroPoint) = try operand.quantization(zeroPoints: -128...127)
    return Int8Operand(
      id: operand.id, shape: operand.tensor.shape, scale: scale, zeroPoint: zeroPoint)
  }

  /// What int8 weights beside activations of another type mean.
  private func weightsRemark(_ operand: OperandTensor) -> String {
    let hasInt8Weights = layer.inputs.contains { id in
      guard let id, graph.tensors.indices.contains(id) else { return false }
      return graph.tensors[id].type == .int8 && graph.tensors[id].isConstant
    }
    guard hasInt8Weights else { return "" }
    return switch operand.tensor.type {
    case .float32: " with int8 weights (dynamic range quantization)"
    case .int16: " with int8 weights (int16x8 quantization)"
    default: ""
    }
  }
}

/// A tensor in its place at a layer.
struct OperandTensor {
  let id: TensorID
  /// What it is to the layer, for refusals: `weights`.
  let role: String
  let tensor: Tensor

  var shape: [Int] { tensor.shape }
  var elementCount: Int { tensor.elementCount }

  /// The one scale and zero point, positive and finite, and within `zeroPoints`.
  func quantization(
    zeroPoints allowed: ClosedRange<Int>
  ) throws(LoweringRefusal) -> (scale: Float, zeroPoint: Int32) {
    guard let quantization = tensor.quantization, let scale = quantization.scales.first else {
      throw LoweringRefusal("needs quantized \(role), has no scale")
    }
    guard quantization.scales.count == 1, quantization.zeroPoints.count <= 1 else {
      throw LoweringRefusal(
        "needs one scale for \(role), has \(quantization.scales.count)")
    }
    guard scale.isFinite, scale > 0 else {
      throw LoweringRefusal("needs a positive scale for \(role), has \(scale)")
    }
    let zeroPoint = quantization.zeroPoints.first ?? 0
    guard allowed.contains(zeroPoint), let narrow = Int32(exactly: zeroPoint) else {
      throw LoweringRefusal(
        "needs a zero point from \(allowed.lowerBound) to \(allowed.upperBound) for \(role), "
          + "has \(zeroPoint)")
    }
    return (scale, narrow)
  }

  /// The elements of a constant int32 tensor.
  func int32Values() throws(LoweringRefusal) -> [Int32] {
    guard tensor.type == .int32 else {
      throw LoweringRefusal("needs int32 \(role), has \(tensor.type.name)")
    }
    guard let data = tensor.data else {
      throw LoweringRefusal("needs constant \(role)")
    }
    return stride(from: 0, to: data.count - data.count % 4, by: 4).map { start in
      data[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int32($1) }
    }
  }
}

/// An int8 tensor with one scale and zero point.
struct Int8Operand {
  let id: TensorID
  let shape: [Int]
  /// Positive and finite.
  let scale: Float
  /// In `[-128, 127]`.
  let zeroPoint: Int32

  var elementCount: Int { shape.reduce(1, *) }
  var argument: KernelArgument { .tensor(id) }
}

extension LoweringRefusal {
  /// `value` as the int32 that kernels take, or a refusal that names it.
  static func narrowed(_ value: Int, _ what: String) throws(LoweringRefusal) -> Int32 {
    guard let narrow = Int32(exactly: value) else {
      throw LoweringRefusal("needs \(what) within 32 bits, has \(value)")
    }
    return narrow
  }

  /// The multiplier for `factor`, or a refusal that says which scales made it.
  static func multiplier(
    _ factor: Double, _ what: String = "the ratio of the scales"
  ) throws(LoweringRefusal) -> RequantizationMultiplier {
    guard let result = RequantizationMultiplier(factor), result.shift <= 30 else {
      throw LoweringRefusal("needs \(what) from 0 to 2^30, has \(factor)")
    }
    return result
  }
}

/// A shape as refusals print it: `1x8x8x4`, `[]` for a scalar.
func shapeText(_ shape: [Int]) -> String {
  shape.isEmpty ? "[]" : shape.map(String.init).joined(separator: "x")
}
