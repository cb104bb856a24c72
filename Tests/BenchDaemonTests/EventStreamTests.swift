import Jobs
import LabClient
import Measurements
import ResultStore
import Testing

@testable import BenchDaemon

@Suite struct EventStreamTests {
  private static let now = ScriptedDesk.now

  /// Takes the job through an attempt up to its failure, telling the watchers of each step.
  private static func play(_ job: JobID, _ desk: ScriptedDesk) throws {
    let until = Timestamp(unixMilliseconds: now.unixMilliseconds + 60_000)
    let claimed = try desk.tell(of: job) {
      try $0.claim(
        board: "stm32f746g", boardName: "left", owner: "host:1:left", until: until, now: now)
    }
    let lease = try #require(claimed?.lease)
    try desk.tell(of: job) { _ = try $0.advance(lease, to: .building, now: now) }
    try desk.tell(of: job) {
      _ = try $0.append(.stageBegan("build\n\ndata: forged"), to: job, now: now)
    }
    try desk.tell(of: job) {
      _ = try $0.fail(
        lease, JobFailure(summary: "no", remedy: nil, failureClass: "build"), retryAt: nil,
        now: now)
    }
  }

  @Test func tellsAWatcherEachStepAndEndsWithTheJob() async throws {
    try await RunningServer.with { server in
      let job = try server.submittedJob()
      try Self.play(job, server.desk)
      let answer = try #require(
        try RawAnswer(port: server.port, "GET", "/api/v1/jobs/\(job)/events"))
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/event-stream")
      let stored = try server.store.events(of: job)
      #expect(answer.body.events == stored.map(JobEventDocument.text))
      #expect(!answer.body.contains("\ndata: forged"))
    }
  }

  @Test func goesOnAfterTheLastEventThatAWatcherHas() async throws {
    try await RunningServer.with { server in
      let job = try server.submittedJob()
      try Self.play(job, server.desk)
      let stored = try server.store.events(of: job)
      let path = "/api/v1/jobs/\(job)/events"
      let resumed = try #require(
        try RawAnswer(port: server.port, "GET", path, headers: ["Last-Event-ID": "2"]))
      #expect(resumed.body.events == stored.filter { $0.sequence > 2 }.map(JobEventDocument.text))
      let after = try #require(try RawAnswer(port: server.port, "GET", path + "?after=2"))
      #expect(after.body.events == resumed.body.events)
      let last = try #require(stored.last).sequence
      let over = try RawAnswer(port: server.port, "GET", path + "?after=\(last)")
      #expect(over?.status == 204)
    }
  }

  @Test func theClientFollowsAJobLive() async throws {
    try await RunningServer.with { server in
      let job = try server.submittedJob()
      let address = try LabServer(server.url)
      let watched = Task {
        var kinds: [JobEvent.Kind] = []
        try await LabClient.with(address, token: nil) { client in
          try await client.watch(job) { kinds.append($0.kind) }
        }
        return kinds
      }
      while server.desk.watcherCount(of: job) == 0 { await Task.yield() }
      try Self.play(job, server.desk)
      let kinds = try await watched.value
      #expect(kinds == (try server.store.events(of: job)).map(\.kind))
      #expect(kinds.count > 4)
    }
  }

  @Test func saysThatItIsStillThereAndTakesNoMoreStreamsThanAllowed() async throws {
    var configuration = ServiceConfiguration()
    configuration.limits.heartbeatSeconds = 1
    configuration.limits.liveStreams = 1
    try await RunningServer.with(configuration) { server in
      let job = try server.submittedJob()
      let path = "/api/v1/jobs/\(job)/events"
      do {
        let open = try RawConnection(port: server.port)
        open.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        var text = ""
        while !text.contains(": still here"), let part = open.some() { text += part }
        #expect(text.contains(": still here"))
        let second = try RawAnswer(port: server.port, "GET", path)
        #expect(second?.status == 503)
        #expect(second?.headers["retry-after"] != nil)
        try server.desk.tell(of: job) { _ = try $0.cancel(job, now: Self.now) }
        while let part = open.some() {
          text += part
          if text.contains("cancelled") { break }
        }
      }
      var third = try RawAnswer(port: server.port, "GET", path)
      while third?.status == 503 { third = try RawAnswer(port: server.port, "GET", path) }
      #expect(third?.status == 200)
    }
  }
}

extension String {
  /// The events of a chunked stream, as they were sent.
  fileprivate var events: [String] {
    // Each event is a chunk of its own; a chunk's head and end have lines of their own.
    var events: [String] = []
    var rest = self[...]
    while let end = rest.firstRange(of: "\r\n"), let size = Int(rest[..<end.lowerBound], radix: 16),
      size > 0
    {
      let bytes = rest[end.upperBound...].utf8.prefix(size)
      let text = String(decoding: bytes, as: UTF8.self)
      if text.hasPrefix("id:") { events.append(text) }
      rest = rest[bytes.endIndex...].dropFirst(1)
    }
    return events
  }
}
