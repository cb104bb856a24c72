import ModelGraph
import NumpyFiles

/// Labels from arrays and raw files: one integer a sample, from 0.
enum LabelFile {
  static func isLabel(_ type: ElementType) -> Bool {
    switch type {
    case .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64, .bool: true
    default: false
    }
  }

  /// The labels in a file's bytes: an array, or raw elements of 1, 4 or 8 bytes by their number.
  static func labels(
    _ bytes: [UInt8], at path: String, sampleCount: Int
  ) throws(LabelledSetError) -> [Int] {
    if TensorFile.format(of: bytes, at: path) != .raw {
      return try labels(of: TensorFile.array(bytes, named: nil, at: path), at: path)
    }
    guard let size = [1, 4, 8].first(where: { $0 * sampleCount == bytes.count }) else {
      throw LabelledSetError(
        path: path, reason: .labelSize(bytes: bytes.count, samples: sampleCount))
    }
    return try numbers(bytes[...], size: size, isSigned: size > 1, at: path)
  }

  /// The labels in an array of shape [samples] or [samples, 1].
  static func labels(of array: NumpyArray, at path: String) throws(LabelledSetError) -> [Int] {
    guard let type = array.elementType, isLabel(type), let bits = type.bitsPerElement else {
      throw LabelledSetError(path: path, reason: .labelType(got: array.type))
    }
    guard array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1) else {
      throw LabelledSetError(path: path, reason: .labelShape(got: array.shape))
    }
    let isSigned = [.int8, .int16, .int32, .int64].contains(type)
    return try numbers(array.elements, size: bits / 8, isSigned: isSigned, at: path)
  }

  private static func numbers(
    _ bytes: ArraySlice<UInt8>, size: Int, isSigned: Bool, at path: String
  ) throws(LabelledSetError) -> [Int] {
    var numbers: [Int] = []
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: size) {
      let pattern = (0..<size).reduce(0 as UInt64) { $0 | UInt64(bytes[start + $1]) << (8 * $1) }
      let shift = 64 - 8 * UInt64(size)
      let signed = Int64(bitPattern: pattern << shift) >> Int64(shift)
      guard isSigned ? signed >= 0 : pattern <= UInt64(Int.max) else {
        throw LabelledSetError(
          path: path, reason: .labelValue(got: isSigned ? "\(signed)" : "\(pattern)"))
      }
      numbers.append(Int(pattern))
    }
    return numbers
  }
}
