import ContentHash
import Foundation
import Jobs
import LabClient
import Measurements
import ResultStore
import Testing

@testable import BenchDaemon

/// Many clients at once, well-meaning and not; under `MCUBENCH_LONG=1` for longer.
@Suite struct ManyClientsTests {
  private static let isLong = ProcessInfo.processInfo.environment["MCUBENCH_LONG"] == "1"

  private static var generous: ServiceConfiguration {
    var configuration = ServiceConfiguration()
    configuration.limits.requestsPerMinute = 10_000_000
    return configuration
  }

  @Test func servesTwoHundredClientsBesideFiveLiveStreams() async throws {
    let rounds = Self.isLong ? 50 : 3
    try await RunningServer.with(Self.generous) { server in
      let watched = try server.submittedJob()
      let address = try LabServer(server.url)
      let before = PrometheusText.residentBytes ?? 0
      let began = ContinuousClock.now
      let counts = try await withThrowingTaskGroup(of: Int.self) { tasks in
        for _ in 0..<5 {
          tasks.addTask {
            var count = 0
            try await LabClient.with(address, token: nil) { client in
              try await client.watch(watched) { _ in count += 1 }
            }
            return count
          }
        }
        while server.desk.watcherCount(of: watched) < 5 { await Task.yield() }
        try await withThrowingTaskGroup(of: Void.self) { clients in
          for client in 0..<200 {
            clients.addTask { try await Self.ask(address, client: client, rounds: rounds) }
          }
          try await clients.waitForAll()
        }
        for index in 0..<100 {
          try server.desk.tell(of: watched) {
            _ = try $0.append(.log("line \(index)"), to: watched, now: ScriptedDesk.now)
          }
        }
        try server.desk.tell(of: watched) { _ = try $0.cancel(watched, now: ScriptedDesk.now) }
        return try await tasks.reduce(into: []) { $0.append($1) }
      }
      let stored = try server.store.events(of: watched, limit: 1_000)
      #expect(counts == [Int](repeating: stored.count, count: 5))
      let grown = (PrometheusText.residentBytes ?? 0) - before
      #expect(grown < 256 << 20, "\(grown) B more than before")
      let requests = 200 * rounds * 4
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      if Self.isLong {
        FileHandle.standardError.write(
          Data(
            "200 clients, \(requests) requests in \(seconds) s, \(grown >> 20) MiB more\n".utf8))
      }
    }
  }

  /// What one client does: submits, looks, lists, cancels.
  private static func ask(_ address: LabServer, client: Int, rounds: Int) async throws {
    try await LabClient.with(address, token: nil) { lab in
      for round in 0..<rounds {
        var wish = LabWish(
          board: "stm32f746g", modelName: "model \(client)", modelSHA256: modelDigest)
        wish.timeLimitSeconds = 1 + client * 1_000 + round
        let receipt = try await lab.submit(wish, model: modelBytes())
        #expect(!receipt.isDuplicate)
        let job = try await lab.job(receipt.job.id.rawValue).job
        #expect(job.state == .queued)
        #expect(try await lab.jobs([("limit", "5")]).jobs.count == 5)
        #expect(try await lab.cancel(job.id.rawValue).job.state == .cancelled)
      }
    }
  }

  @Test func keepsItsMemoryWhileHundredsSendWithoutEnd() async throws {
    let connections = Self.isLong ? 400 : 60
    let rounds = Self.isLong ? 4_096 : 300
    var configuration = Self.generous
    configuration.limits.requestSeconds = 5
    try await RunningServer.with(configuration) { server in
      let before = PrometheusText.residentBytes ?? 0
      let hostile = try (0..<connections).map { _ in try RawConnection(port: server.port) }
      let chunk = Array(("4000\r\n" + String(repeating: "y", count: 0x4000) + "\r\n").utf8)
      for (index, connection) in hostile.enumerated() {
        switch index % 4 {
        case 0:
          connection.send(
            "POST /api/v1/jobs?board=stm32f746g HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
              + "application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        case 1:
          connection.send(
            "POST /api/v1/jobs?board=stm32f746g HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
              + "application/octet-stream\r\nContent-Length: 8388608\r\n\r\nTF")
        case 2: connection.send("GET /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nX: ")
        default:
          connection.takeLittle()
          connection.send("GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        }
      }
      var peak = before
      for round in 0..<rounds {
        for index in stride(from: 0, to: hostile.count, by: 4) {
          hostile[index].sendWithoutWaiting(chunk)
        }
        if round.isMultiple(of: 50) { peak = max(peak, PrometheusText.residentBytes ?? 0) }
      }
      let health = try RawAnswer(port: server.port, "GET", "/api/v1/health")
      #expect(health?.status == 200)
      peak = max(peak, PrometheusText.residentBytes ?? 0)
      #expect(peak - before < 300 << 20, "\(peak - before) B more than before")
      if Self.isLong {
        FileHandle.standardError.write(
          Data("\(connections) hostile clients: \((peak - before) >> 20) MiB more\n".utf8))
      }
      for connection in hostile { connection.finish() }
    }
  }
}

private let modelDigest = SHA256Digest(of: modelBytes()).hexadecimal
