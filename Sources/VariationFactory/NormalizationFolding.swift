import Architectures
import FloatReference
import ModelGraph
import PostTrainingQuantization

/// Runs a network layer by layer on images, folds each normalization for the statistics that its layer
/// really has, as training would have, and takes the activations' ranges on the way.
///
/// Estimated statistics alone let activations grow through depth: an image's channels are not
/// independent of each other.
struct NormalizationFolding {
  private(set) var graph: ModelGraph
  private(set) var ranges = ActivationRanges()
  private let normalizations: [Int: Normalization]
  /// Of each activation that a later layer reads, one array an image.
  private var values: [TensorID: [[Float]]] = [:]

  init(_ network: Network, images: [[Float]]) {
    graph = network.graph
    normalizations = network.normalizations
    values[graph.inputs[0]] = images
  }

  /// - Throws: `FloatReferenceError` for a layer that cannot be run; `CancellationError`.
  mutating func run() throws {
    var lastUse: [TensorID: Int] = [:]
    for (place, layer) in graph.layers.enumerated() {
      for tensor in layer.inputs.compactMap(\.self) { lastUse[tensor] = place }
    }
    for image in values[graph.inputs[0]] ?? [] { ranges.include(graph.inputs[0], image) }
    for place in graph.layers.indices {
      try Task.checkCancellation()
      let output = graph.layers[place].outputs[0]
      var results = try results(of: place)
      if let normalization = normalizations[place] {
        results = fold(normalization, layer: place, sums: results)
      }
      for result in results { ranges.include(output, result) }
      values[output] = results
      for tensor in Set(graph.layers[place].inputs.compactMap(\.self))
      where lastUse[tensor] == place {
        values[tensor] = nil
      }
    }
  }

  /// What a layer gives for each image; a normalized layer without its activation.
  private func results(of place: Int) throws -> [[Float]] {
    var layer = graph.layers[place]
    if normalizations[place] != nil { layer.options = layer.options.withoutActivation }
    var single = ModelGraph(
      tensors: [], layers: [], inputs: [], outputs: [],
      source: ModelSource(fileBytes: 0, sha256: ""))
    var places: [TensorID: TensorID] = [:]
    func moved(_ tensor: TensorID) -> TensorID {
      if let place = places[tensor] { return place }
      single.tensors.append(graph.tensors[tensor])
      places[tensor] = single.tensors.count - 1
      return single.tensors.count - 1
    }
    let activations = layer.inputs.compactMap(\.self).filter { !graph.tensors[$0].isConstant }
    layer.inputs = layer.inputs.map { $0.map(moved) }
    layer.outputs = layer.outputs.map(moved)
    layer.nodeIndex = 0
    single.layers = [layer]
    var inputs: [TensorID] = []
    for tensor in activations where !inputs.contains(tensor) { inputs.append(tensor) }
    single.inputs = inputs.map(moved)
    single.outputs = layer.outputs
    let reference = try FloatReference(single)
    let images = values[graph.inputs[0]]?.count ?? inputs.first.flatMap { values[$0]?.count } ?? 0
    return try (0..<images).map { image in
      try reference.run(inputs.map { values[$0]?[image] ?? [] })[0]
    }
  }

  /// Values that the estimated statistics count for: maps of one pixel have one an image.
  private static let estimateWeight = 16.0

  /// Gives the sums' channels their means and deviations by the layer's weights and bias.
  ///
  /// - Returns: the layer's outputs with the weights that it has now.
  private mutating func fold(
    _ normalization: Normalization, layer place: Int, sums: [[Float]]
  ) -> [[Float]] {
    let channels = normalization.means.count
    var (means, squares) = (
      [Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels)
    )
    for image in sums {
      for start in stride(from: 0, to: image.count, by: channels) {
        for channel in 0..<channels {
          let value = Double(image[start + channel])
          means[channel] += value
          squares[channel] += value * value
        }
      }
    }
    let count = Double(sums.reduce(0) { $0 + $1.count } / channels)
    var (gains, shifts) = ([Float](), [Float]())
    for channel in 0..<channels {
      // The estimate that the weights are folded for counts as a few values more.
      let wanted = (
        mean: normalization.means[channel], deviation: normalization.deviations[channel]
      )
      let total = count + Self.estimateWeight
      let mean = (means[channel] + Self.estimateWeight * Double(wanted.mean)) / total
      let square = Double(wanted.mean * wanted.mean + wanted.deviation * wanted.deviation)
      let variance = (squares[channel] + Self.estimateWeight * square) / total - mean * mean
      let gain = wanted.deviation / (Float(max(0, variance)) + Normalization.epsilon).squareRoot()
      gains.append(gain)
      shifts.append(wanted.mean - gain * Float(mean))
    }
    scale(layer: place, by: gains, shifts: shifts)
    let (low, high) = graph.layers[place].options.activationLimits
    return sums.map { image in
      var image = image
      for start in stride(from: 0, to: image.count, by: channels) {
        for channel in 0..<channels {
          let value = image[start + channel] * gains[channel] + shifts[channel]
          image[start + channel] = min(high, max(low, value))
        }
      }
      return image
    }
  }

  private mutating func scale(layer place: Int, by gains: [Float], shifts: [Float]) {
    let layer = graph.layers[place]
    guard let weights = layer.input(1), let bias = layer.input(2) else { return }
    let isDepthwise = layer.kind == .depthwiseConv2D
    let each = graph.tensors[weights].elementCount / gains.count
    graph.tensors[weights].mapFloats { element, value in
      value * gains[isDepthwise ? element % gains.count : element / each]
    }
    graph.tensors[bias].mapFloats { channel, value in value * gains[channel] + shifts[channel] }
  }
}

extension OperatorOptions {
  fileprivate var withoutActivation: OperatorOptions {
    switch self {
    case .convolution(var options):
      options.fusedActivation = .none
      return .convolution(options)
    case .depthwiseConvolution(var options, let multiplier):
      options.fusedActivation = .none
      return .depthwiseConvolution(options, depthMultiplier: multiplier)
    default: return self
    }
  }

  /// What the fused activation cuts values to.
  fileprivate var activationLimits: (Float, Float) {
    switch self {
    case .convolution(let options), .depthwiseConvolution(let options, _):
      switch options.fusedActivation {
      case .relu: (0, .infinity)
      case .relu6: (0, 6)
      default: (-.infinity, .infinity)
      }
    default: (-.infinity, .infinity)
    }
  }
}

extension Tensor {
  /// Replaces each float32 of a constant by what `change` makes of its place and value.
  fileprivate mutating func mapFloats(_ change: (Int, Float) -> Float) {
    guard var bytes = data else { return }
    bytes.withUnsafeMutableBytes { raw in
      for element in 0..<raw.count / 4 {
        let bits = UInt32(
          littleEndian: raw.loadUnaligned(fromByteOffset: 4 * element, as: UInt32.self))
        let changed = change(element, Float(bitPattern: bits)).bitPattern.littleEndian
        raw.storeBytes(of: changed, toByteOffset: 4 * element, as: UInt32.self)
      }
    }
    data = bytes
  }
}
