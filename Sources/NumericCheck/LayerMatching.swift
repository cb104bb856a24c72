package import ModelGraph

/// Which layers of a float network and of its int8 form are the same.
///
/// The two are told apart by what quantization changes: names, QUANTIZE and DEQUANTIZE. Layers match
/// in order, by operator, fused activation and shape of the first output, as many as can: a
/// convolution with a fused RELU is another function than one with a RELU behind it.
package struct LayerMatching: Hashable, Sendable {
  /// A pair of layers, by their places in ``ModelGraph/layers`` and their first outputs.
  package struct Pair: Hashable, Sendable {
    package let floatLayer: Int
    package let int8Layer: Int
    package let floatTensor: TensorID
    package let int8Tensor: TensorID
  }

  package let pairs: [Pair]
  /// Layers without a partner, QUANTIZE and DEQUANTIZE not among them, by their places.
  package let unmatchedFloatLayers: [Int]
  package let unmatchedInt8Layers: [Int]

  /// Beyond this many comparisons only what is equal at both ends is matched.
  private static let maximumComparisons = 1 << 24

  /// Matches two graphs with final shapes.
  package init(float: ModelGraph, int8: ModelGraph) {
    let left = Self.keys(of: float)
    let right = Self.keys(of: int8)
    let front = zip(left, right).prefix { $0.0.1 == $0.1.1 }.count
    let back = zip(left.dropFirst(front).reversed(), right.dropFirst(front).reversed())
      .prefix { $0.0.1 == $0.1.1 }.count
    let middle = Self.commonSubsequence(
      left.dropFirst(front).dropLast(back).map(\.1), right.dropFirst(front).dropLast(back).map(\.1)
    ).map { ($0 + front, $1 + front) }
    let ends =
      (0..<front).map { ($0, $0) } + middle
      + (0..<back).map { (left.count - back + $0, right.count - back + $0) }
    pairs = ends.map { first, second in
      Pair(
        floatLayer: left[first].0, int8Layer: right[second].0,
        floatTensor: float.layers[left[first].0].outputs[0],
        int8Tensor: int8.layers[right[second].0].outputs[0])
    }
    let matched = (left: Set(pairs.map(\.floatLayer)), right: Set(pairs.map(\.int8Layer)))
    unmatchedFloatLayers = left.map(\.0).filter { !matched.left.contains($0) }
    unmatchedInt8Layers = right.map(\.0).filter { !matched.right.contains($0) }
  }

  private struct Key: Hashable {
    let kind: OperatorKind
    let activation: FusedActivation
    let shape: [Int]
  }

  private static func keys(of graph: ModelGraph) -> [(Int, Key)] {
    graph.layers.enumerated().compactMap { index, layer in
      guard layer.kind != .quantize, layer.kind != .dequantize, let output = layer.outputs.first
      else { return nil }
      return (
        index,
        Key(
          kind: layer.kind, activation: layer.options.fusedActivation,
          shape: graph.tensors[output].shape)
      )
    }
  }

  /// The longest common subsequence, as places in both.
  private static func commonSubsequence(_ left: [Key], _ right: [Key]) -> [(Int, Int)] {
    guard left.count.multipliedSaturated(by: right.count) <= maximumComparisons else { return [] }
    let width = right.count + 1
    var lengths = [Int32](repeating: 0, count: (left.count + 1) * width)
    for i in left.indices.reversed() {
      for j in right.indices.reversed() {
        lengths[i * width + j] =
          left[i] == right[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var pairs: [(Int, Int)] = []
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if left[i] == right[j] {
        pairs.append((i, j))
        (i, j) = (i + 1, j + 1)
      } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return pairs
  }
}
