extension Tensor {
  /// The real values of the tensor's little-endian bytes, or `nil` for a type that has none: other
  /// than float32, int8, uint8 and int16.
  ///
  /// Integers are taken by the tensor's quantization, the first scale of it; without one they stand
  /// for themselves.
  package func realValues(of bytes: [UInt8]) -> [Float]? {
    let scale = quantization?.scales.first ?? 1
    let zeroPoint = Int32(truncatingIfNeeded: quantization?.zeroPoints.first ?? 0)
    func real(_ integer: Int32) -> Float { scale * Float(integer &- zeroPoint) }
    switch type {
    case .int8: return bytes.map { real(Int32(Int8(bitPattern: $0))) }
    case .uint8: return bytes.map { real(Int32($0)) }
    case .int16:
      return stride(from: 0, to: bytes.count - 1, by: 2).map { place in
        let pattern = UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
        return real(Int32(Int16(bitPattern: pattern)))
      }
    case .float32:
      return stride(from: 0, to: bytes.count - 3, by: 4).map { place in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) })
      }
    default: return nil
    }
  }
}
