import Glibc
import ModelGraph

/// Operators on single float32 elements, as TensorFlow Lite's reference kernels compute them.
enum ElementwiseFloat {
  /// Codes of operators that have no name among ``OperatorKind``'s constants.
  private enum Code {
    static let floor = 8
    static let negate = 59
    static let sine = 66
    static let logarithm = 73
    static let squareRoot = 75
    static let reciprocalSquareRoot = 76
    static let square = 92
    static let ceiling = 104
    static let cosine = 108
  }

  /// Whether the operator maps each element on its own, keeping the shape.
  static func isElementwise(_ kind: OperatorKind) -> Bool {
    kind == .gelu || function(Layer(nodeIndex: 0, kind: kind, inputs: [], outputs: [])) != nil
  }

  /// The function of a layer, or `nil` when it is not elementwise or its form is not known.
  static func function(_ layer: Layer) -> ((Float) -> Float)? {
    switch layer.kind {
    case .relu: { max($0, 0) }
    case .relu6: { min(max($0, 0), 6) }
    case .reluN1To1: { min(max($0, -1), 1) }
    case .elu: { $0 < 0 ? expm1f($0) : $0 }
    case .tanh: { tanhf($0) }
    case .logistic: logistic
    case .exp: { expf($0) }
    case .abs: { Swift.abs($0) }
    case .hardSwish: { $0 * min(max($0 + 3, 0), 6) / 6 }
    // Halves go to the even neighbour.
    case .round: { $0.rounded(.toNearestOrEven) }
    case .leakyRelu: leakyRelu(layer)
    default: unnamed(layer.kind.rawValue)
    }
  }

  private static func unnamed(_ code: Int) -> ((Float) -> Float)? {
    switch code {
    case Code.floor: { $0.rounded(.down) }
    case Code.negate: { -$0 }
    case Code.sine: { sinf($0) }
    case Code.logarithm: { logf($0) }
    case Code.squareRoot: { $0.squareRoot() }
    case Code.reciprocalSquareRoot: { 1 / $0.squareRoot() }
    case Code.square: { $0 * $0 }
    case Code.ceiling: { $0.rounded(.up) }
    case Code.cosine: { cosf($0) }
    default: nil
    }
  }

  /// The reference kernel's cut-offs, beyond which float32 holds no better value.
  private static func logistic(_ value: Float) -> Float {
    if value > 16.619_047 { return 1 }
    if value < -9 { return expf(value) }
    return 1 / (1 + expf(-value))
  }

  private static func leakyRelu(_ layer: Layer) -> ((Float) -> Float)? {
    guard case .leakyRelu(let alpha) = layer.options else { return nil }
    return { $0 < 0 ? $0 * alpha : $0 }
  }
}
