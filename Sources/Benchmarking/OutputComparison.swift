import ContentHash
package import Measurements
package import ModelGraph

/// Holds what a board gave against what the host gives for the same inputs, bit for bit.
package enum OutputComparison {
  /// Compares every reading; a vector and output that differ in several readings count once.
  ///
  /// - Parameters:
  ///   - expected: by vector, then by graph output.
  ///   - types: the outputs' element types, in the graph's order.
  ///   - firstVector: the number of the first vector in the user's files.
  package static func check(
    _ readings: [SessionResult.VectorOutput], against expected: [[[UInt8]]],
    types: [ElementType], firstVector: Int
  ) -> OutputCheck {
    var mismatches: [OutputMismatch] = []
    var found: Set<[Int]> = []
    for reading in readings {
      for (output, bytes) in reading.outputs.enumerated() {
        let wanted = expected[reading.vector][output]
        guard bytes != wanted, found.insert([reading.vector, output]).inserted else { continue }
        mismatches.append(
          mismatch(
            vector: firstVector + reading.vector, output: output, got: bytes, expected: wanted,
            type: types[output]))
      }
    }
    var hasher = SHA256Hasher()
    var seen: Set<Int> = []
    for reading in readings.sorted(by: { $0.vector < $1.vector })
    where seen.insert(reading.vector).inserted {
      for bytes in reading.outputs { hasher.update(bytes) }
    }
    return OutputCheck(
      vectorCount: seen.count, mismatches: mismatches,
      outputSHA256: hasher.finish().hexadecimal)
  }

  private static func mismatch(
    vector: Int, output: Int, got: [UInt8], expected: [UInt8], type: ElementType
  ) -> OutputMismatch {
    let size = max(1, (type.bitsPerElement ?? 8) / 8)
    let count = expected.count / size
    var first = 0
    var differing = 0
    var largest: Double?
    for element in 0..<count {
      let range = element * size..<(element + 1) * size
      // A reading of another length differs in every element that it lacks.
      let isShort = got.count < range.upperBound
      guard isShort || got[range] != expected[range] else { continue }
      if differing == 0 { first = element }
      differing += 1
      guard !isShort, let had = type.value(of: got[range]),
        let wanted = type.value(of: expected[range])
      else { continue }
      largest = max(largest ?? 0, abs(had - wanted))
    }
    return OutputMismatch(
      vector: vector, output: output, firstElement: first, differingElements: differing,
      elementCount: count, maximumError: largest.flatMap { $0.isFinite ? $0 : nil })
  }
}

extension ElementType {
  /// The number in an element's little-endian bytes, for the types that networks give.
  package func value(of bytes: ArraySlice<UInt8>) -> Double? {
    func pattern() -> UInt64 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    switch self {
    case .int8: return Double(Int8(truncatingIfNeeded: pattern()))
    case .uint8, .bool, .uint16, .uint32: return Double(pattern())
    case .int16: return Double(Int16(truncatingIfNeeded: pattern()))
    case .int32: return Double(Int32(truncatingIfNeeded: pattern()))
    case .int64: return Double(Int64(truncatingIfNeeded: pattern()))
    case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern())))
    default: return nil
    }
  }
}
