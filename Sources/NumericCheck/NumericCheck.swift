import Glibc
package import ModelGraph

/// How far each layer of an int8 network is from the same layer of its float network, over all
/// inputs that both were run on.
package struct NumericCheck: Sendable {
  package let matching: LayerMatching
  private let float: ModelGraph
  private let int8: ModelGraph
  private var sums: [Sums]

  /// Matches two graphs with final shapes.
  package init(float: ModelGraph, int8: ModelGraph) {
    self.float = float
    self.int8 = int8
    matching = LayerMatching(float: float, int8: int8)
    sums = Array(repeating: Sums(), count: matching.pairs.count)
  }

  /// Takes in one run of both networks on the same input.
  ///
  /// - Parameters:
  ///   - floatValues: The float network's activations, by tensor.
  ///   - int8Bytes: The int8 network's, as raw bytes. Tensors that are absent, or have no real
  ///     values (other than float32 and quantized int8, uint8 and int16), are left out.
  package mutating func include(
    floatValues: [TensorID: [Float]], int8Bytes: [TensorID: [UInt8]]
  ) {
    for (index, pair) in matching.pairs.enumerated() {
      let tensor = int8.tensors[pair.int8Tensor]
      guard tensor.type == .float32 || tensor.quantization.map({ !$0.isPerChannel }) == true,
        let reference = floatValues[pair.floatTensor], let bytes = int8Bytes[pair.int8Tensor],
        let values = tensor.realValues(of: bytes), values.count == reference.count
      else { continue }
      sums[index].add(reference, values)
    }
  }

  /// The layers of both networks that have no partner, the float network's first, each in order.
  package var unmatched: [UnmatchedLayer] {
    let conversions: Set<OperatorKind> = [.quantize, .dequantize]
    func layers(
      of graph: ModelGraph, without places: [Int], _ side: UnmatchedLayer.Side
    ) -> [UnmatchedLayer] {
      let places = Set(places)
      return graph.layers.enumerated().compactMap { place, layer in
        let isConversion = conversions.contains(layer.kind)
        guard isConversion || places.contains(place) else { return nil }
        return UnmatchedLayer(
          side: side, layer: place, kind: layer.kind,
          activation: layer.options.fusedActivation,
          shape: layer.outputs.first.map { graph.tensors[$0].shape } ?? [],
          isConversion: isConversion)
      }
    }
    return layers(of: float, without: matching.unmatchedFloatLayers, .float)
      + layers(of: int8, without: matching.unmatchedInt8Layers, .int8)
  }

  /// One a matched layer, in order.
  package var agreements: [LayerAgreement] {
    zip(matching.pairs, sums).map { pair, sums in
      LayerAgreement(
        pair: pair, kind: float.layers[pair.floatLayer].kind,
        activation: float.layers[pair.floatLayer].options.fusedActivation,
        shape: float.tensors[pair.floatTensor].shape, sums: sums)
    }
  }
}

/// How far one layer's int8 output is from its float output.
package struct LayerAgreement: Hashable, Sendable {
  package let pair: LayerMatching.Pair
  package let kind: OperatorKind
  package let activation: FusedActivation
  /// Of the output.
  package let shape: [Int]
  /// Elements compared, over all inputs; 0 where the layer's values were never given.
  package let elementCount: Int
  /// Root of the mean squared difference, in the float network's unit; `nil` without elements.
  package let rootMeanSquareError: Double?
  package let largestError: Double?
  /// Cosine of the angle between the two outputs; 1 where both are 0 throughout, `nil` where one is.
  package let cosine: Double?
  /// Signal to quantization noise: 10 log10 of float power over error power; infinite without error,
  /// `nil` where the float output is 0 throughout.
  package let sqnrDecibels: Double?

  init(
    pair: LayerMatching.Pair, kind: OperatorKind, activation: FusedActivation, shape: [Int],
    sums: Sums
  ) {
    self.pair = pair
    self.kind = kind
    self.activation = activation
    self.shape = shape
    elementCount = sums.count
    guard sums.count > 0 else {
      (rootMeanSquareError, largestError, cosine, sqnrDecibels) = (nil, nil, nil, nil)
      return
    }
    rootMeanSquareError = (sums.squaredErrors / Double(sums.count)).squareRoot()
    largestError = sums.largestError
    let powers = (sums.squaredReferences * sums.squaredValues).squareRoot()
    if powers > 0 {
      cosine = min(max(sums.products / powers, -1), 1)
    } else {
      cosine = sums.squaredReferences == sums.squaredValues ? 1 : nil
    }
    if sums.squaredReferences > 0 {
      sqnrDecibels =
        sums.squaredErrors > 0
        ? 10 * log10(sums.squaredReferences / sums.squaredErrors) : .infinity
    } else {
      sqnrDecibels = nil
    }
  }
}

/// A layer that only one of the two networks has.
package struct UnmatchedLayer: Hashable, Sendable {
  package enum Side: String, Hashable, Sendable {
    case float
    case int8
  }

  package let side: Side
  /// Its place in ``ModelGraph/layers``.
  package let layer: Int
  package let kind: OperatorKind
  package let activation: FusedActivation
  /// Of the first output.
  package let shape: [Int]
  /// Whether it only changes how values are written: QUANTIZE, DEQUANTIZE.
  package let isConversion: Bool
}

/// What the figures of one layer are made of.
struct Sums: Hashable, Sendable {
  var count = 0
  var squaredErrors = 0.0
  var squaredReferences = 0.0
  var squaredValues = 0.0
  var products = 0.0
  var largestError = 0.0

  mutating func add(_ references: [Float], _ values: [Float]) {
    for (reference, value) in zip(references, values) {
      let (reference, value) = (Double(reference), Double(value))
      let error = abs(reference - value)
      squaredErrors += error * error
      squaredReferences += reference * reference
      squaredValues += value * value
      products += reference * value
      largestError = max(largestError, error)
    }
    count += references.count
  }
}
