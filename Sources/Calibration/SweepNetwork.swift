package import ModelGraph
import RandomNumbers

/// One network of many layers to measure, each fed by what is left of the one before.
///
/// Layers do not follow from each other as a trained network's: between two, bytes are repeated or
/// left out until there are as many as the next one takes. So a firmware holds as many layers as its
/// memory does, an error in any of them changes the outputs, and the copies are samples themselves.
package struct SweepNetwork: Sendable {
  package private(set) var graph: ModelGraph
  /// Where each wanted layer stands among the graph's, in the order asked for.
  package private(set) var places: [Int] = []

  /// The tensor that the next layer takes its bytes from.
  private var current: TensorID
  private var random: SplitMix
  /// Elements of the network's input.
  private let inputElements: Int

  /// A network of `layers`, with data made of `seed`.
  package init(_ layers: [SweepLayer], seed: UInt64) {
    random = SplitMix(seed: seed)
    let needsVariety = layers.dropFirst().contains { Self.hangsOnData($0.kind) }
    inputElements = needsVariety ? Self.variedElements : layers.first?.inputElements ?? 1
    graph = ModelGraph(
      tensors: [
        Tensor(
          name: "input", type: .int8, shape: [1, inputElements],
          quantization: Quantization(scales: [Self.scale], zeroPoints: [-3]))
      ], layers: [], inputs: [0], outputs: [],
      source: ModelSource(fileBytes: 0, sha256: "", description: "calibration sweep"))
    current = 0
    for layer in layers { add(layer) }
    graph.outputs = [current]
  }

  /// Every activation's scale; what matters is how far values reach, not what they mean.
  private static let scale: Float = 0.05
  /// What the scale of an output is multiplied with where a table may be made of it: layers of the same
  /// table would find it in a cache, and some kernels are made for some scales alone.
  private static func variety(of layer: SweepLayer) -> Float {
    1 + Float((7 * layer.channels + 13 * layer.height + 29 * layer.width) % 64) / 128
  }
  /// Elements of the input of a network that layers come back to for variety.
  private static let variedElements = 768
  /// Elements that a layer whose reads hang on its data takes of the layer before.
  private static let mostFollowed = 64
  /// The most copies that one concatenation joins.
  private static let mostCopies = 8

  // MARK: Tensors

  private func shape(_ tensor: TensorID) -> [Int] { graph.tensors[tensor].shape }
  private func count(_ tensor: TensorID) -> Int { graph.tensors[tensor].elementCount }

  private mutating func tensor(_ tensor: Tensor) -> TensorID {
    graph.tensors.append(tensor)
    return graph.tensors.count - 1
  }

  /// An activation of the same quantization as `like`, or of one that suits a rectified output.
  private mutating func activation(_ shape: [Int], like: TensorID) -> TensorID {
    tensor(
      Tensor(
        name: "t\(graph.tensors.count)", type: .int8, shape: shape,
        quantization: graph.tensors[like].quantization))
  }

  private mutating func activation(_ shape: [Int], scale: Float, zeroPoint: Int) -> TensorID {
    tensor(
      Tensor(
        name: "t\(graph.tensors.count)", type: .int8, shape: shape,
        quantization: Quantization(scales: [scale], zeroPoints: [zeroPoint])))
  }

  private mutating func integers(_ values: [Int], shape: [Int]? = nil) -> TensorID {
    let bytes = values.flatMap { value in
      withUnsafeBytes(of: Int32(value).littleEndian) { Array($0) }
    }
    return tensor(
      Tensor(
        name: "c\(graph.tensors.count)", type: .int32, shape: shape ?? [values.count], data: bytes))
  }

  private mutating func append(
    _ kind: OperatorKind, _ options: OperatorOptions, _ inputs: [TensorID?], _ output: TensorID
  ) {
    graph.layers.append(
      Layer(
        nodeIndex: graph.layers.count, kind: kind, inputs: inputs, outputs: [output],
        options: options))
    current = output
  }

  // MARK: Between two layers

  /// Whether a kernel of these layers reads tables where its data say: what lies far behind others has
  /// lost its variety, and so would its reads.
  private static func hangsOnData(_ kind: SweepLayer.Operator) -> Bool {
    switch kind {
    case .table, .softmax, .relu, .add, .addRepeated, .addScalar: true
    default: false
    }
  }

  /// Puts the network's input behind some of what is left of the layer before.
  private mutating func refresh() {
    guard current != 0 else { return }
    if count(current) > Self.mostFollowed { feed([1, Self.mostFollowed]) }
    let followed = reshaped([1, count(current)])
    let input = activation(shape(0), like: followed)
    append(.reshape, .reshape(newShape: shape(0)), [0, integers(shape(0))], input)
    let joined = activation([1, count(followed) + inputElements], like: followed)
    append(
      .concatenation, .concatenation(axis: 1, fusedActivation: .none), [followed, input], joined)
  }

  /// Makes ``current`` have `wanted` elements in `shape`.
  private mutating func feed(_ shape: [Int]) {
    let wanted = shape.reduce(1, *)
    while count(current) < wanted {
      let copies = min(Self.mostCopies, (wanted + count(current) - 1) / count(current))
      let flat = reshaped([1, count(current)])
      let joined = activation([1, copies * count(flat)], like: flat)
      append(
        .concatenation, .concatenation(axis: 1, fusedActivation: .none),
        Array(repeating: flat, count: copies), joined)
    }
    if count(current) > wanted {
      let flat = reshaped([1, count(current)])
      let part = activation([1, wanted], like: flat)
      let (begin, end, strides) = (integers([0, 0]), integers([1, wanted]), integers([1, 1]))
      append(.stridedSlice, .stridedSlice(StridedSliceMasks()), [flat, begin, end, strides], part)
    }
    _ = reshaped(shape)
  }

  private mutating func reshaped(_ shape: [Int]) -> TensorID {
    if self.shape(current) != shape {
      let to = integers(shape)
      let output = activation(shape, like: current)
      append(.reshape, .reshape(newShape: shape), [current, to], output)
    }
    return current
  }

  // MARK: Layers

  private mutating func add(_ layer: SweepLayer) {
    let image = [1, layer.height, layer.width, layer.channels]
    if Self.hangsOnData(layer.kind) { refresh() }
    switch layer.kind {
    case .fullyConnected: feed([1, layer.channels])
    case .softmax: feed([layer.height * layer.width, layer.channels])
    default: feed(image)
    }
    switch layer.kind {
    case .convolution, .depthwise: addConvolution(layer)
    case .fullyConnected: addFullyConnected(layer)
    case .add, .addRepeated, .addScalar, .multiply, .multiplyRepeated, .multiplyScalar:
      addArithmetic(layer)
    case .averagePool, .maxPool: addPooling(layer)
    case .mean: addMean(layer)
    case .softmax:
      let output = activation(shape(current), scale: 1 / 256, zeroPoint: -128)
      append(.softmax, .softmax(beta: Self.variety(of: layer)), [current], output)
    case .table:
      let output = activation(shape(current), scale: 1 / 256, zeroPoint: -128)
      append(.logistic, .none, [current], output)
    case .relu:
      let output = activation(
        shape(current), scale: Self.scale * Self.variety(of: layer), zeroPoint: -3)
      append(.relu, .none, [current], output)
    case .concatenation, .pad, .shuffle, .slice: addMovement(layer)
    }
    places.append(graph.layers.count - 1)
  }

  private static func outputExtent(_ extent: Int, _ layer: SweepLayer) -> Int {
    layer.isPadded
      ? (extent + layer.stride - 1) / layer.stride
      : (extent - layer.kernel) / layer.stride + 1
  }

  private mutating func addConvolution(_ layer: SweepLayer) {
    let isDepthwise = layer.kind == .depthwise
    let outputs = isDepthwise ? layer.channels * layer.outputs : layer.outputs
    let inputs = isDepthwise ? 1 : layer.channels
    let filter =
      isDepthwise
      ? [1, layer.kernel, layer.kernel, outputs]
      : [outputs, layer.kernel, layer.kernel, inputs]
    let data = weights(
      layer, filter, rows: outputs, length: layer.kernel * layer.kernel * inputs,
      dimension: isDepthwise ? 3 : 0)
    let output = rectified(
      [
        1, Self.outputExtent(layer.height, layer), Self.outputExtent(layer.width, layer), outputs,
      ], layer)
    let options = ConvolutionOptions(
      padding: layer.isPadded ? .same : .valid,
      stride: HeightWidth(height: layer.stride, width: layer.stride),
      fusedActivation: layer.isRectified ? .relu : .none)
    append(
      isDepthwise ? .depthwiseConv2D : .conv2D,
      isDepthwise
        ? .depthwiseConvolution(options, depthMultiplier: layer.outputs) : .convolution(options),
      [current, data.weights, data.bias], output)
  }

  private mutating func addFullyConnected(_ layer: SweepLayer) {
    let data = weights(
      layer, [layer.outputs, layer.channels], rows: layer.outputs, length: layer.channels,
      dimension: 0)
    let output = rectified([1, layer.outputs], layer)
    append(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: layer.isRectified ? .relu : .none, shuffledWeights: false,
        keepsDimensions: false, asymmetricQuantizeInputs: false),
      [current, data.weights, data.bias], output)
  }

  /// An output that is cut off at its zero point, or is not.
  private mutating func rectified(_ shape: [Int], _ layer: SweepLayer) -> TensorID {
    layer.isRectified
      ? activation(shape, scale: Self.scale / 2, zeroPoint: layer.isClamped ? -100 : -128)
      : activation(shape, scale: Self.scale, zeroPoint: -5)
  }

  /// Weights and biases whose sums fill the outputs' range about half.
  private mutating func weights(
    _ layer: SweepLayer, _ shape: [Int], rows: Int, length: Int, dimension: Int
  ) -> (weights: TensorID, bias: TensorID) {
    let values = (0..<rows * length).map { _ in
      layer.isNormal ? random.normal(deviation: 32) : random.even()
    }
    // An activation and a weight of common size, summed `length` times, come to about 40 steps, or to
    // a quarter or a sixteenth of them: the finer a sum is, the less some kernels may round.
    let spread = 45 * 45 * Float(length).squareRoot()
    let width = 40 / Float(1 << (2 * ((layer.channels + layer.outputs + layer.height) % 3)))
    var scales = (0..<rows).map { _ in width / spread * (0.7 + 0.6 * random.unit()) }
    if layer.isPerTensor { scales = scales.map { _ in scales[0] } }
    let weights = tensor(
      Tensor(
        name: "w\(graph.tensors.count)", type: .int8, shape: shape,
        quantization: layer.isPerTensor
          ? Quantization(scales: [scales[0]], zeroPoints: [0])
          : Quantization(
            scales: scales, zeroPoints: scales.map { _ in 0 }, dimension: dimension),
        data: values.map { UInt8(bitPattern: $0) }))
    let biases = (0..<rows).map { _ in Int(random.unit() * 4000) - 2000 }
    let bias = integers(biases)
    let inputScale = graph.tensors[current].quantization?.scales.first ?? Self.scale
    graph.tensors[bias].quantization = Quantization(
      scales: scales.map { $0 * inputScale }, zeroPoints: scales.map { _ in 0 }, dimension: 0)
    return (weights, bias)
  }

  private mutating func addArithmetic(_ layer: SweepLayer) {
    let isAdd = [.add, .addRepeated, .addScalar].contains(layer.kind)
    let isRepeated = layer.kind == .addRepeated || layer.kind == .multiplyRepeated
    let input = current
    var other = input
    if isRepeated {
      let (begin, end, strides) = (
        integers([0, 0, 0, 0]), integers([1, 1, 1, layer.channels]), integers([1, 1, 1, 1])
      )
      other = activation([1, 1, 1, layer.channels], like: input)
      append(
        .stridedSlice, .stridedSlice(StridedSliceMasks()), [input, begin, end, strides], other)
    }
    if layer.kind == .addScalar || layer.kind == .multiplyScalar {
      other = tensor(
        Tensor(
          name: "k\(graph.tensors.count)", type: .int8, shape: [1],
          quantization: Quantization(scales: [Self.scale], zeroPoints: [-3]),
          data: [UInt8(bitPattern: random.even())]))
    }
    let output = activation(
      shape(input), scale: (isAdd ? 0.08 : 0.2) * Self.variety(of: layer),
      zeroPoint: layer.isRectified ? layer.isClamped ? -100 : -128 : 3)
    append(
      isAdd ? .add : .mul,
      .arithmetic(fusedActivation: layer.isRectified ? .relu : .none), [input, other], output)
  }

  private mutating func addPooling(_ layer: SweepLayer) {
    let output = activation(
      [
        1, Self.outputExtent(layer.height, layer), Self.outputExtent(layer.width, layer),
        layer.channels,
      ], like: current)
    append(
      layer.kind == .maxPool ? .maxPool2D : .averagePool2D,
      .pooling(
        padding: layer.isPadded ? .same : .valid,
        stride: HeightWidth(height: layer.stride, width: layer.stride),
        filter: HeightWidth(height: layer.kernel, width: layer.kernel), fusedActivation: .none),
      [current], output)
  }

  private mutating func addMean(_ layer: SweepLayer) {
    let axes = integers([1, 2])
    let output = activation([1, layer.channels], scale: Self.scale, zeroPoint: -7)
    append(.mean, .reduction(keepsDimensions: false), [current, axes], output)
  }

  private mutating func addMovement(_ layer: SweepLayer) {
    let input = current
    let (height, width, channels) = (layer.height, layer.width, layer.channels)
    switch layer.kind {
    case .concatenation:
      let output = activation([1, height, width, 2 * channels], like: input)
      append(
        .concatenation, .concatenation(axis: 3, fusedActivation: .none), [input, input], output)
    case .pad:
      let edges = integers([0, 0, 1, 1, 1, 1, 0, 0], shape: [4, 2])
      let output = activation([1, height + 2, width + 2, channels], like: input)
      append(.pad, .none, [input, edges], output)
    case .shuffle:
      let groups = reshaped([height, width, 2, channels / 2])
      let order = integers([0, 1, 3, 2])
      let output = activation([height, width, channels / 2, 2], like: groups)
      append(.transpose, .none, [groups, order], output)
    default:
      let half = max(channels / 2, 1)
      let (begin, end, strides) = (
        integers([0, 0, 0, 0]), integers([1, height, width, half]), integers([1, 1, 1, 1])
      )
      let output = activation([1, height, width, half], like: input)
      append(
        .stridedSlice, .stridedSlice(StridedSliceMasks()), [input, begin, end, strides], output)
    }
  }
}
