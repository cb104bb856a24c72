/// The element type of a tensor, with the codes of the TFLite schema's `TensorType`.
package enum ElementType: UInt8, Hashable, Sendable, CaseIterable {
  case float32 = 0
  case float16 = 1
  case int32 = 2
  case uint8 = 3
  case int64 = 4
  case string = 5
  case bool = 6
  case int16 = 7
  case complex64 = 8
  case int8 = 9
  case float64 = 10
  case complex128 = 11
  case uint64 = 12
  case resource = 13
  case variant = 14
  case uint32 = 15
  case uint16 = 16
  case int4 = 17
  case bfloat16 = 18

  /// Bits an element takes, or `nil` where elements have no fixed size.
  package var bitsPerElement: Int? {
    switch self {
    case .int4: 4
    case .uint8, .bool, .int8: 8
    case .float16, .int16, .uint16, .bfloat16: 16
    case .float32, .int32, .uint32: 32
    case .int64, .complex64, .float64, .uint64: 64
    case .complex128: 128
    case .string, .resource, .variant: nil
    }
  }

  /// The field's usual name: `int8`, `float32`.
  package var name: String { String(describing: self) }
}
