/// Server-sent events out of bytes that arrive in pieces (WHATWG HTML, section 9.2.6).
///
/// Lines may end with a line feed, a carriage return, or both. What a server sends without end is
/// given up once a line or an event is larger than ``maximumBytes``.
struct EventStreamParser {
  /// An event with data; comments and events without are left out.
  struct Event: Hashable {
    var id: String?
    var name = "message"
    var data = ""
  }

  /// A line or an event without end.
  struct TooLong: Error {}

  static let maximumBytes = 1 << 20

  private var line: [UInt8] = []
  private var lastWasReturn = false
  private var event = Event()
  private var dataLines: [String] = []
  private var byteCount = 0

  /// Takes in `bytes` and gives the events that they complete.
  mutating func take(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      defer { lastWasReturn = byte == 0x0D }
      switch byte {
      case 0x0A where lastWasReturn: break
      case 0x0A, 0x0D:
        if let event = endLine() { events.append(event) }
      default:
        line.append(byte)
        byteCount += 1
        guard byteCount <= Self.maximumBytes else { throw TooLong() }
      }
    }
    return events
  }

  private mutating func endLine() -> Event? {
    defer { line = [] }
    guard !line.isEmpty else { return endEvent() }
    let text = String(decoding: line, as: UTF8.self)
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var value = parts.count > 1 ? parts[1] : ""
    if value.first == " " { value = value.dropFirst() }
    switch parts[0] {
    case "event": event.name = String(value)
    case "data": dataLines.append(String(value))
    case "id": event.id = String(value)
    default: break
    }
    return nil
  }

  private mutating func endEvent() -> Event? {
    defer {
      event = Event()
      dataLines = []
      byteCount = 0
    }
    guard !dataLines.isEmpty else { return nil }
    event.data = dataLines.joined(separator: "\n")
    return event
  }
}
