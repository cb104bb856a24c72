import Testing

@testable import LabClient

@Suite struct EventStreamParserTests {
  private static let text =
    ": a comment\n\nid: 1\nevent: state\ndata: {\"a\": 1}\n\ndata:x\r\ndata: y\r\n\r\n"
    + "event: empty\n\ndata: no end"

  @Test(arguments: [1, 2, 3, 7, 1_000])
  func readsEventsHoweverTheyAreCut(size: Int) throws {
    var parser = EventStreamParser()
    var events: [EventStreamParser.Event] = []
    let bytes = Array(Self.text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      events += try parser.take(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(
      events == [
        EventStreamParser.Event(id: "1", name: "state", data: "{\"a\": 1}"),
        EventStreamParser.Event(id: nil, name: "message", data: "x\ny"),
      ])
  }

  @Test func givesUpOnAnEventWithoutEnd() throws {
    var parser = EventStreamParser()
    let part = [UInt8](repeating: 0x61, count: EventStreamParser.maximumBytes)
    _ = try parser.take(part)
    #expect(throws: EventStreamParser.TooLong.self) { try parser.take([0x61]) }
  }
}
