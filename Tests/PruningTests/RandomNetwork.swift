import MCUBenchTestSupport
import ModelGraph

/// Makes small networks in which many channels are dead: rows and columns of weights that are zero,
/// biases near overflow, narrow activations, zero points at both ends, padding on every side.
struct RandomNetwork {
  private var generator: SplitMix
  private var tensors: [Tensor] = []
  private var layers: [Layer] = []
  /// Activations of rank 4 that a layer may read.
  private var images: [TensorID] = []

  /// The network that belongs to `seed`; its first tensor is the only input.
  static func graph(seed: UInt64) -> ModelGraph {
    var network = RandomNetwork(generator: SplitMix(state: seed))
    return network.make()
  }

  private init(generator: SplitMix) { self.generator = generator }

  private mutating func make() -> ModelGraph {
    let input = activation([1, 3 + below(6), 3 + below(6), 1 + below(6)])
    images = [input]
    for _ in 0..<3 + below(7) { appendLayer() }
    var outputs = [appendHead()]
    // Sometimes an activation in the middle is wanted as well.
    if below(4) == 0, let other = images.last, other != input { outputs.append(other) }
    return ModelGraph(
      tensors: tensors, layers: layers, inputs: [input], outputs: outputs,
      source: ModelSource(fileBytes: 0, sha256: ""))
  }

  private mutating func appendLayer() {
    let image = images[max(0, images.count - 1 - below(2))]
    switch below(10) {
    case 0, 1, 2, 3: convolution(of: image)
    case 4, 5: depthwise(of: image)
    case 6: elementwise(image)
    case 7: pooling(of: image)
    case 8: concatenation(image)
    default: table(of: image)
    }
  }

  private mutating func convolution(of image: TensorID, channels: Int? = nil, kernel: Int? = nil) {
    let rows = channels ?? 1 + below(10)
    let columns = tensors[image].channelCount
    let kernel = kernel ?? [1, 1, 2, 3][below(4)]
    var weights = values(rows * kernel * kernel * columns)
    let zeroColumns = (0..<columns).filter { _ in below(5) == 0 }
    for row in 0..<rows {
      let isZero = below(3) == 0
      for tap in 0..<kernel * kernel {
        for column in 0..<columns where isZero || zeroColumns.contains(column) {
          weights[(row * kernel * kernel + tap) * columns + column] = 0
        }
      }
    }
    let options = windowOptions(stride: kernel == 1 ? 1 : 1 + below(2))
    append(
      .conv2D, .convolution(options), image,
      weights: ([rows, kernel, kernel, columns], weights, dimension: 0), channels: rows,
      window(image, kernel, options))
  }

  private mutating func depthwise(of image: TensorID) {
    let multiplier = 1 + below(5) / 4
    let channels = tensors[image].channelCount * multiplier
    let kernel = [1, 2, 3][below(3)]
    var weights = values(kernel * kernel * channels)
    for channel in 0..<channels where below(4) == 0 {
      for place in stride(from: channel, to: weights.count, by: channels) { weights[place] = 0 }
    }
    let options = windowOptions(stride: 1 + below(2))
    append(
      .depthwiseConv2D, .depthwiseConvolution(options, depthMultiplier: multiplier), image,
      weights: ([1, kernel, kernel, channels], weights, dimension: 3), channels: channels,
      window(image, kernel, options))
  }

  /// Two branches of a shape that meet.
  private mutating func elementwise(_ image: TensorID) {
    convolution(of: image, channels: tensors[image].channelCount, kernel: 1)
    guard let other = images.last, tensors[other].shape == tensors[image].shape else { return }
    let output = activation(tensors[image].shape)
    add(
      [.add, .sub, .mul][below(3)], .arithmetic(fusedActivation: fused()), [image, other], output)
    images.append(output)
  }

  private mutating func pooling(of image: TensorID) {
    let options = windowOptions(stride: 1 + below(2))
    let (height, width) = window(image, 2, options)
    guard height > 0, width > 0 else { return }
    let output = activation(
      [1, height, width, tensors[image].channelCount], like: tensors[image].quantization)
    add(
      below(2) == 0 ? .maxPool2D : .averagePool2D,
      .pooling(
        padding: options.padding, stride: options.stride,
        filter: HeightWidth(height: 2, width: 2), fusedActivation: fused()), [image], output)
    images.append(output)
  }

  private mutating func concatenation(_ image: TensorID) {
    let shape = tensors[image].shape
    let others = images.filter {
      Array(tensors[$0].shape[1...2]) == Array(shape[1...2])
        && tensors[$0].quantization == tensors[image].quantization
    }
    guard others.count > 1, shape[3] < 40 else { return convolution(of: image) }
    let parts = [image, others[below(others.count)]]
    let channels = parts.reduce(0) { $0 + tensors[$1].channelCount }
    let output = activation(
      [1, shape[1], shape[2], channels], like: tensors[image].quantization)
    add(
      .concatenation, .concatenation(axis: below(2) == 0 ? 3 : -1, fusedActivation: .none), parts,
      output)
    images.append(output)
  }

