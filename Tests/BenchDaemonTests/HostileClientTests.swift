import Jobs
import ResultStore
import Synchronization
import Testing

@testable import BenchDaemon

/// What clients send who do not mean well.
@Suite struct HostileClientTests {
  @Test(arguments: [
    ("GET", "/api/v1/nothing", 404), ("GET", "/api/v1/../../etc/passwd", 404),
    ("GET", "/api/v1/jobs/..%2f..%2fetc%2fpasswd", 404), ("GET", "/api/v1/jobs/%00", 404),
    ("GET", "/api/v1/jobs/0123456789abcdef0", 404), ("GET", "/api/v1/jobs/ABCDEF", 404),
    ("GET", "/api/v1/jobs/00", 404), ("GET", "/api/v1/runs/%2e%2e", 404),
    ("GET", "/api/v1/runs/00/layers.csv", 404), ("GET", "/api/v1/runs/00/run.json", 404),
    ("GET", "/api/v1/jobs?limit=0", 400), ("GET", "/api/v1/jobs?limit=9999999999999999999", 400),
    ("GET", "/api/v1/jobs?limit=1&limit=2", 400), ("GET", "/api/v1/jobs?limit=+1", 400),
    ("GET", "/api/v1/jobs?limit=%31", 200), ("GET", "/api/v1/jobs?state=queued,queued", 400),
    ("GET", "/api/v1/jobs?state=", 400), ("GET", "/api/v1/jobs?unknown=1", 400),
    ("GET", "/api/v1/jobs?submitter=%ff", 400), ("GET", "/api/v1/jobs?submitter=%0a", 400),
    ("GET", "/api/v1/jobs?submitter=%2", 400), ("GET", "/api/v1/jobs?submitter='%20OR%201=1", 200),
    ("GET", "/api/v1/jobs?before=0000000000000000", 404), ("GET", "/api/v1/jobs?", 200),
    ("GET", "/api/v1/nights/../jobs", 404), ("GET", "/api/v1/nights/0000000000000000", 404),
    ("PUT", "/api/v1/jobs", 405), ("PATCH", "/api/v1/jobs/00", 405), ("OPTIONS", "/metrics", 405),
    ("HEAD", "/api/v1/jobs", 200), ("POST", "/api/v1/jobs", 400),
    ("POST", "/api/v1/jobs?board=stm32f746g", 415), ("DELETE", "/api/v1/jobs/00", 404),
    ("POST", "/api/v1/boards/..%2f..%2fx/quarantine?reason=x", 404),
    ("GET", "http://evil.example/api/v1/jobs", 200),
  ])
  func answersEachOddRequestWithItsStatus(method: String, path: String, status: Int) async throws {
    try await RunningServer.with { server in
      let answer = try #require(try RawAnswer(port: server.port, method, path))
      #expect(answer.status == status)
      if status >= 400 {
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(try answer.json()["summary"] as? String != nil)
      }
      if status == 405 { #expect(answer.headers["allow"] != nil) }
    }
  }

  @Test(arguments: [
    "../../etc/passwd", "..", "a/b", "a\\b", "\u{0}", "\n", String(repeating: "x", count: 256), "",
    "\u{202e}\u{7f}",
  ])
  func refusesANameThatLooksLikeAWayToAFile(name: String) async throws {
    try await RunningServer.with { server in
      let escaped = name.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      let answer = try server.submit(
        "/api/v1/jobs?board=stm32f746g&name=\(escaped)", modelBytes())
      #expect(answer?.status == 400)
    }
  }

  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "POST /api/v1/jobs?board=b HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
      + "application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnonsense\r\n",
    "POST /api/v1/jobs?board=b HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
      + "application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "ffffffffffffffffff\r\nx\r\n",
    "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", "GET / HTTP/1.1\r\nA: \(long)\r\n\r\n",
    "GET /\(long) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\n" + String(repeating: "a: b\r\n", count: 20_000) + "\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}",
  ])
  func outlivesWhatIsNoRequest(text: String) async throws {
    try await RunningServer.with { server in
      let connection = try RawConnection(port: server.port)
      connection.send(text)
      connection.finish()
      let answer = connection.answer()
      #expect(answer != nil, "the connection stays open")
      if let answer, let parsed = RawAnswer(answer) {
        #expect((400..<500).contains(parsed.status))
      }
      let next = try RawAnswer(port: server.port, "GET", "/api/v1/health")
      #expect(next?.status == 200)
    }
  }

  private static let long = String(repeating: "x", count: 100_000)

  @Test(arguments: [true, false])
  func refusesABodyThatIsTooLargeWithoutTakingItIn(saysSo: Bool) async throws {
    var configuration = ServiceConfiguration()
    configuration.limits.uploadBytes = 100_000
    try await RunningServer.with(configuration) { server in
      let connection = try RawConnection(port: server.port)
      let head =
        "POST /api/v1/jobs?board=stm32f746g HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/octet-stream\r\n"
      if saysSo {
        connection.send(head + "Content-Length: 99999999999\r\n\r\n")
      } else {
        connection.send(head + "Transfer-Encoding: chunked\r\n\r\n")
        let chunk = "8000\r\n" + String(repeating: "y", count: 0x8000) + "\r\n"
        for _ in 0..<64 { connection.send(chunk) }
      }
      let answer = try #require(connection.answer().flatMap { RawAnswer($0) })
      #expect(answer.status == 413)
      #expect(answer.headers["connection"] == "close")
      #expect(server.desk.state.withLock { $0.submissions.isEmpty })
    }
  }

  @Test func cutsOffWhoSendsTooSlowly() async throws {
    var configuration = ServiceConfiguration()
    configuration.limits.requestSeconds = 1
    try await RunningServer.with(configuration) { server in
      for start in [
        "", "GET /api/v1/jo",
        "POST /api/v1/jobs?board=b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
          + "Content-Type: application/octet-stream\r\n\r\nTF",
      ] {
        let connection = try RawConnection(port: server.port)
        connection.send(start)
        let answer = try #require(connection.answer(), "cut off after '\(start)'")
        #expect(!answer.contains("200 OK"))
      }
      let job = try server.submittedJob()
      #expect(try server.store.job(named: job.rawValue).state == .queued)
    }
  }

  @Test func slowsDownWhoFloodsAndSaysWhenToComeBack() async throws {
    var configuration = ServiceConfiguration()
    configuration.limits.requestsPerMinute = 20
    try await RunningServer.with(configuration) { server in
      let statuses = try (0..<30).map { _ in
        try RawAnswer(port: server.port, "GET", "/api/v1/health")
      }
      #expect(statuses.prefix(20).allSatisfy { $0?.status == 200 })
      let last = try #require(statuses.last ?? nil)
      #expect(last.status == 429)
      #expect(Int(last.headers["retry-after"] ?? "").map { (1...60).contains($0) } == true)
    }
  }

  @Test func countsEachGuessOfATokenTenTimes() async throws {
    var configuration = ServiceConfiguration()
    configuration.tokens = [try AccessToken.make(name: "ci", role: .read).token]
    configuration.limits.requestsPerMinute = 40
    try await RunningServer.with(configuration) { server in
      let statuses = try (0..<6).map { guess in
        try RawAnswer(
          port: server.port, "GET", "/api/v1/jobs",
          headers: ["Authorization": "Bearer guess\(guess)"])?.status
      }
      #expect(statuses == [401, 401, 401, 401, 429, 429])
    }
  }
}
