import ModelGraph

/// Computes the output of a layer whose inputs are constants.
///
/// Folded are the integer operators of which converters build shapes, on a few elements, and
/// QUANTIZE and DEQUANTIZE of weights of any size; the total is bounded by the file's size.
struct ConstantFolding {
  /// The largest result of an integer operator: shapes and indices are far smaller.
  static let maximumShapeElements = 4096

  private let budgetBytes: Int
  private var remainingBudgetBytes: Int

  init(fileBytes: Int) {
    budgetBytes = 8 * fileBytes + 65_536
    remainingBudgetBytes = budgetBytes
  }

  /// The bytes of the layer's only output, or `nil` when it has to be computed on the board.
  mutating func folded(
    _ layer: Layer, tensors: [Tensor]
  ) throws(PreparationError) -> [UInt8]? {
    guard layer.outputs.count == 1 else { return nil }
    let output = tensors[layer.outputs[0]]
    let isFoldable: Bool
    switch layer.kind {
    case .shape: isFoldable = output.type == .int32 || output.type == .int64
    case .quantize, .dequantize: isFoldable = hasConstantInputs(layer, tensors)
    default:
      isFoldable =
        hasConstantInputs(layer, tensors) && (output.type == .int32 || output.type == .int64)
        && output.elementCount <= Self.maximumShapeElements
    }
    guard isFoldable else { return nil }
    guard output.byteCount <= remainingBudgetBytes else {
      throw PreparationError(.foldingTooLarge(limitBytes: budgetBytes))
    }
    remainingBudgetBytes -= output.byteCount
    let data: [UInt8]?
    switch layer.kind {
    case .quantize: data = QuantizationFolding.quantized(layer, tensors)
    case .dequantize: data = QuantizationFolding.dequantized(layer, tensors)
    default: data = IntegerFolding(layer: layer, tensors: tensors).values().map(output.bytes(of:))
    }
    // Rules that disagree with the shape found would be our own mistake; the layer then stays.
    return data?.count == output.byteCount ? data : nil
  }

  private func hasConstantInputs(_ layer: Layer, _ tensors: [Tensor]) -> Bool {
    !layer.inputs.isEmpty
      && layer.inputs.allSatisfy { input in input.map { tensors[$0].isConstant } ?? true }
  }
}
