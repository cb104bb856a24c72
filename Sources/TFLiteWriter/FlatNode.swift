/// A part of a flatbuffer to be written: a table, vector or string.
package indirect enum FlatNode: Sendable {
  /// Fields by their numbers in the schema.
  case table([Int: FlatField])
  /// A vector of plain elements of `elementBytes` each.
  case vector([UInt8], elementBytes: Int)
  /// A vector of bytes that starts at a multiple of 16, as the schema wants of a buffer's data.
  case data([UInt8])
  case string([UInt8])
  case tables([FlatNode])

  package static func string(_ text: String) -> FlatNode { .string(Array(text.utf8)) }

  package static func vector(_ values: [some FixedWidthInteger]) -> FlatNode {
    .vector(littleEndian(values), elementBytes: values.first.map { $0.bitWidth / 8 } ?? 4)
  }

  package static func vector(_ values: [Float]) -> FlatNode {
    .vector(littleEndian(values.map(\.bitPattern)), elementBytes: 4)
  }
}

/// The value of a table's field.
package enum FlatField: Sendable {
  /// Little-endian bytes of a number, as many as its alignment.
  case scalar([UInt8])
  case reference(FlatNode)

  package static func uint8(_ value: Int) -> FlatField {
    .scalar([UInt8(truncatingIfNeeded: value)])
  }
  package static func bool(_ value: Bool) -> FlatField { .uint8(value ? 1 : 0) }
  package static func int32(_ value: Int) -> FlatField {
    .scalar(littleEndian([Int32(truncatingIfNeeded: value)]))
  }
  package static func uint64(_ value: UInt64) -> FlatField { .scalar(littleEndian([value])) }
  package static func float32(_ value: Float) -> FlatField {
    .scalar(littleEndian([value.bitPattern]))
  }
}

/// The elements' bytes, little-endian.
func littleEndian(_ values: [some FixedWidthInteger]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(values.count * MemoryLayout<UInt64>.size)
  for value in values {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  return bytes
}
