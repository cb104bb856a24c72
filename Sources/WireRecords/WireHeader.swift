/// The firmware's header of the wire, made from ``WireTable``.
package enum WireHeader {
  /// The name under which the firmware includes it.
  package static let fileName = "mcub_wire.h"

  /// The whole header.
  package static func render() -> String {
    var lines = [
      "/* The wire between host and board. Made from the record table; not to be edited. */",
      "#ifndef MCUB_WIRE_H", "#define MCUB_WIRE_H", "",
      "/* A frame is code, sequence number, payload and CRC-32, stuffed by COBS between zeros. */",
      "#define MCUB_WIRE_PROTOCOL \(WireTable.protocolVersion)u",
      "#define MCUB_WIRE_MAX_PAYLOAD \(WireFrame.maximumPayloadBytes)u",
      "#define MCUB_WIRE_OVERHEAD \(WireFrame.overheadBytes)u",
      "#define MCUB_WIRE_MAX_ENCODED \(WireFrame.maximumEncodedBytes)u",
    ]
    for choice in WireTable.choices {
      lines.append("")
      lines += choice.values.map { "#define \(token(choice.name, $0.name)) \($0.value)u" }
    }
    for record in WireTable.records { lines += definitions(of: record) }
    lines += ["", "#endif", ""]
    return lines.joined(separator: "\n")
  }

  /// Every macro that names a record, a field or a choice, in the header's order.
  package static var tokens: [String] {
    WireTable.choices.flatMap { choice in choice.values.map { token(choice.name, $0.name) } }
      + WireTable.records.flatMap { record in
        [token(record.name)] + layouts(of: record).map { token(record.name, $0.name) }
      }
  }

  private static func definitions(of record: any WireRecord.Type) -> [String] {
    var lines = [
      "", "/* \(record.summary) */",
      "#define \(token(record.name)) 0x\(String(record.code, radix: 16))u",
    ]
    var offset = 0
    for layout in layouts(of: record) {
      lines += ["/* \(shape(of: layout.kind)): \(layout.note) */"]
      lines += ["#define \(token(record.name, layout.name)) \(offset)u"]
      offset += layout.fixedBytes ?? 0
    }
    lines += ["#define \(token(record.name, "bytes")) \(offset)u"]
    return lines
  }

  private static func layouts<Record: WireRecord>(of record: Record.Type) -> [FieldLayout] {
    record.fields.map(\.layout)
  }

  private static func shape(of kind: FieldLayout.Kind) -> String {
    switch kind {
    case .number(let byteCount): "u\(8 * byteCount)"
    case .bytes(let count): "\(count) bytes"
    case .list(let elementBytes): "u\(8 * elementBytes) to the end"
    }
  }

  /// The macro's name for words in snake or camel case.
  private static func token(_ words: String...) -> String {
    let snake = words.joined(separator: "_").map { character in
      character.isUppercase ? "_\(character)" : "\(character)"
    }
    return "MCUB_WIRE_" + snake.joined().uppercased()
  }
}
