package import ModelGraph

extension LayerIdentity {
  /// The identity of a layer of `graph`.
  package init(of layer: Layer, in graph: ModelGraph) {
    let output = layer.outputs.first
    self.init(
      nodeIndex: layer.nodeIndex,
      name: output.flatMap { graph.tensor($0)?.name } ?? "",
      outputTensor: output,
      operatorName: layer.kind.description,
      operatorVersion: layer.version,
      customName: layer.customName,
      fusedActivation: layer.options.fusedActivation?.rawValue)
  }
}

extension LayerShapes {
  /// The shapes of a layer of `graph`; `inputs` holds its activations, not its constants.
  package init(of layer: Layer, in graph: ModelGraph) {
    self.init()
    let given = layer.inputs.compactMap { $0.flatMap { graph.tensor($0) } }
    let activations = given.filter { !$0.isConstant }
    let made = layer.outputs.compactMap { graph.tensor($0) }
    inputs = activations.map(\.shape)
    outputs = made.map(\.shape)
    inputType = (activations.first ?? given.first)?.type.name
    outputType = made.first?.type.name
    describeOptions(of: layer)
    guard let position = Self.weightPositions[layer.kind],
      let weights = layer.input(position).flatMap({ graph.tensor($0) })
    else { return }
    describe(weights: weights, of: layer, channels: activations.first?.shape.last)
  }

  /// Where operators with weights take them.
  private static let weightPositions: [OperatorKind: Int] = [
    .conv2D: 1, .depthwiseConv2D: 1, .fullyConnected: 1, .transposeConv: 1,
  ]

  private mutating func describe(weights tensor: Tensor, of layer: Layer, channels: Int?) {
    weights = tensor.shape
    weightType = tensor.type.name
    isPerChannel = tensor.quantization?.isPerChannel
    guard layer.kind != .fullyConnected, tensor.shape.count == 4 else { return }
    kernelHeight = tensor.shape[1]
    kernelWidth = tensor.shape[2]
    guard let channels, channels > 0 else { return }
    switch layer.kind {
    case .depthwiseConv2D: groups = channels
    case .conv2D where tensor.shape[3] > 0: groups = channels / tensor.shape[3]
    default: groups = 1
    }
  }

  private mutating func describeOptions(of layer: Layer) {
    switch layer.options {
    case .convolution(let options):
      describe(options)
    case .depthwiseConvolution(let options, let multiplier):
      describe(options)
      depthMultiplier = multiplier
    case .transposeConvolution(let place, let stride, _):
      padding = place.rawValue
      (strideHeight, strideWidth) = (stride.height, stride.width)
    case .pooling(let place, let stride, let filter, _):
      padding = place.rawValue
      (strideHeight, strideWidth) = (stride.height, stride.width)
      (kernelHeight, kernelWidth) = (filter.height, filter.width)
    default:
      break
    }
  }

  private mutating func describe(_ options: ConvolutionOptions) {
    padding = options.padding.rawValue
    (strideHeight, strideWidth) = (options.stride.height, options.stride.width)
    (dilationHeight, dilationWidth) = (options.dilation.height, options.dilation.width)
  }
}

extension OperatorOptions {
  /// The fused activation, or `nil` where the operator has no such option.
  package var fusedActivation: FusedActivation? {
    switch self {
    case .convolution(let options), .depthwiseConvolution(let options, _): options.fusedActivation
    case .transposeConvolution(_, _, let activation), .pooling(_, _, _, let activation),
      .fullyConnected(let activation, _, _, _), .arithmetic(let activation),
      .concatenation(_, let activation):
      activation
    default: nil
    }
  }
}

extension ModelGraph {
  fileprivate func tensor(_ identifier: TensorID) -> Tensor? {
    tensors.indices.contains(identifier) ? tensors[identifier] : nil
  }
}
