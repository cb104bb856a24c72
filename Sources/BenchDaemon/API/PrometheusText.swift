import FoundationEssentials
import Jobs
import Reports

/// Figures of the daemon in Prometheus' text exposition format, version 0.0.4.
enum PrometheusText {
  static func text(health: LabHealth, boards: [BoardStatus], site: Site) -> String {
    var text = ""
    func family(_ name: String, _ type: String, _ help: String, _ lines: [(String, String)]) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for (labels, value) in lines { text += "\(name)\(labels) \(value)\n" }
    }
    family(
      "mcubench_up", "gauge", "1 while the lab takes work up.",
      [("", health.isStopping ? "0" : "1")])
    family(
      "mcubench_problems", "gauge", "What the lab says is wrong.",
      [("", String(health.problems.count))])
    family(
      "mcubench_uptime_seconds", "gauge", "Since the lab began.",
      [("", NumberText.plain(health.uptimeSeconds))])
    family(
      "mcubench_jobs", "gauge", "Jobs of the queue by state.",
      JobState.allCases.map {
        (labels([("state", $0.rawValue)]), String(health.jobsByState[$0] ?? 0))
      })
    family(
      "mcubench_board_health", "gauge", "0 for a board that only fails, 1 for one that never does.",
      boards.map { (labels(of: $0), NumberText.plain($0.health.score)) })
    family(
      "mcubench_board_state", "gauge", "1 for the state that a board is in.",
      boards.map { (labels(of: $0, [("state", state(of: $0))]), "1") })
    family(
      "mcubench_board_jobs_total", "counter", "Jobs that a board did and did not do.",
      boards.flatMap { board in
        [
          (labels(of: board, [("result", "success")]), String(board.health.successes)),
          (labels(of: board, [("result", "failure")]), String(board.health.failures)),
        ]
      })
    let requests = site.metrics.all
    family(
      "mcubench_http_requests_total", "counter", "Requests by endpoint and status.",
      requests.map { (labels(of: $0.key), String($0.value.count)) })
    family(
      "mcubench_http_request_seconds_total", "counter", "Time until their answers began.",
      requests.map { (labels(of: $0.key), NumberText.plain($0.value.seconds)) })
    family(
      "mcubench_live_streams", "gauge", "Event streams that are open.",
      [("", String(site.streams.used))])
    family(
      "mcubench_upload_bytes", "gauge", "Bytes that models on their way in may take.",
      [("", String(site.uploads.used))])
    if let bytes = residentBytes {
      family(
        "process_resident_memory_bytes", "gauge", "Memory of the daemon's process.",
        [("", String(bytes))])
    }
    return text
  }

  /// Memory of this process, from `/proc/self/status`.
  static var residentBytes: Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
      .flatMap { Int($0) }.map { $0 * 1_024 }
  }

  private static func labels(of board: BoardStatus, _ more: [(String, String)] = []) -> String {
    labels([("board", board.name), ("profile", board.profile)] + more)
  }

  private static func labels(of key: Metrics.Key) -> String {
    labels([("endpoint", key.endpoint), ("status", String(key.status))])
  }

  private static func state(of board: BoardStatus) -> String {
    switch board.state {
    case .idle: "idle"
    case .busy: "busy"
    case .missing: "missing"
    case .quarantined: "quarantined"
    }
  }

  /// Backslash, quote and newline are escaped, as the format asks.
  static func labels(_ labels: [(String, String)]) -> String {
    let pairs = labels.map { name, value in
      let escaped = value.map { character -> String in
        switch character {
        case "\\": "\\\\"
        case "\"": "\\\""
        case "\n": "\\n"
        default: String(character)
        }
      }
      return "\(name)=\"\(escaped.joined())\""
    }
    return "{" + pairs.joined(separator: ",") + "}"
  }
}
