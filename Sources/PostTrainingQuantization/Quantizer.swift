import GraphPreparation
import ModelGraph

/// Turns one graph into int8, step by step.
struct Quantizer {
  private(set) var graph: ModelGraph
  private var ranges: ActivationRanges
  private var groups: ScaleGroups
  /// Float32 tensors that layers read or make as activations, constants among them.
  private var activations: Set<TensorID> = []

  init(_ graph: ModelGraph, ranges: ActivationRanges) {
    self.graph = graph
    self.graph.source = ModelSource(
      fileBytes: 0, sha256: "", description: graph.source.description)
    self.ranges = ranges
    groups = ScaleGroups(tensorCount: graph.tensors.count)
  }

  // MARK: Which tensors have one scale

  mutating func group(inputRange: ClosedRange<Float>?) throws(QuantizationError) {
    for input in graph.inputs {
      guard isFloat(input) else {
        throw QuantizationError(
          .unsupported(
            nodeIndex: 0, kind: graph.layers.first?.kind ?? .custom,
            problem: "graph input \(input) is of type \(graph.tensors[input].type.name)"))
      }
      activations.insert(input)
      if let inputRange { groups.fix(input, Int8Parameters.activation(inputRange)) }
    }
    var layers: [Layer] = []
    for layer in graph.layers {
      var layer = layer
      guard let rule = ScaleRule.rule(of: layer) else {
        throw refusal(layer, "the 8-bit specification has no rule for it here")
      }
      for output in layer.outputs {
        guard isFloat(output) else {
          throw refusal(layer, "its output is of type \(graph.tensors[output].type.name)")
        }
        activations.insert(output)
      }
      switch rule {
      case .weighted:
        if let input = layer.input(0) { activations.insert(input) }
      case .free: addActivations(layer.inputs)
      case .fixed(let scale, let zeroPoint):
        addActivations(layer.inputs)
        for output in layer.outputs {
          groups.fix(output, Quantization(scales: [scale], zeroPoints: [zeroPoint]))
        }
      case .shared(let places):
        layers += separate(&layer, places)
        addActivations(places.map { layer.input($0) })
        join(places.compactMap { layer.input($0) } + layer.outputs)
      }
      layers.append(layer)
    }
    graph.layers = layers
  }

  private mutating func addActivations(_ tensors: [TensorID?]) {
    for tensor in tensors.compactMap(\.self) where isFloat(tensor) { activations.insert(tensor) }
  }

  private mutating func join(_ tensors: [TensorID]) {
    let tensors = tensors.filter { isFloat($0) }
    for tensor in tensors.dropFirst() { groups.join(tensors[0], tensor) }
  }

  /// Puts a QUANTIZE in front of inputs of given scale where the layer's inputs cannot all have it.
  private mutating func separate(_ layer: inout Layer, _ places: [Int]) -> [Layer] {
    let inputs = places.compactMap { layer.input($0) }.filter { isFloat($0) }
    let given = inputs.map { groups.fixed($0) }
    guard given.contains(where: { $0 != given[0] }) else { return [] }
    var added: [Layer] = []
    for place in places {
      guard let input = layer.input(place), let parameters = groups.fixed(input) else { continue }
      var tensor = graph.tensors[input]
      tensor.name += "_requantized"
      tensor.data = nil
      graph.tensors.append(tensor)
      groups.append()
      let output = graph.tensors.count - 1
      ranges.include(output, parameters.int8Range)
      activations.formUnion([input, output])
      added.append(
        Layer(nodeIndex: layer.nodeIndex, kind: .quantize, inputs: [input], outputs: [output]))
      layer.inputs[place] = output
    }
    return added
  }

  // MARK: Activations

  mutating func quantizeActivations() throws(QuantizationError) {
    var widest: [TensorID: ClosedRange<Float>] = [:]
    for tensor in activations.sorted() {
      let root = groups.root(of: tensor)
      let range = try range(of: tensor)
      let old = widest[root] ?? range
      widest[root] =
        min(old.lowerBound, range.lowerBound)...max(old.upperBound, range.upperBound)
    }
    for tensor in activations.sorted() {
      let range = widest[groups.root(of: tensor)] ?? 0...0
      let parameters = groups.fixed(tensor) ?? Int8Parameters.activation(range)
      if let values = graph.tensors[tensor].floatValues {
        graph.tensors[tensor].data = values.map {
          Int8Parameters.int8($0, scale: parameters.scales[0], zeroPoint: parameters.zeroPoints[0])
        }
      }
      graph.tensors[tensor].type = .int8
      graph.tensors[tensor].quantization = parameters
    }
  }

  private mutating func range(of tensor: TensorID) throws(QuantizationError) -> ClosedRange<Float> {
    let name = graph.tensors[tensor].name
    if let values = graph.tensors[tensor].floatValues {
      var constant = ActivationRanges()
      constant.include(tensor, values)
      guard let range = constant[tensor] else {
        throw QuantizationError(.notFinite(tensor: tensor, name: name))
      }
      return range
    }
    if let parameters = groups.fixed(tensor) { return parameters.int8Range }
    if ranges.isBroken(tensor) { throw QuantizationError(.notFinite(tensor: tensor, name: name)) }
    guard let range = ranges[tensor] else {
      throw QuantizationError(.noRange(tensor: tensor, name: name))
    }
    return range
  }

