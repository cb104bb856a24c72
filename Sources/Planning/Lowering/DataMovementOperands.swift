import ModelGraph

/// A tensor whose elements a kernel moves without reading them.
struct MovableTensor {
  let operand: OperandTensor
  /// Bytes of an element: 1, 2, 4 or 8.
  let elementBytes: Int

  var id: TensorID { operand.id }
  var shape: [Int] { operand.shape }
  var type: ElementType { operand.tensor.type }
  var argument: KernelArgument { .tensor(operand.id) }

  /// Bytes that the dimensions from `axis` on take together.
  func rowBytes(from axis: Int) -> Int { shape[axis...].reduce(elementBytes, *) }

  /// Elements that the dimensions before `axis` span together.
  func outerCount(before axis: Int) -> Int { shape[..<axis].reduce(1, *) }
}

/// Dimensions that a tensor may have; the schema sets no bound, every known model keeps below.
private let maximumRank = 8

extension LoweringContext {
  /// The tensor at input `position`, of any element type of whole bytes, below 2^31 bytes.
  func movableInput(
    _ position: Int, _ role: String = "input"
  ) throws(LoweringRefusal) -> MovableTensor {
    try movable(input(position, role))
  }

  /// The tensor at output `position`, likewise.
  func movableOutput(
    _ position: Int = 0, _ role: String = "output"
  ) throws(LoweringRefusal) -> MovableTensor {
    try movable(output(position, role))
  }

  private func movable(_ operand: OperandTensor) throws(LoweringRefusal) -> MovableTensor {
    guard let bits = operand.tensor.type.bitsPerElement, bits >= 8, bits <= 64 else {
      throw LoweringRefusal(
        "needs elements of whole bytes for \(operand.role), has \(operand.tensor.type.name)")
    }
    guard operand.shape.count <= maximumRank else {
      throw LoweringRefusal(
        "needs at most \(maximumRank) dimensions for \(operand.role), has \(operand.shape.count)")
    }
    guard operand.shape.allSatisfy({ $0 > 0 }) else {
      throw LoweringRefusal(
        "needs positive extents for \(operand.role), has \(shapeText(operand.shape))")
    }
    _ = try LoweringRefusal.narrowed(operand.tensor.byteCount, "the bytes of \(operand.role)")
    return MovableTensor(operand: operand, elementBytes: bits / 8)
  }

  /// Requires that bytes may move from one tensor to the other and keep their meaning.
  ///
  /// TensorFlow Lite copies bytes between tensors of different scales for most operators that only
  /// move elements, which gives wrong values; here such a layer is refused. No converter makes one.
  func requireSameValues(
    _ first: MovableTensor, _ second: MovableTensor
  ) throws(LoweringRefusal) {
    try first.operand.requireSameType(as: second.operand)
    try first.operand.requireSameQuantization(as: second.operand)
  }

  /// Requires the shape that the operator computes.
  func requireShape(
    _ computed: [Int], of tensor: OperandTensor
  ) throws(LoweringRefusal) {
    guard tensor.shape == computed else {
      throw LoweringRefusal(
        "needs \(tensor.role) of shape \(shapeText(computed)), has \(shapeText(tensor.shape))")
    }
  }

  /// The dimension that `axis` names; a negative one counts from the last.
  func dimension(_ axis: Int, rank: Int) throws(LoweringRefusal) -> Int {
    guard axis >= -rank, axis < rank else {
      throw LoweringRefusal("needs an axis from \(-rank) to \(rank - 1), has \(axis)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// The elements of the constant int32 or int64 tensor at input `position`.
  func constantIntegers(
    _ position: Int, _ role: String
  ) throws(LoweringRefusal) -> [Int] {
    let operand = try input(position, role)
    guard operand.tensor.type == .int64 else { return try operand.int32Values().map(Int.init) }
    guard let data = operand.tensor.data else {
      throw LoweringRefusal("needs constant \(role)")
    }
    return stride(from: 0, to: data.count - data.count % 8, by: 8).map { start in
      data[start..<start + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
  }

  /// The one element of the constant integer tensor at input `position`.
  func constantInteger(_ position: Int, _ role: String) throws(LoweringRefusal) -> Int {
    let values = try constantIntegers(position, role)
    guard values.count == 1 else {
      throw LoweringRefusal("needs one \(role), has \(values.count)")
    }
    return values[0]
  }

  /// `count` elements of the constant integer tensor at input `position`.
  func constantIntegers(
    _ position: Int, _ role: String, count: Int
  ) throws(LoweringRefusal) -> [Int] {
    let values = try constantIntegers(position, role)
    guard values.count == count else {
      throw LoweringRefusal("needs \(count) values of \(role), has \(values.count)")
    }
    return values
  }

  /// Every input, at least one.
  func movableInputs() throws(LoweringRefusal) -> [MovableTensor] {
    guard !layer.inputs.isEmpty else { throw LoweringRefusal("has no input") }
    var result: [MovableTensor] = []
    for position in layer.inputs.indices {
      result.append(try movableInput(position, "input \(position)"))
    }
    return result
  }

  /// Every output, at least one.
  func movableOutputs() throws(LoweringRefusal) -> [MovableTensor] {
    guard !layer.outputs.isEmpty else { throw LoweringRefusal("has no output") }
    var result: [MovableTensor] = []
    for position in layer.outputs.indices {
      result.append(try movableOutput(position, "output \(position)"))
    }
    return result
  }

  /// The refusal of a layer whose options are of another operator.
  var wrongOptions: LoweringRefusal { LoweringRefusal("has no options of its operator") }
}

extension OperandTensor {
  /// Requires one element type.
  func requireSameType(as other: OperandTensor) throws(LoweringRefusal) {
    guard tensor.type == other.tensor.type else {
      throw LoweringRefusal(
        "needs \(role) and \(other.role) of one type, has \(tensor.type.name) and "
          + other.tensor.type.name)
    }
  }

  /// Requires one scale and zero point, or none on both sides.
  func requireSameQuantization(as other: OperandTensor) throws(LoweringRefusal) {
    switch tensor.type {
    case .int8, .uint8, .int16: break
    default: return
    }
    let (scales, zeroPoints) = scalesAndZeroPoints
    let (otherScales, otherZeroPoints) = other.scalesAndZeroPoints
    guard scales.count <= 1, otherScales.count <= 1 else {
      throw LoweringRefusal("needs one scale for \(role) and \(other.role)")
    }
    guard scales == otherScales, zeroPoints == otherZeroPoints else {
      throw LoweringRefusal("needs \(role) and \(other.role) of one scale and zero point")
    }
  }

  /// The quantization, with a left-out zero point filled in.
  private var scalesAndZeroPoints: ([Float], [Int]) {
    guard let quantization = tensor.quantization, !quantization.scales.isEmpty else {
      return ([], [])
    }
    let zeroPoints = quantization.zeroPoints
    return (quantization.scales, zeroPoints.isEmpty ? [0] : zeroPoints)
  }
}
