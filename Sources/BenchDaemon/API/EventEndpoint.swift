import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import Reports
import ServiceLifecycle

/// What happens to a job, live: server-sent events (WHATWG HTML, section 9.2).
struct EventEndpoint {
  let site: Site

  var endpoint: Endpoint {
    Endpoint(
      .get, "/api/v1/jobs/{job}/events", for: .read,
      [
        JobEndpoints.job,
        .query("after", .integer(0...Int(Int32.max)), "Only events after the one of this number."),
        .header(
          "Last-Event-ID", .integer(0...Int(Int32.max)), "The same, as browsers send it again."),
      ],
      operation: Operation(
        name: "watchJob",
        summary: "Follow a job to its end: its past events, then each as it happens.",
        answers: [
          .text("text/event-stream", "The events; a comment now and then while nothing happens."),
          .empty(204, "The job has ended, and there are no events after that one."),
        ], problems: [409])
    ) { [site] _, exchange in
      let job = try await JobEndpoints.job(of: exchange, site)
      let after =
        exchange.arguments.integer("Last-Event-ID") ?? exchange.arguments.integer("after") ?? 0
      guard let share = site.streams.share(of: 1) else {
        throw APIProblem(
          .serviceUnavailable,
          "as many live streams as the daemon allows are open: \(site.streams.limit)",
          remedy: "close one, or ask for the job itself now and then",
          headers: APIProblem.retryAfter(seconds: 30))
      }
      let stream = try await site.desk.events(of: job.id, after: after)
      var events = stream.makeAsyncIterator()
      if job.state.isFinal {
        // A browser asks again until it is told that there is no more to come.
        guard let first = try await events.next() else { return Response(status: .noContent) }
        return Self.response(
          sending: stream, startingWith: first, heldBy: share, every: site.heartbeat)
      }
      return Self.response(
        sending: stream, startingWith: nil, heldBy: share, every: site.heartbeat)
    }
  }

  private static func response(
    sending events: AsyncThrowingStream<JobEvent, any Error>, startingWith first: JobEvent?,
    heldBy share: Allowance.Share, every heartbeat: Duration
  ) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        defer { withExtendedLifetime(share) {} }
        try await writer.write(ByteBuffer(string: ": events of a job\n\n"))
        if let first { try await writer.write(ByteBuffer(string: JobEventDocument.text(first))) }
        try await Heartbeat.merge(events, every: heartbeat) { item in
          switch item {
          case .value(let event):
            try await writer.write(ByteBuffer(string: JobEventDocument.text(event)))
          case .beat: try await writer.write(ByteBuffer(string: ": still here\n\n"))
          }
        }
        try await writer.finish(nil)
      })
  }
}

extension Site {
  var heartbeat: Duration { .seconds(configuration.limits.heartbeatSeconds) }
}
