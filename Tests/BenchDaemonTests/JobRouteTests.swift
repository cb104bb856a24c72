import ContentHash
import Jobs
import Measurements
import ResultStore
import Synchronization
import Testing

@testable import BenchDaemon

@Suite struct JobRouteTests {
  @Test func takesAJobWithItsModelAndTellsOfTheSameWorkTwice() async throws {
    try await RunningServer.with { server in
      let model = modelBytes()
      let path =
        "/api/v1/jobs?board=stm32f746g&name=key%20words&runs=5&passes=layer,clean&priority=7"
      let first = try #require(try server.submit(path, model))
      #expect(first.status == 201)
      let job = try first.object("job")
      #expect(first.headers["location"] == "/api/v1/jobs/\(job["job_id"] as? String ?? "")")
      #expect(job["state"] as? String == "queued")
      #expect(job["model_name"] as? String == "key words")
      #expect(job["model_sha256"] as? String == SHA256Digest(of: model).hexadecimal)
      #expect(job["passes"] as? [String] == ["clean", "layer"])
      #expect(job["priority"] as? Int == 7)
      #expect(job["submitter"] as? String == "local")

      let second = try #require(try server.submit(path, model))
      #expect(second.status == 200)
      #expect(try second.json()["duplicate"] as? Bool == true)
      #expect(try second.object("job")["job_id"] as? String == job["job_id"] as? String)
      #expect(server.desk.state.withLock { $0.submissions.first?.model } == model)
    }
  }

  @Test func listsJobsPageByPageAndByState() async throws {
    try await RunningServer.with { server in
      for runs in 1...5 {
        _ = try server.submit("/api/v1/jobs?board=stm32f746g&runs=\(runs)", modelBytes())
      }
      let first = try #require(try RawAnswer(port: server.port, "GET", "/api/v1/jobs?limit=3"))
      let page = try #require(try first.json()["jobs"] as? [[String: Any]])
      #expect(page.map { $0["runs"] as? Int } == [5, 4, 3])
      let next = try #require(try first.json()["next"] as? String)
      let second = try #require(
        try RawAnswer(port: server.port, "GET", "/api/v1/jobs?limit=3&before=\(next)"))
      let rest = try #require(try second.json()["jobs"] as? [[String: Any]])
      #expect(rest.map { $0["runs"] as? Int } == [2, 1])
      #expect(try second.json()["next"] == nil)
      let done = try #require(
        try RawAnswer(port: server.port, "GET", "/api/v1/jobs?state=done,failed"))
      #expect(try (done.json()["jobs"] as? [Any])?.isEmpty == true)
    }
  }

  @Test(arguments: ["DELETE /api/v1/jobs/%", "POST /api/v1/jobs/%/cancel"])
  func cancelsAWaitingJobOnceAndSaysWhoDidIt(route: String) async throws {
    try await RunningServer.with { server in
      let job = try server.submittedJob()
      let words = route.replacing("%", with: job.short).split(separator: " ").map(String.init)
      let answer = try #require(try RawAnswer(port: server.port, words[0], words[1]))
      #expect(answer.status == 200)
      #expect(try answer.json()["state"] as? String == "cancelled")
      let again = try #require(try RawAnswer(port: server.port, words[0], words[1]))
      #expect(again.status == 409)
      let audit = try server.store.auditEntries()
      #expect(audit.map(\.action) == [.cancelled, .submitted])
      #expect(audit.allSatisfy { $0.who == "local" && $0.origin == "127.0.0.1" })
      #expect(audit.allSatisfy { $0.target == job.rawValue })
    }
  }

  @Test func passesOnWhatTheLabSaysOfAModelOrABoard() async throws {
    try await RunningServer.with { server in
      let wrong = try #require(
        try server.submit("/api/v1/jobs?board=stm32f746g", Array("no model".utf8)))
      #expect(wrong.status == 422)
      #expect(wrong.headers["content-type"] == "application/problem+json")
      #expect(try wrong.json()["summary"] as? String == "the model is no TensorFlow Lite file")
      #expect(try wrong.json()["remedy"] as? String == "send a .tflite file")
      #expect(try wrong.json()["class"] as? String == "model")
      let board = try #require(try server.submit("/api/v1/jobs?board=nope", modelBytes()))
      #expect(board.status == 422)
      server.desk.state.withLock { $0.refusal = DeskError(.stopping) }
      let stopping = try #require(try server.submit("/api/v1/jobs?board=stm32f746g", modelBytes()))
      #expect(stopping.status == 503)
      #expect(stopping.headers["retry-after"] == "30")
      #expect(try server.store.jobs().count == 0)
    }
  }

  @Test func refusesAModelThatChangedOnItsWay() async throws {
    try await RunningServer.with { server in
      let other = SHA256Digest(of: [1, 2, 3]).hexadecimal
      let answer = try #require(
        try server.submit("/api/v1/jobs?board=stm32f746g&sha256=\(other)", modelBytes()))
      #expect(answer.status == 422)
    }
  }
}

extension RunningServer {
  func submit(
    _ path: String, _ model: [UInt8], headers: [String: String] = [:]
  ) throws -> RawAnswer? {
    var headers = headers
    headers["Content-Type"] = "application/octet-stream"
    return try RawAnswer(port: port, "POST", path, headers: headers, body: model)
  }

  /// A job that waits, submitted through the API.
  func submittedJob() throws -> JobID {
    let answer = try #require(try submit("/api/v1/jobs?board=stm32f746g", modelBytes()))
    return try #require(JobID(rawValue: answer.object("job")["job_id"] as? String ?? ""))
  }
}

extension RawAnswer {
  /// The body, freed of its chunks where it has some, as a JSON object.
  func json() throws -> [String: Any] {
    try #require(
      try JSONSerializer.object(Array(body.utf8)) as? [String: Any],
      "the body is no JSON object: \(body.prefix(300))")
  }

  func object(_ name: String) throws -> [String: Any] {
    try #require(try json()[name] as? [String: Any])
  }
}