  // MARK: Weights

  mutating func quantizeWeights() throws(QuantizationError) {
    var used: Set<TensorID> = []
    for index in graph.layers.indices {
      guard case .weighted(let dimension) = ScaleRule.rule(of: graph.layers[index]) else {
        continue
      }
      let layer = graph.layers[index]
      guard let input = layer.input(0), let weights = layer.input(1),
        let inputScale = graph.tensors[input].quantization?.scales[0]
      else { throw refusal(layer, "its input or its weights are absent") }
      var bias: [Float]?
      if let tensor = layer.input(2) { bias = try constant(tensor, of: layer) }
      let (tensor, scales) = try quantized(
        weights, dimension: dimension, bias: bias, inputScale: inputScale, of: layer)
      graph.layers[index].inputs[1] = place(tensor, at: weights, &used)
      if let bias, let tensor = layer.input(2) {
        let quantized = quantized(tensor, bias, scales: scales.map { $0 * inputScale })
        graph.layers[index].inputs[2] = place(quantized, at: tensor, &used)
      }
    }
  }

  /// Puts a tensor in its float twin's place, or in a new one where another layer reads that too.
  private mutating func place(
    _ tensor: Tensor, at twin: TensorID, _ used: inout Set<TensorID>
  ) -> TensorID {
    if !activations.contains(twin), used.insert(twin).inserted {
      floatConstants[twin] = graph.tensors[twin]
      graph.tensors[twin] = tensor
      return twin
    }
    graph.tensors.append(tensor)
    return graph.tensors.count - 1
  }

  /// The float twins of constants that are int8 already.
  private var floatConstants: [TensorID: Tensor] = [:]

  private func constant(
    _ tensor: TensorID, of layer: Layer
  ) throws(QuantizationError) -> [Float] {
    guard let values = (floatConstants[tensor] ?? graph.tensors[tensor]).floatValues else {
      throw refusal(layer, "tensor \(tensor), its weights or bias, is not a float32 constant")
    }
    guard values.allSatisfy(\.isFinite) else {
      throw QuantizationError(.notFinite(tensor: tensor, name: graph.tensors[tensor].name))
    }
    return values
  }

  private func quantized(
    _ weights: TensorID, dimension: Int, bias: [Float]?, inputScale: Float, of layer: Layer
  ) throws(QuantizationError) -> (Tensor, [Float]) {
    let values = try constant(weights, of: layer)
    var tensor = graph.tensors[weights]
    guard tensor.shape.indices.contains(dimension), tensor.shape[dimension] > 0,
      bias.map({ $0.count == tensor.shape[dimension] }) ?? true
    else { throw refusal(layer, "its weights have the shape \(tensor.shape)") }
    let channels = tensor.shape[dimension]
    let step = tensor.shape.dropFirst(dimension + 1).reduce(1, *)
    var magnitudes = [Float](repeating: 0, count: channels)
    for (index, value) in values.enumerated() {
      let channel = index / step % channels
      magnitudes[channel] = max(magnitudes[channel], abs(value))
    }
    var scales = magnitudes.map { Int8Parameters.weightScale(magnitude: $0) }
    for (channel, value) in (bias ?? []).enumerated() {
      scales[channel] = max(
        scales[channel], Int8Parameters.leastWeightScale(bias: value, inputScale: inputScale))
    }
    tensor.data = values.enumerated().map { index, value in
      Int8Parameters.int8(value, scale: scales[index / step % channels], zeroPoint: 0, least: -127)
    }
    tensor.type = .int8
    tensor.quantization = Quantization(
      scales: scales, zeroPoints: scales.map { _ in 0 }, dimension: dimension)
    return (tensor, scales)
  }

  private func quantized(_ bias: TensorID, _ values: [Float], scales: [Float]) -> Tensor {
    var tensor = floatConstants[bias] ?? graph.tensors[bias]
    tensor.data = zip(values, scales).flatMap { value, scale in
      let nearest = (Double(value) / Double(scale)).rounded(.toNearestOrAwayFromZero)
      let limit = Double(Int32.max)
      let word = Int32(min(max(nearest, -limit), limit))
      return withUnsafeBytes(of: word.littleEndian) { Array($0) }
    }
    tensor.type = .int32
    tensor.quantization = Quantization(scales: scales, zeroPoints: scales.map { _ in 0 })
    return tensor
  }

  private func isFloat(_ tensor: TensorID) -> Bool { graph.tensors[tensor].type == .float32 }

  private func refusal(_ layer: Layer, _ problem: String) -> QuantizationError {
    QuantizationError(
      .unsupported(nodeIndex: layer.nodeIndex, kind: layer.kind, problem: problem))
  }
}
