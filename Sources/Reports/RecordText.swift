package import WireRecords

/// What a board's serial line carries, a line an item: for people, or as JSON.
package enum RecordText {
  /// Fields that people know by their bits or as addresses.
  private static let hexadecimalFields: Set<String> = [
    "nonce", "reset_flags", "registers", "command", "cfsr", "hfsr", "mmfar", "bfar", "r0", "r1",
    "r2", "r3", "r12", "lr", "pc", "xpsr",
  ]
  /// Bytes or numbers of a list that are shown to people.
  private static let shownElements = 16
  private static let nameWidth = 12

  /// `item`, `seconds` after listening began, for people.
  package static func line(for item: RecordReceiver.Item, seconds: Double) -> String {
    switch item {
    case .record(let record):
      line(
        seconds, type(of: record.record).name,
        record.record.values.map { "\($0.name) \(text(of: $0))" }.joined(separator: ", "))
    case .unknown(let frame):
      line(
        seconds, "unknown",
        "code 0x\(hexadecimal([frame.code])), sequence \(frame.sequence), "
          + hexadecimal(frame.payload))
    case .noise(let bytes):
      plainText(bytes).map { line(seconds, "text", TerminalText.escaping($0)) }
        ?? line(seconds, "noise", "\(bytes.count) B: \(shown(bytes))")
    }
  }

  /// `item` as one object of JSON.
  package static func object(for item: RecordReceiver.Item, seconds: Double) -> JSONValue {
    let time = ("seconds", JSONValue.number(seconds) as JSONValue?)
    switch item {
    case .record(let record):
      let fields = record.record.values.map { JSONValue.Member($0.name, value(of: $0)) }
      return .object(known: [
        time, ("record", .string(type(of: record.record).name)), ("fields", .object(fields)),
      ])
    case .unknown(let frame):
      return .object(known: [
        time, ("unknown_code", .integer(Int(frame.code))),
        ("payload", .string(hexadecimal(frame.payload))),
      ])
    case .noise(let bytes):
      return .object(known: [
        time,
        plainText(bytes).map { ("text", .string($0)) }
          ?? ("noise", .string(hexadecimal(bytes))),
      ])
    }
  }

  /// What was lost on the line, for people.
  package static func summary(_ statistics: RecordReceiver.Statistics, records: Int) -> String {
    "\(records) records; broken frames \(statistics.brokenFrameCount), missing "
      + "\(statistics.missingFrameCount), unknown \(statistics.unknownFrameCount); "
      + "\(statistics.ignoredByteCount) B before the first frame"
  }

  /// What was lost on the line, as JSON.
  package static func summaryObject(
    _ statistics: RecordReceiver.Statistics, records: Int
  ) -> JSONValue {
    .object(known: [
      ("schema", .string("mcubench.monitor/1")), ("records", .integer(records)),
      ("broken_frames", .integer(statistics.brokenFrameCount)),
      ("missing_frames", .integer(statistics.missingFrameCount)),
      ("unknown_frames", .integer(statistics.unknownFrameCount)),
      ("ignored_bytes", .integer(statistics.ignoredByteCount)),
    ])
  }

  private static func line(_ seconds: Double, _ name: String, _ rest: String) -> String {
    let time = NumberText.fixed(seconds, digits: 3)
    return String(repeating: " ", count: max(0, 10 - time.count)) + time + "  " + name
      + String(repeating: " ", count: max(0, nameWidth - name.count)) + "  " + rest
  }

  private static func text(of field: FieldValue) -> String {
    switch field.content {
    case .number(let number): text(of: number, in: field.name)
    case .choice(let name): name
    case .text(let text): "\"\(text)\""
    case .bytes(let bytes): bytes.isEmpty ? "none" : shown(bytes)
    case .numbers(let numbers):
      numbers.isEmpty
        ? "none"
        : numbers.prefix(shownElements).map { text(of: $0, in: field.name) }
          .joined(separator: " ") + (numbers.count > shownElements ? " ... (\(numbers.count))" : "")
    }
  }

  private static func text(of number: UInt64, in field: String) -> String {
    hexadecimalFields.contains(field) ? "0x" + String(number, radix: 16) : String(number)
  }

  private static func value(of field: FieldValue) -> JSONValue {
    switch field.content {
    case .number(let number): .unsigned(number)
    case .choice(let name): .string(name)
    case .text(let text): .string(text)
    case .bytes(let bytes): .string(hexadecimal(bytes))
    case .numbers(let numbers): .array(numbers.map { .unsigned($0) })
    }
  }

  /// `bytes` as a line of ASCII text, or `nil` when they are something else.
  private static func plainText(_ bytes: [UInt8]) -> String? {
    let ends: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    let inner = bytes.reversed().drop { ends.contains($0) }.reversed()
    guard inner.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 9 || ends.contains($0) }) else {
      return nil
    }
    return String(decoding: inner, as: UTF8.self)
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    hexadecimal(Array(bytes.prefix(shownElements)))
      + (bytes.count > shownElements ? " ... (\(bytes.count) B)" : "")
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
