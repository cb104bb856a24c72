import ModelGraph
import RandomNumbers

/// Builds a network layer by layer; what the architectures are written in.
///
/// Tensors are named after ``scope`` and the layer's role: `block_3/depthwise`. Weights are drawn in the
/// layers' order, so a seed fixes all of them.
struct NetworkBuilder {
  /// Where weights come from.
  enum Weights: Hashable, Sendable {
    case seeded(UInt64)
    /// No bytes at all: for shapes and counts.
    case none
  }

  /// The most that a network may have of elements of an activation, of weights and biases, and of MACs.
  static let activationLimit = 1 << 24
  static let parameterLimit = 1 << 24
  static let macLimit = 1 << 32

  let architecture: String
  let makesWeights: Bool
  var random: SplitMix
  var graph: ModelGraph
  var parameters = TrainingParameters()
  /// The part of the network that layers now belong to.
  var scope = "stem"
  var statistics: [TensorID: ChannelStatistics] = [:]
  var normalizations: [Int: Normalization] = [:]
  private var elementCount = 0
  private var macCount = 0
  private var names: [String: Int] = [:]
  private var vectors: [[Int32]: TensorID] = [:]
  /// The factors that a layer's size is blamed on.
  private var resolution = 0.0
  private var alpha = 0.0

  init(_ architecture: String, weights: Weights) {
    self.architecture = architecture
    switch weights {
    case .seeded(let seed): (makesWeights, random) = (true, SplitMix(seed: seed))
    case .none: (makesWeights, random) = (false, SplitMix(seed: 0))
    }
    graph = ModelGraph(
      tensors: [], layers: [], inputs: [], outputs: [],
      source: ModelSource(fileBytes: 0, sha256: ""))
  }

  func network(description: String) -> Network {
    var finished = graph
    finished.source.description = description
    return Network(
      graph: finished, parameters: parameters, normalizations: normalizations)
  }

  // MARK: Tensors

  func shape(_ tensor: TensorID) -> [Int] { graph.tensors[tensor].shape }

  func channels(_ tensor: TensorID) -> Int { shape(tensor).last ?? 0 }

  /// The network's input, `[1, resolution, resolution, channels]`; pixels over -1 to 1.
  mutating func input(_ factors: FactorReader) throws(FactorError) -> TensorID {
    resolution = factors.number(.resolution)
    alpha = factors.number(.alpha)
    let side = factors.whole(.resolution)
    let channels = factors.whole(.channels)
    let tensor = try activation([1, side, side, channels], "input")
    graph.inputs = [tensor]
    // Even over [-1, 1].
    statistics[tensor] = ChannelStatistics(channels: channels, mean: 0, variance: 1 / 3)
    return tensor
  }

  /// A new activation.
  mutating func activation(_ shape: [Int], _ role: String) throws(FactorError) -> TensorID {
    let elements = shape.reduce(1) { $0.multipliedSaturated(by: $1) }
    try bound(elements, by: Self.activationLimit, "elements in one activation", .resolution)
    graph.tensors.append(Tensor(name: name(role), type: .float32, shape: shape))
    return graph.tensors.count - 1
  }

  /// A constant of float32; `values` is asked for once it is known to be small enough.
  mutating func constant(
    _ shape: [Int], _ role: String, _ values: [Float]
  ) throws(FactorError) -> TensorID {
    graph.tensors.append(
      Tensor(
        name: name(role), type: .float32, shape: shape,
        data: makesWeights ? Self.bytes(values.map(\.bitPattern)) : []))
    return graph.tensors.count - 1
  }

  /// Checks what a layer's weights and MACs add up to, before they are made.
  mutating func count(weights: Int, macs: Int) throws(FactorError) {
    elementCount = elementCount.addingSaturated(weights)
    macCount = macCount.addingSaturated(macs)
    try bound(elementCount, by: Self.parameterLimit, "weights", .alpha)
    try bound(macCount, by: Self.macLimit, "MACs", .resolution)
  }

  /// A constant vector of int32, made once for each content: axes, shapes, places.
  mutating func vector(_ values: [Int]) -> TensorID {
    let values = values.map { Int32(clamping: $0) }
    if let known = vectors[values] { return known }
    graph.tensors.append(
      Tensor(
        name: "constant_\(vectors.count)", type: .int32, shape: [values.count],
        data: Self.bytes(values.map { UInt32(bitPattern: $0) })))
    vectors[values] = graph.tensors.count - 1
    return graph.tensors.count - 1
  }

  mutating func append(
    _ kind: OperatorKind, _ options: OperatorOptions, _ inputs: [TensorID?], _ output: TensorID
  ) {
    graph.layers.append(
      Layer(
        nodeIndex: graph.layers.count, kind: kind, inputs: inputs, outputs: [output],
        options: options))
  }

  /// Little-endian bytes.
  private static func bytes(_ words: [UInt32]) -> [UInt8] {
    let words = words.map(\.littleEndian)
    return words.withUnsafeBytes { Array($0) }
  }

  private mutating func name(_ role: String) -> String {
    let name = role == "input" || role == "output" ? role : "\(scope)/\(role)"
    let count = names[name, default: 0]
    names[name] = count + 1
    return count == 0 ? name : "\(name)_\(count)"
  }

  // MARK: Refusals

  func refuse(_ reason: FactorError.Reason) -> FactorError { FactorError(architecture, reason) }

  private func bound(
    _ amount: Int, by limit: Int, _ what: String, _ factor: Factor
  ) throws(FactorError) {
    guard amount > limit else { return }
    let value = factor == .alpha ? alpha : resolution
    throw refuse(
      .tooLarge(
        FactorError.Given(factor: factor, value: value), what: what, amount: amount, limit: limit))
  }

  /// The extent of a window's output.
  ///
  /// - Throws: `FactorError` for a map smaller than the window, or one of a pixel that is to be halved.
  func extent(
    _ map: Int, kernel: Int, stride: Int, padding: Padding, _ role: String
  ) throws(FactorError) -> Int {
    let needed = padding == .valid ? kernel : stride
    guard map >= needed else {
      throw refuse(
        .mapTooSmall(
          FactorError.Given(factor: .resolution, value: resolution), layer: "\(scope)/\(role)",
          map: map, needed: needed, smallest: nil))
    }
    return padding == .valid ? (map - kernel) / stride + 1 : (map + stride - 1) / stride
  }
}
