package import ModelGraph

extension ElementType {
  /// How `.npy` files name the type.
  package var numpyNames: Set<String> {
    switch self {
    case .int8: ["|i1", "<i1", "i1"]
    case .uint8: ["|u1", "<u1", "u1"]
    case .bool: ["|b1", "?"]
    case .int16: ["<i2"]
    case .uint16: ["<u2"]
    case .int32: ["<i4"]
    case .uint32: ["<u4"]
    case .int64: ["<i8"]
    case .uint64: ["<u8"]
    case .float16: ["<f2"]
    case .float32: ["<f4"]
    case .float64: ["<f8"]
    case .complex64: ["<c8"]
    case .complex128: ["<c16"]
    case .string, .resource, .variant, .int4, .bfloat16: []
    }
  }
}

extension NumpyArray {
  /// What an element is, or `nil` for types that tensors do not have: big-endian ones, records.
  package var elementType: ElementType? {
    ElementType.allCases.first { $0.numpyNames.contains(type) }
  }
}
