/// One field of a record with what it holds, for those who do not know the record.
package struct FieldValue: Hashable, Sendable {
  package let name: String
  package let content: Content

  package enum Content: Hashable, Sendable {
    case number(UInt64)
    /// The name of a choice.
    case choice(String)
    case bytes([UInt8])
    case text(String)
    case numbers([UInt64])
  }
}

extension WireRecord {
  /// The fields in order.
  package var values: [FieldValue] {
    Self.fields.map { field in
      var bytes: [UInt8] = []
      field.encode(self, &bytes)
      return FieldValue(name: field.layout.name, content: field.layout.content(of: bytes))
    }
  }
}

extension FieldLayout {
  fileprivate func content(of bytes: [UInt8]) -> FieldValue.Content {
    if isText { return .text(String(printableASCII: bytes.prefix { $0 != 0 })) }
    switch kind {
    case .number:
      let number = UInt64(littleEndianBytes: bytes[...])
      return choices.first { UInt64($0.value) == number }.map { .choice($0.name) }
        ?? .number(number)
    case .bytes, .list(elementBytes: 1):
      return .bytes(bytes)
    case .list(let width):
      return .numbers(
        stride(from: 0, to: bytes.count, by: width)
          .map { UInt64(littleEndianBytes: bytes[$0..<$0 + width]) })
    }
  }
}
