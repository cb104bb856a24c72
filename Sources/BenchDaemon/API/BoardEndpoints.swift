import HTTPTypes
import Hummingbird
import Jobs
import Reports
import ResultStore

/// The rig's boards.
struct BoardEndpoints {
  let site: Site

  var all: [Endpoint] { [list, lock, unlock] }

  private static let board = Parameter.path("board", .name, "The rig's name of the board.")

  private var list: Endpoint {
    Endpoint(
      .get, "/api/v1/boards", for: .read,
      operation: Operation(
        name: "listBoards", summary: "List the rig's boards, their state and health.",
        answers: [.json(.reference("Boards"), "The boards.")])
    ) { [site] _, _ in .json(BoardDocument.json(try await site.desk.boards())) }
  }

  private var lock: Endpoint {
    Endpoint(
      .post, "/api/v1/boards/{board}/quarantine", for: .admin,
      [
        Self.board,
        .query("reason", .text(maximum: 200), "Why, for those who come after.", isRequired: true),
      ],
      operation: Operation(
        name: "quarantineBoard", summary: "Give a board no more jobs.",
        answers: [.json(.reference("Board"), "The board.")])
    ) { [site] _, exchange in
      try await Self.set(true, because: try exchange.arguments.required("reason"), exchange, site)
    }
  }

  private var unlock: Endpoint {
    Endpoint(
      .delete, "/api/v1/boards/{board}/quarantine", for: .admin, [Self.board],
      operation: Operation(
        name: "releaseBoard", summary: "Let a board out of quarantine.",
        answers: [.json(.reference("Board"), "The board.")])
    ) { [site] _, exchange in try await Self.set(false, because: "let out", exchange, site) }
  }

  private static func set(
    _ isQuarantined: Bool, because reason: String, _ exchange: Exchange, _ site: Site
  ) async throws -> Response {
    let caller = try exchange.knownCaller
    let board = try exchange.arguments.required("board")
    let status = try await site.desk.setQuarantine(
      isQuarantined, of: board, because: reason, by: caller.name)
    try await site.audit(isQuarantined ? .quarantined : .released, of: board, reason, by: caller)
    return .json(BoardDocument.json(status))
  }
}
