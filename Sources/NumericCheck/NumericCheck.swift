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
  ///   - int8Bytes: The int8 network's, as raw bytes. Tensors that are absent, or of a type without a
  ///     scale here (other than int8, uint8 and float32), are left out.
  package mutating func include(
    floatValues: [TensorID: [Float]], int8Bytes: [TensorID: [UInt8]]
  ) {
    for (index, pair) in matching.pairs.enumerated() {
      guard let reference = floatValues[pair.floatTensor], let bytes = int8Bytes[pair.int8Tensor],
        let values = int8.tensors[pair.int8Tensor].realValues(of: bytes),
        values.count == reference.count
      else { continue }
      sums[index].add(reference, values)
    }
  }

  /// One a matched layer, in order.
  package var agreements: [LayerAgreement] {
    zip(matching.pairs, sums).map { pair, sums in
      LayerAgreement(
        pair: pair, kind: float.layers[pair.floatLayer].kind,
        shape: float.tensors[pair.floatTensor].shape, sums: sums)
    }
  }
}

/// How far one layer's int8 output is from its float output.
package struct LayerAgreement: Hashable, Sendable {
  package let pair: LayerMatching.Pair
  package let kind: OperatorKind
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

  init(pair: LayerMatching.Pair, kind: OperatorKind, shape: [Int], sums: Sums) {
    self.pair = pair
    self.kind = kind
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

extension Tensor {
  /// The real values of an activation's bytes, or `nil` for a type without a rule.
  fileprivate func realValues(of bytes: [UInt8]) -> [Float]? {
    switch type {
    case .float32:
      return stride(from: 0, to: bytes.count - 3, by: 4).map { offset in
        Float(
          bitPattern: (0..<4).reduce(UInt32(0)) {
            $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1))
          })
      }
    case .int8, .uint8:
      guard let quantization, !quantization.isPerChannel else { return nil }
      let (scale, zeroPoint) = (quantization.scales[0], quantization.zeroPoints[0])
      let isSigned = type == .int8
      return bytes.map { byte in
        let integer = isSigned ? Int(Int8(bitPattern: byte)) : Int(byte)
        return scale * Float(integer - zeroPoint)
      }
    default: return nil
    }
  }
}
