/// A record of the wire between host and board: a value with a declared layout.
///
/// A type's ``fields`` are the one place that says how it lies on the wire. The codec here, the C
/// header of the firmware and the tests all read them.
package protocol WireRecord: Hashable, Sendable {
  /// The record's name in snake case: `hello_reply`.
  static var name: String { get }
  /// The first byte of its frame; below 0x80 from the host, from 0x80 on from the board.
  static var code: UInt8 { get }
  /// What the record is for, one sentence.
  static var summary: String { get }
  /// The payload's fields in order, without padding, little-endian; a list may only stand last.
  static var fields: [RecordField<Self>] { get }
  /// A record whose fields are zero or empty.
  init()
}

/// One field of a record: its layout, and how it is read from and written to the Swift value.
package struct RecordField<Record: WireRecord>: Sendable {
  package let layout: FieldLayout
  let encode: @Sendable (Record, inout [UInt8]) -> Void
  /// Takes exactly the field's bytes; `false` when they are no value of the field.
  let decode: @Sendable (inout Record, ArraySlice<UInt8>) -> Bool
}

/// How a field lies on the wire.
package struct FieldLayout: Hashable, Sendable {
  package let name: String
  package let kind: Kind
  /// Meaning, unit and range.
  package let note: String
  /// The named values, where it takes no others.
  package var choices: [WireTable.ChoiceTable.Choice] = []
  /// Whether its bytes are ASCII text.
  package var isText = false

  package enum Kind: Hashable, Sendable {
    /// An unsigned number of this many bytes, little-endian.
    case number(byteCount: Int)
    /// This many bytes.
    case bytes(count: Int)
    /// Numbers of this many bytes each, to the end of the payload.
    case list(elementBytes: Int)
  }

  /// Bytes of a field of fixed size; `nil` for a list.
  package var fixedBytes: Int? {
    switch kind {
    case .number(let byteCount): byteCount
    case .bytes(let count): count
    case .list: nil
    }
  }
}

extension WireRecord {
  /// Bytes of the payload before a list; the whole payload where there is none.
  package static var fixedBytes: Int { fields.reduce(0) { $0 + ($1.layout.fixedBytes ?? 0) } }

  /// The elements that a list at the end can hold in one frame; 0 for a record without one.
  package static var maximumListCount: Int {
    guard case .list(let elementBytes) = fields.last?.layout.kind else { return 0 }
    return (WireFrame.maximumPayloadBytes - fixedBytes) / elementBytes
  }

  /// The record as it lies in a frame.
  package var payload: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.fixedBytes)
    for field in Self.fields { field.encode(self, &bytes) }
    return bytes
  }

  /// The record in `payload`, or `nil` when its length or a value is not of this record.
  package init?(payload: [UInt8]) {
    self.init()
    var rest = payload[...]
    for field in Self.fields {
      let count = field.layout.fixedBytes ?? rest.count
      guard rest.count >= count, field.decode(&self, rest.prefix(count)) else { return nil }
      rest = rest.dropFirst(count)
    }
    guard rest.isEmpty else { return nil }
  }

  /// The record as a frame.
  package func frame(sequence: UInt8) -> WireFrame {
    WireFrame(code: Self.code, sequence: sequence, payload: payload)
  }
}
