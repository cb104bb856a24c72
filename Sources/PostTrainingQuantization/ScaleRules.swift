import ModelGraph

/// What TFLite's 8-bit quantization specification says of an operator's activations.
enum ScaleRule: Hashable {
  /// The inputs at these places and all outputs have one scale and zero point.
  case shared([Int])
  /// The output's parameters are given.
  case fixed(scale: Float, zeroPoint: Int)
  /// Each has its own.
  case free
  /// Weights at place 1, one scale a channel along `dimension`; bias at place 2.
  case weighted(dimension: Int)

  /// The rule of a layer, or `nil` for an operator without one.
  static func rule(of layer: Layer) -> ScaleRule? {
    switch layer.kind {
    case .conv2D, .fullyConnected: .weighted(dimension: 0)
    case .depthwiseConv2D: .weighted(dimension: 3)
    case .logistic, .softmax: .fixed(scale: 1 / 256, zeroPoint: -128)
    case .tanh: .fixed(scale: 1 / 128, zeroPoint: 0)
    case .averagePool2D, .maxPool2D, .reshape, .squeeze, .expandDims, .transpose, .stridedSlice,
      .slice, .pad, .mirrorPad, .unpack, .splitV, .gather, .depthToSpace, .spaceToDepth,
      .resizeBilinear, .resizeNearestNeighbor:
      .shared([0])
    case .split: .shared([1])
    case .padV2: .shared([0, 2])
    case .concatenation, .pack, .maximum, .minimum: .shared(Array(layer.inputs.indices))
    case .add, .sub, .mul, .mean, .sum, .relu, .relu6, .reluN1To1, .hardSwish, .leakyRelu, .prelu:
      .free
    default: nil
    }
  }
}

/// Tensors that have to have one scale and zero point.
struct ScaleGroups {
  private var parents: [TensorID]
  /// Given parameters, by the group's root.
  private var fixedParameters: [TensorID: Quantization] = [:]

  init(tensorCount: Int) {
    parents = Array(0..<tensorCount)
  }

  /// Takes in one more tensor, in a group of its own.
  mutating func append() { parents.append(parents.count) }

  mutating func root(of tensor: TensorID) -> TensorID {
    var root = tensor
    while parents[root] != root { root = parents[root] }
    // Later searches are short.
    var place = tensor
    while parents[place] != root { (parents[place], place) = (root, parents[place]) }
    return root
  }

  mutating func fix(_ tensor: TensorID, _ parameters: Quantization) {
    fixedParameters[root(of: tensor)] = parameters
  }

  mutating func fixed(_ tensor: TensorID) -> Quantization? { fixedParameters[root(of: tensor)] }

  mutating func join(_ left: TensorID, _ right: TensorID) {
    let (left, right) = (root(of: left), root(of: right))
    guard left != right else { return }
    parents[right] = left
    if let parameters = fixedParameters.removeValue(forKey: right) {
      fixedParameters[left] = parameters
    }
  }
}
