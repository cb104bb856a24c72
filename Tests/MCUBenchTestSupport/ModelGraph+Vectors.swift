package import ModelGraph

extension ModelGraph {
  /// Raw inputs to hold two runtimes against each other: of each vector the bytes of every graph input.
  ///
  /// Three of random bytes, then one of both ends of an int8 range, at random.
  package func stressVectors(seed: UInt64 = 7) -> [[[UInt8]]] {
    var random = SplitMix(state: seed)
    let counts = inputs.map { tensors[$0].byteCount }
    var vectors = (0..<3).map { _ in
      counts.map { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
    }
    vectors.append(
      counts.map { count in (0..<count).map { _ in random.below(2) == 0 ? 0x80 : 0x7f } })
    return vectors
  }
}
