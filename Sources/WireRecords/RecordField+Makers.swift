extension RecordField {
  /// An unsigned number.
  static func number<Value: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Record, Value> & Sendable, _ note: String
  ) -> RecordField {
    RecordField(
      layout: FieldLayout(
        name: name, kind: .number(byteCount: Value.bitWidth / 8), note: note),
      encode: { record, bytes in bytes.append(littleEndian: record[keyPath: path]) },
      decode: { record, bytes in
        record[keyPath: path] = Value(littleEndianBytes: bytes)
        return true
      })
  }

  /// One of the values of an enumeration, in one byte.
  static func choice<Value: RawRepresentable<UInt8> & CaseIterable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Record, Value> & Sendable, _ note: String
  ) -> RecordField {
    RecordField(
      layout: FieldLayout(
        name: name, kind: .number(byteCount: 1), note: note,
        choices: Value.allCases.map { .init(name: String(describing: $0), value: $0.rawValue) }),
      encode: { record, bytes in bytes.append(record[keyPath: path].rawValue) },
      decode: { record, bytes in
        guard let value = bytes.first.flatMap(Value.init(rawValue:)) else { return false }
        record[keyPath: path] = value
        return true
      })
  }

  /// Exactly `count` bytes; what is missing is sent as zeros.
  static func bytes(
    _ name: String, _ count: Int, _ path: any WritableKeyPath<Record, [UInt8]> & Sendable,
    _ note: String
  ) -> RecordField {
    RecordField(
      layout: FieldLayout(name: name, kind: .bytes(count: count), note: note),
      encode: { record, bytes in bytes.append(record[keyPath: path], paddedTo: count) },
      decode: { record, bytes in
        record[keyPath: path] = Array(bytes)
        return true
      })
  }

  /// ASCII text in `count` bytes, filled up with zeros; other characters arrive as `?`.
  static func text(
    _ name: String, _ count: Int, _ path: any WritableKeyPath<Record, String> & Sendable,
    _ note: String
  ) -> RecordField {
    RecordField(
      layout: FieldLayout(name: name, kind: .bytes(count: count), note: note, isText: true),
      encode: { record, bytes in
        bytes.append(Array(record[keyPath: path].utf8), paddedTo: count)
      },
      decode: { record, bytes in
        record[keyPath: path] = String(printableASCII: bytes.prefix { $0 != 0 })
        return true
      })
  }

  /// ASCII text to the end of the payload; other characters arrive as `?`.
  static func trailingText(
    _ name: String, _ path: any WritableKeyPath<Record, String> & Sendable, _ note: String
  ) -> RecordField {
    RecordField(
      layout: FieldLayout(name: name, kind: .list(elementBytes: 1), note: note, isText: true),
      encode: { record, bytes in bytes.append(contentsOf: record[keyPath: path].utf8) },
      decode: { record, bytes in
        record[keyPath: path] = String(printableASCII: bytes)
        return true
      })
  }

  /// Numbers to the end of the payload.
  static func list<Value: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Record, [Value]> & Sendable, _ note: String
  ) -> RecordField {
    let width = Value.bitWidth / 8
    return RecordField(
      layout: FieldLayout(name: name, kind: .list(elementBytes: width), note: note),
      encode: { record, bytes in
        for value in record[keyPath: path] { bytes.append(littleEndian: value) }
      },
      decode: { record, bytes in
        guard bytes.count.isMultiple(of: width) else { return false }
        record[keyPath: path] = stride(from: bytes.startIndex, to: bytes.endIndex, by: width)
          .map { Value(littleEndianBytes: bytes[$0..<$0 + width]) }
        return true
      })
  }
}

extension [UInt8] {
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  mutating func append(_ bytes: [UInt8], paddedTo count: Int) {
    append(contentsOf: bytes.prefix(count))
    append(contentsOf: repeatElement(0, count: Swift.max(0, count - bytes.count)))
  }
}

extension FixedWidthInteger {
  init(littleEndianBytes bytes: ArraySlice<UInt8>) {
    self = bytes.reversed().reduce(0) { $0 << 8 | Self($1) }
  }
}

extension String {
  init(printableASCII bytes: some Sequence<UInt8>) {
    self.init(
      String.UnicodeScalarView(
        bytes.map { (0x20...0x7e).contains($0) ? Unicode.Scalar($0) : "?" }))
  }
}