  private mutating func table(of image: TensorID) {
    let output = activation(tensors[image].shape)
    let isFlat = below(2) == 0
    let table = (0..<256).map { isFlat && $0 < 100 ? 5 : Int8(truncatingIfNeeded: $0 * 7 + 3) }
    add(.lookupTable, .lookupTable(values: table), [image], output)
    images.append(output)
  }

  /// A classifier's end: a mean or a flattened image into FULLY_CONNECTED.
  private mutating func appendHead() -> TensorID {
    let image = images[images.count - 1]
    let shape = tensors[image].shape
    let flat: TensorID
    if below(2) == 0 {
      flat = activation([1, shape[3]])
      tensors.append(
        Tensor(name: "axes", type: .int32, shape: [2], data: [1, 0, 0, 0, 2, 0, 0, 0]))
      add(.mean, .reduction(keepsDimensions: false), [image, tensors.count - 1], flat)
    } else {
      flat = activation([1, shape[1] * shape[2] * shape[3]], like: tensors[image].quantization)
      add(.reshape, .reshape(newShape: nil), [image], flat)
    }
    let units = 1 + below(4)
    let depth = tensors[flat].channelCount
    append(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false), flat,
      weights: ([units, depth], values(units * depth), dimension: 0), channels: units, nil)
    return layers[layers.count - 1].outputs[0]
  }

  /// A layer with weights, and a bias more often than not.
  private mutating func append(
    _ kind: OperatorKind, _ options: OperatorOptions, _ input: TensorID,
    weights: (shape: [Int], values: [Int8], dimension: Int), channels: Int,
    _ extents: (height: Int, width: Int)?
  ) {
    if let extents, extents.height < 1 || extents.width < 1 { return }
    let output = activation(extents.map { [1, $0.height, $0.width, channels] } ?? [1, channels])
    let isPerChannel = below(3) > 0
    let scales = (0..<(isPerChannel ? channels : 1)).map { _ in
      below(9) == 0 ? Float(below(30)) : 0.001 * Float(1 + below(40))
    }
    tensors.append(
      Tensor(
        name: "weights", type: .int8, shape: weights.shape,
        quantization: Quantization(
          scales: scales, zeroPoints: scales.map { _ in 0 }, dimension: weights.dimension),
        data: weights.values.map { UInt8(bitPattern: $0) }))
    var inputs = [input, tensors.count - 1]
    if below(4) > 0 {
      let biases = (0..<channels).map { _ in bias() }
      tensors.append(
        Tensor(
          name: "bias", type: .int32, shape: [channels],
          data: biases.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
          }
        ))
      inputs.append(tensors.count - 1)
    }
    add(kind, options, inputs, output)
    if extents != nil { images.append(output) }
  }

  private mutating func bias() -> Int32 {
    switch below(6) {
    case 0: Int32.max - Int32(below(1000))
    case 1: Int32.min + Int32(below(1000))
    case 2: Int32(below(2_000_000)) - 1_000_000
    default: Int32(below(4000)) - 2000
    }
  }

  private mutating func windowOptions(stride: Int) -> ConvolutionOptions {
    ConvolutionOptions(
      padding: below(3) == 0 ? .valid : .same,
      stride: HeightWidth(height: stride, width: stride), fusedActivation: fused())
  }

  /// The output's extents; not positive where the window does not fit.
  private func window(
    _ image: TensorID, _ kernel: Int, _ options: ConvolutionOptions
  ) -> (height: Int, width: Int) {
    func extent(_ input: Int) -> Int {
      let reach = options.padding == .same ? input : input - kernel + 1
      return reach < 1 ? 0 : (reach + options.stride.height - 1) / options.stride.height
    }
    return (extent(tensors[image].shape[1]), extent(tensors[image].shape[2]))
  }

  private mutating func fused() -> FusedActivation { [.none, .relu, .relu6][below(3)] }

  private mutating func values(_ count: Int) -> [Int8] {
    (0..<count).map { _ in Int8(truncatingIfNeeded: below(256)) }
  }

  private mutating func activation(_ shape: [Int], like quantization: Quantization? = nil)
    -> TensorID
  {
    let zeroPoint = [-128, 127, 0, -128, -7][below(5)]
    let scale: Float = [0.02, 0.02, 0.7][below(3)]
    tensors.append(
      Tensor(
        name: "activation", type: .int8, shape: shape,
        quantization: quantization ?? Quantization(scales: [scale], zeroPoints: [zeroPoint])))
    return tensors.count - 1
  }

  private mutating func add(
    _ kind: OperatorKind, _ options: OperatorOptions, _ inputs: [TensorID], _ output: TensorID
  ) {
    layers.append(
      Layer(
        nodeIndex: layers.count, kind: kind, inputs: inputs, outputs: [output], options: options))
  }

  private mutating func below(_ limit: Int) -> Int { generator.below(limit) }
}

extension Tensor {
  fileprivate var channelCount: Int { shape.last ?? 1 }
}
