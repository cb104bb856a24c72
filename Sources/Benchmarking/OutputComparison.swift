import ContentHash
package import Measurements
package import ModelGraph

/// The first element in which a board's output differs from the host's.
package struct OutputDifference: Hashable, Sendable {
  package let mismatch: OutputMismatch
  /// The element as the host has it and as the board gave it: a number, else hexadecimal bytes.
  package let expected: String
  package let got: String
}

/// Holds what a board gave against what the host gives for the same inputs, bit for bit.
package enum OutputComparison {
  /// Compares every reading; a vector and output that differ in several readings count once.
  ///
  /// What is `expected` stands by vector, then by graph output; `types` are the outputs' element
  /// types, `tensors` their places in the file, and `firstVector` is the number of the first vector
  /// in the user's files.
  package static func check(
    _ readings: [SessionResult.VectorOutput], against expected: [[[UInt8]]],
    types: [ElementType], tensors: [TensorID], firstVector: Int
  ) -> (check: OutputCheck, differences: [OutputDifference]) {
    var differences: [OutputDifference] = []
    var found: Set<[Int]> = []
    for reading in readings {
      for (output, bytes) in reading.outputs.enumerated() {
        let wanted = expected[reading.vector][output]
        guard bytes != wanted, found.insert([reading.vector, output]).inserted else { continue }
        differences.append(
          difference(
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
    let check = OutputCheck(
      vectorCount: seen.count, mismatches: differences.map(\.mismatch),
      outputSHA256: hasher.finish().hexadecimal,
      outputs: records(readings, tensors: tensors, mismatches: differences.map(\.mismatch)))
    return (check, differences)
  }

  private static func records(
    _ readings: [SessionResult.VectorOutput], tensors: [TensorID], mismatches: [OutputMismatch]
  ) -> [OutputRecord]? {
    guard let timed = readings.first(where: { $0.vector == 0 }) else { return nil }
    return zip(tensors, timed.outputs).enumerated().map { place, output in
      let wrong = mismatches.filter { $0.output == place }
      let errors = wrong.map(\.maximumError)
      return OutputRecord(
        tensor: output.0, crc32: CRC32.checksum(output.1), isMatch: wrong.isEmpty,
        maximumError: errors.contains(nil) ? nil : errors.compactMap(\.self).max() ?? 0)
    }
  }

  private static func difference(
    vector: Int, output: Int, got: [UInt8], expected: [UInt8], type: ElementType
  ) -> OutputDifference {
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
    let mismatch = OutputMismatch(
      vector: vector, output: output, firstElement: first, differingElements: differing,
      elementCount: count, maximumError: largest.flatMap { $0.isFinite ? $0 : nil })
    func text(_ bytes: [UInt8]) -> String {
      guard bytes.count >= (first + 1) * size else { return "nothing" }
      return type.text(of: bytes[first * size..<(first + 1) * size])
    }
    return OutputDifference(mismatch: mismatch, expected: text(expected), got: text(got))
  }
}

extension ElementType {
  /// An element for people.
  fileprivate func text(of bytes: ArraySlice<UInt8>) -> String {
    guard let value = value(of: bytes) else {
      return bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }
    return self == .float32 ? String(Float(value)) : String(Int64(value))
  }

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
