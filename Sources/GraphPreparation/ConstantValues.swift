package import ModelGraph

extension Tensor {
  /// The values of an int32 or int64 constant, or `nil` for another type or an activation.
  ///
  /// Values of 64 bits are cut to the range of 32, which no shape or index leaves.
  package var integerValues: [Int]? {
    guard let data else { return nil }
    switch type {
    case .int32:
      return stride(from: 0, to: data.count - 3, by: 4).map { offset in
        Int(Int32(truncatingIfNeeded: Self.word(data, offset)))
      }
    case .int64:
      return stride(from: 0, to: data.count - 7, by: 8).map { offset in
        let value = Int64(
          bitPattern: Self.word(data, offset) | Self.word(data, offset + 4) << 32)
        return Int(Int32(clamping: value))
      }
    default:
      return nil
    }
  }

  /// The values of a float32 constant, or `nil` for another type or an activation.
  package var floatValues: [Float]? {
    guard let data, type == .float32 else { return nil }
    return [Float](unsafeUninitializedCapacity: data.count / 4) { values, count in
      // Every host here is little-endian, as the file is.
      UnsafeMutableRawBufferPointer(values).copyBytes(from: data.prefix(data.count / 4 * 4))
      count = data.count / 4
    }
  }

  private static func word(_ data: [UInt8], _ offset: Int) -> UInt64 {
    UInt64(data[offset]) | UInt64(data[offset + 1]) << 8 | UInt64(data[offset + 2]) << 16
      | UInt64(data[offset + 3]) << 24
  }

  /// Little-endian bytes of integers in this tensor's type, int32 or int64.
  func bytes(of values: [Int]) -> [UInt8] {
    let byteCount = type == .int64 ? 8 : 4
    return values.flatMap { value in
      (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
  }
}
