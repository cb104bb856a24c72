import Jobs
import MCUBenchTestSupport
import Measurements
import Regression
import Reports
import ResultStore
import Testing

@testable import BenchDaemon

@Suite struct LabRouteTests {
  @Test func givesARunInEveryForm() async throws {
    try await RunningServer.with { server in
      let run = Measurement.example()
      try server.store.save(run)
      let base = "/api/v1/runs/\(run.runID.short)"
      func body(_ path: String) throws -> String? {
        try RawAnswer(port: server.port, "GET", path).map(\.body)
      }
      #expect(try body(base) == RunDocument.text(run))
      #expect(try body(base + "?include=layers") == RunDocument.text(run, includesLayers: true))
      #expect(try body(base + "/layers.csv") == LayersCSV.text(run))
      #expect(try body(base + "/samples.jsonl") == SamplesDocument.text(run))
      let list = try #require(try RawAnswer(port: server.port, "GET", "/api/v1/runs?limit=5"))
      #expect(list.body == HistoryReport.json(try server.store.runs()))
    }
  }

  @Test func givesRunsFromPageToPage() async throws {
    try await RunningServer.with { server in
      let names = (1...5).map { String(repeating: "0", count: 15) + String($0) }
      for (place, name) in names.enumerated() {
        try server.store.save(.example(runID: name, created: Int64(place) * 1_000))
      }
      var seen: [String] = []
      var query = "?limit=2"
      while true {
        let answer = try #require(
          try RawAnswer(port: server.port, "GET", "/api/v1/runs" + query))
        let document = try answer.json()
        let runs = try #require(document["runs"] as? [[String: Any]])
        seen += runs.compactMap { $0["run_id"] as? String }
        guard let next = document["next"] as? String else { break }
        #expect(next == seen.last)
        query = "?limit=2&before=\(next)"
      }
      #expect(seen == names.reversed())
      let unknown = "/api/v1/runs?before=ffffffffffffffff"
      #expect(try RawAnswer(port: server.port, "GET", unknown)?.status == 404)
    }
  }

  @Test func listsBoardsAndLocksThemAway() async throws {
    try await RunningServer.with { server in
      let path = "/api/v1/boards/left/quarantine"
      let locked = try #require(
        try RawAnswer(port: server.port, "POST", path + "?reason=smells+burnt"))
      #expect(locked.status == 200)
      #expect(try locked.json()["reason"] as? String == "smells burnt")
      let listed = try #require(try RawAnswer(port: server.port, "GET", "/api/v1/boards"))
      let boards = try #require(try listed.json()["boards"] as? [[String: Any]])
      #expect(boards.map { $0["state"] as? String } == ["quarantined", "idle"])
      let released = try #require(try RawAnswer(port: server.port, "DELETE", path))
      #expect(try released.json()["state"] as? String == "idle")
      #expect(try RawAnswer(port: server.port, "POST", path)?.status == 400)
      let unknown = "/api/v1/boards/right/quarantine?reason=x"
      #expect(try RawAnswer(port: server.port, "POST", unknown)?.status == 404)
      let audit = try server.store.auditEntries().map(\.action)
      #expect(audit == [.released, .quarantined])
    }
  }

  @Test func givesNightsAndStartsOne() async throws {
    try await RunningServer.with { server in
      let night = NightReport(
        id: "00112233445566aa", suite: "nightly", started: ScriptedDesk.now, ended: nil,
        commit: "abc",
        entries: [
          NightEntry(
            modelName: "<script>", modelSHA256: String(repeating: "a", count: 64),
            board: "stm32f746g", boardName: "v1", evidence: .simulated, timingModel: nil,
            outcome: .slower, runID: nil, baselineRunID: nil,
            total: NightEntry.ChangedFigure(
              baselineCycles: 100, cycles: 101, limitCycles: 0.3, verdict: .slower))
        ])
      try server.store.save(night)
      let one = try #require(
        try RawAnswer(port: server.port, "GET", "/api/v1/nights/\(night.id)"))
      #expect(one.body == NightDocument.json(night).text)
      let list = try #require(try RawAnswer(port: server.port, "GET", "/api/v1/nights"))
      #expect(list.body.contains(night.id))
      let begun = try #require(
        try RawAnswer(port: server.port, "POST", "/api/v1/nights?suite=nightly"))
      #expect(begun.status == 202)
      #expect(try begun.json()["night"] as? String == "00112233445566aa")
      let unknown = "/api/v1/nights?suite=weekly"
      #expect(try RawAnswer(port: server.port, "POST", unknown)?.status == 404)
    }
  }

  @Test func tellsOfItselfToPrometheus() async throws {
    try await RunningServer.with { server in
      _ = try RawAnswer(port: server.port, "GET", "/api/v1/jobs")
      _ = try RawAnswer(port: server.port, "GET", "/nowhere/<\"x")
      _ = try server.submittedJob()
      let text = try #require(try RawAnswer(port: server.port, "GET", "/metrics")).body
      let lines = text.split(separator: "\n").map(String.init)
      for line in [
        "mcubench_up 1", "mcubench_uptime_seconds 12.5", "mcubench_jobs{state=\"queued\"} 1",
        "mcubench_board_health{board=\"v\\\"1\\n\",profile=\"stm32f746g\"} 0.75",
        "mcubench_http_requests_total{endpoint=\"/api/v1/jobs\",status=\"200\"} 1",
        "mcubench_http_requests_total{endpoint=\"none\",status=\"404\"} 1",
        "# TYPE mcubench_http_requests_total counter",
      ] {
        #expect(lines.contains(line), "\(line)")
      }
    }
  }

  @Test func saysHowTheLabIs() async throws {
    try await RunningServer.with { server in
      let health = try #require(try RawAnswer(port: server.port, "GET", "/api/v1/health"))
      #expect(health.status == 200)
      #expect(try health.json()["status"] as? String == "ok")
    }
  }

  @Test func putsTheHeadersOnThatKeepAnAnswerWhatItIs() async throws {
    try await RunningServer.with { server in
      for path in ["/api/v1/jobs", "/nowhere"] {
        let headers = try #require(try RawAnswer(port: server.port, "GET", path)).headers
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["x-frame-options"] == "DENY")
        #expect(headers["referrer-policy"] == "no-referrer")
        #expect(headers["cache-control"] == "no-store")
        #expect(headers["content-security-policy"]?.contains("default-src 'none'") == true)
      }
    }
  }
}
