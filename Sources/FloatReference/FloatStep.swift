import GraphPreparation
import ModelGraph

/// What a kernel reads and writes: one pointer an operand and one a result.
typealias FloatKernel =
  @Sendable (_ operands: [UnsafePointer<Float>], _ results: [UnsafeMutablePointer<Float>]) -> Void

/// One layer, ready to run.
struct FloatStep: Sendable {
  /// Tensors that the kernel reads; weights that it holds are not among them.
  let operands: [TensorID]
  let results: [TensorID]
  let kernel: FloatKernel
}

/// Picks a layer's kernel and fixes its parameters.
///
/// The graph is prepared: its shapes are those that the operators give.
struct FloatLowering {
  let layer: Layer
  let graph: ModelGraph

  func step() throws(FloatReferenceError) -> FloatStep {
    for output in layer.outputs { try checkType(output) }
    switch layer.kind {
    case .conv2D: return try convolution()
    case .depthwiseConv2D: return try depthwiseConvolution()
    case .fullyConnected: return try fullyConnected()
    case .averagePool2D, .maxPool2D: return try pooling()
    case .add, .sub, .mul, .maximum, .minimum, .prelu: return try binary()
    case .mean, .sum, .reduceProd, OperatorKind(rawValue: 82), OperatorKind(rawValue: 89):
      return try reduction()
    case .softmax: return try softmax()
    default: break
    }
    if let step = try unary() { return step }
    if let step = try movement() { return step }
    throw refusal("no kernel here runs it")
  }

  // MARK: Operands

  /// The float32 tensor at an input position.
  func operand(_ position: Int) throws(FloatReferenceError) -> TensorID {
    guard let tensor = layer.input(position) else {
      throw refusal("its input \(position) is absent")
    }
    try checkType(tensor)
    return tensor
  }

  func shape(_ tensor: TensorID) -> [Int] { graph.tensors[tensor].shape }

  /// The values of the constant at an input position, or `nil` where there is no input.
  func constant(_ position: Int) throws(FloatReferenceError) -> [Float]? {
    guard let tensor = layer.input(position) else { return nil }
    try checkType(tensor)
    guard let values = graph.tensors[tensor].floatValues else {
      throw refusal("its input \(position) is not a constant")
    }
    return values
  }

  /// The values of the constant integers at an input position.
  func integers(_ position: Int) throws(FloatReferenceError) -> [Int] {
    guard let values = layer.input(position).flatMap({ graph.tensors[$0].integerValues }) else {
      throw refusal("its input \(position) is not a constant of integers")
    }
    return values
  }

  func range(of activation: FusedActivation) throws(FloatReferenceError) -> (Float, Float) {
    switch activation {
    case .none: (-.infinity, .infinity)
    case .relu: (0, .infinity)
    case .reluN1To1: (-1, 1)
    case .relu6: (0, 6)
    case .tanh, .signBit: throw refusal("it has the fused activation \(activation.rawValue)")
    }
  }

  func refusal(_ problem: String) -> FloatReferenceError {
    FloatReferenceError(
      .unsupported(nodeIndex: layer.nodeIndex, kind: layer.kind, problem: problem))
  }

  private func checkType(_ tensor: TensorID) throws(FloatReferenceError) {
    let type = graph.tensors[tensor].type
    guard type == .float32 else {
      throw refusal("tensor \(tensor) is of type \(type.name), not float32")
    }
  }
}
