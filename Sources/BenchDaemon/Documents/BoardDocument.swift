import Jobs
import Measurements
import Reports

/// The rig's boards and the lab's health, as the API writes them.
enum BoardDocument {
  static let schema = "mcubench.lab_boards/1"

  static func json(_ boards: [BoardStatus]) -> JSONValue {
    .object(known: [("schema", .string(schema)), ("boards", .array(boards.map(json)))])
  }

  static func json(_ board: BoardStatus) -> JSONValue {
    let state: String
    var job: String?
    var reason: String?
    switch board.state {
    case .idle: state = "idle"
    case .busy(let id): (state, job) = ("busy", id.rawValue)
    case .missing: state = "missing"
    case .quarantined(let why): (state, reason) = ("quarantined", why)
    }
    return .object(known: [
      ("name", .string(board.name)),
      ("board_profile", .string(board.profile)),
      ("virtual", .bool(board.isVirtual)),
      ("state", .string(state)),
      ("job_id", job.map { .string($0) }),
      ("reason", reason.map { .string($0) }),
      ("uid", board.uniqueID.map { .string($0) }),
      ("last_seen", board.lastSeen.map { .string($0.description) }),
      (
        "health",
        .object(known: [
          ("score", .number(board.health.score)),
          ("successes", .integer(board.health.successes)),
          ("failures", .integer(board.health.failures)),
          ("blames", .integer(board.health.blames)),
        ])
      ),
    ])
  }

  static func json(_ health: LabHealth) -> JSONValue {
    let status =
      health.isStopping ? "stopping" : health.problems.isEmpty ? "ok" : "degraded"
    return .object(known: [
      ("status", .string(status)),
      ("problems", .array(health.problems.map { .string($0) })),
      ("uptime_s", .number(health.uptimeSeconds)),
      (
        "jobs",
        .object(
          JobState.allCases.map {
            JSONValue.Member($0.rawValue, .integer(health.jobsByState[$0] ?? 0))
          })
      ),
    ])
  }
}
