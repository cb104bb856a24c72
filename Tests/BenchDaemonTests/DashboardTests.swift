import Foundation
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

@testable import BenchDaemon

/// The pages for people, as a browser gets them.
@Suite struct DashboardTests {
  private static let browser = ["Accept": "text/html"]

  @Test(arguments: ["/", "/boards", "/jobs", "/nights", "/runs", "/series", "/sign-in"])
  func servesEachPageUnderAPolicyThatLetsNothingElseIn(path: String) async throws {
    try await RunningServer.with { server in
      let answer = try #require(
        try RawAnswer(port: server.port, "GET", path, headers: Self.browser))
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
      let policy = try #require(answer.headers["content-security-policy"])
      #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"))
      #expect(!policy.contains("unsafe"))
      #expect(!answer.body.contains("<style") && !answer.body.contains(" style="))
    }
  }

  @Test func leadsToOlderRuns() async throws {
    try await RunningServer.with { server in
      for place in 1...203 {
        let digits = String(place, radix: 16)
        try server.store.save(
          .example(
            runID: String(repeating: "0", count: 16 - digits.count) + digits,
            created: Int64(place) * 1_000))
      }
      let first = try #require(
        try RawAnswer(port: server.port, "GET", "/runs?board=stm32f746g", headers: Self.browser))
      let found = try #require(first.body.firstMatch(of: /href="(\/runs\?before=[^"]*)"/)).1
      let link = String(found).replacing("&amp;", with: "&")
      #expect(link == "/runs?before=0000000000000004&board=stm32f746g")
      let second = try #require(
        try RawAnswer(port: server.port, "GET", link, headers: Self.browser))
      #expect(second.body.components(separatedBy: "<tr>").count == 5)
      #expect(!second.body.contains("Older runs"))
    }
  }

  @Test func showsWhatRunsBeforeWhatWaits() async throws {
    try await RunningServer.with { server in
      let running = try server.store.submit(
        JobSubmission(
          JobSpecification(
            modelSHA256: String(repeating: "a", count: 64), modelName: "first", board: "pico"),
          submitter: "me"), now: ScriptedDesk.now
      ).job.id
      _ = try server.store.claim(
        board: "pico", boardName: "v1", owner: "me",
        until: Timestamp(unixMilliseconds: ScriptedDesk.now.unixMilliseconds + 60_000),
        now: ScriptedDesk.now)
      for number in 0..<60 {
        _ = try server.store.submit(
          JobSubmission(
            JobSpecification(
              modelSHA256: String(repeating: "b", count: 64), modelName: "later", board: "pico",
              timeLimitSeconds: 100 + number), submitter: "me"), now: ScriptedDesk.now)
      }
      for path in ["/", "/jobs"] {
        let page = try #require(
          try RawAnswer(port: server.port, "GET", path, headers: Self.browser)
        ).body
        let found = try #require(page.range(of: running.short), "\(path)")
        let waiting = try #require(page.range(of: "later"))
        #expect(found.lowerBound < waiting.lowerBound, "\(path)")
      }
    }
  }

  @Test func servesStyleAndScriptAsTheirOwnFiles() async throws {
    try await RunningServer.with { server in
      let style = try RawAnswer(port: server.port, "GET", "/assets/mcubench.css")
      #expect(style?.headers["content-type"] == "text/css; charset=utf-8")
      let script = try RawAnswer(port: server.port, "GET", "/assets/mcubench.js")
      #expect(script?.headers["content-type"] == "text/javascript; charset=utf-8")
      #expect(script?.body.contains("EventSource") == true)
      #expect(script?.body.contains("innerHTML") == false)
    }
  }

  @Test func showsAJobWithAHostileNameAsText() async throws {
    try await RunningServer.with { server in
      let name = "%3Cscript%3Ealert(1)"
      let submitted = try #require(
        try server.submit("/api/v1/jobs?board=stm32f746g&name=\(name)", modelBytes()))
      let id = try #require(try submitted.object("job")["job_id"] as? String)
      for path in ["/jobs/\(id)", "/jobs", "/"] {
        let page = try #require(
          try RawAnswer(port: server.port, "GET", path, headers: Self.browser))
        #expect(page.status == 200, "\(path)")
        #expect(page.body.contains("&lt;script&gt;alert(1)"), "\(path)")
        #expect(!page.body.contains("<script>"), "\(path)")
      }
    }
  }

  @Test func showsAProblemAsAPageToABrowserOnly() async throws {
    try await RunningServer.with { server in
      let page = try RawAnswer(
        port: server.port, "GET", "/runs/0123456789abcdef", headers: Self.browser)
      #expect(page?.status == 404)
      #expect(page?.headers["content-type"] == "text/html; charset=utf-8")
      let document = try RawAnswer(port: server.port, "GET", "/runs/0123456789abcdef")
      #expect(document?.headers["content-type"] == "application/problem+json")
    }
  }

  @Test func letsABrowserSignInToLookAndNothingMore() async throws {
    let made = try AccessToken.make(name: "boss", role: .admin)
    try await RunningServer.with(ServiceConfiguration(tokens: [made.token])) { server in
      let stranger = try #require(
        try RawAnswer(port: server.port, "GET", "/", headers: Self.browser))
      #expect(stranger.status == 401)
      #expect(stranger.headers["www-authenticate"] == "Bearer")
      #expect(stranger.body.contains("type=\"password\""))

      let form = ["Content-Type": "application/x-www-form-urlencoded"]
      let wrong = try RawAnswer(
        port: server.port, "POST", "/sign-in", headers: form, body: Array("token=wrong".utf8))
      #expect(wrong?.status == 403)
      #expect(wrong?.headers["set-cookie"] == nil)

      let right = try #require(
        try RawAnswer(
          port: server.port, "POST", "/sign-in", headers: form,
          body: Array("token=\(made.secret)".utf8)))
      #expect(right.status == 303)
      let cookie = try #require(right.headers["set-cookie"])
      #expect(cookie.contains("; HttpOnly; SameSite=Strict"))
      #expect(!cookie.contains(made.secret))
      let session = [
        "Cookie": String(cookie.prefix { $0 != ";" }), "Accept": "text/html",
      ]
      #expect(try RawAnswer(port: server.port, "GET", "/", headers: session)?.status == 200)
      let submitted = try server.submit(
        "/api/v1/jobs?board=stm32f746g", modelBytes(), headers: session)
      #expect(submitted?.status == 403)

      let out = try RawAnswer(port: server.port, "POST", "/sign-out", headers: session)
      #expect(out?.status == 303)
      #expect(try RawAnswer(port: server.port, "GET", "/", headers: session)?.status == 401)
    }
  }

  @Test func aSessionEndsByItself() {
    let sessions = Sessions()
    let now = ContinuousClock.now
    let id = sessions.begin(for: "a", now: now)
    #expect(id.utf8.count == 64)
    #expect(Sessions.cookie(id, isEncrypted: true).hasSuffix("; Secure"))
    #expect(Sessions.cookie(nil, isEncrypted: false).contains("Max-Age=0"))
  }
}
