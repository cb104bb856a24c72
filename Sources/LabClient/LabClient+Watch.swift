import AsyncHTTPClient
import FoundationEssentials
package import Jobs
import NIOCore
import NIOHTTP1

extension LabClient {
  /// Hands each event of a job to `take`, from the first on to its end.
  ///
  /// A stream that breaks off is taken up again after its last event, so that a daemon which starts
  /// anew is met again; the sixth break in a row with nothing new in between, after some 15 s, is
  /// thrown.
  package func watch(
    _ job: JobID, take: (LabEvent) async throws -> Void
  ) async throws {
    var last = 0
    var breaks = 0
    while true {
      let before = last
      do {
        if try await follow(job, after: &last, take: take) { return }
        breaks = last > before ? 0 : breaks + 1
      } catch let error as LabClientError where Self.isWorthAnother(error) {
        breaks = last > before ? 0 : breaks + 1
        if breaks >= Self.mostBreaks { throw error }
      }
      if breaks >= Self.mostBreaks {
        throw LabClientError(.lostConnection(server: server.description))
      }
      try await ContinuousClock().sleep(for: .seconds(breaks))
    }
  }

  private static let mostBreaks = 6

  private static func isWorthAnother(_ error: LabClientError) -> Bool {
    switch error.reason {
    case .lostConnection, .unreachable, .noDaemon: true
    case .refused(let refusal): refusal.status == 503
    default: false
    }
  }

  /// Follows one stream; tells whether the job's last event was among what has come.
  private func follow(
    _ job: JobID, after last: inout Int, take: (LabEvent) async throws -> Void
  ) async throws -> Bool {
    let response = try await answer(
      .GET, "/api/v1/jobs/\(job)/events",
      headers: [("Accept", "text/event-stream"), ("Last-Event-ID", String(last))])
    if response.status == .noContent { return true }
    var parser = EventStreamParser()
    var body = response.body.makeAsyncIterator()
    while let part = try await next(&body) {
      let events: [EventStreamParser.Event]
      do { events = try parser.take(part.readableBytesView) } catch {
        throw LabClientError(
          .notUnderstood(server: server.description, detail: "an event has no end"))
      }
      for event in events {
        guard let sent = labEvent(event) else { continue }
        // A layer's cycles are not kept and have the number of the event before them.
        if case .layer = sent.kind {} else if sent.sequence <= last { continue }
        last = max(last, sent.sequence)
        try await take(sent)
        if case .state(let state, _) = sent.kind, state.isFinal { return true }
      }
    }
    return false
  }

  private func next(
    _ body: inout HTTPClientResponse.Body.AsyncIterator
  ) async throws -> ByteBuffer? {
    do { return try await body.next() } catch { throw await Self.failure(error, server) }
  }

  /// The event, or `nil` for one that this version does not know.
  private func labEvent(_ event: EventStreamParser.Event) -> LabEvent? {
    guard
      let data = try? JSONDecoder().decode(LabEventData.self, from: Data(event.data.utf8)),
      let kind = data.kind(named: event.name)
    else { return nil }
    return LabEvent(sequence: data.sequence, time: data.time, kind: kind, text: event.data)
  }
}
