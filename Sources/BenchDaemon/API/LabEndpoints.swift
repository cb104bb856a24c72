import HTTPTypes
import Hummingbird
import Jobs
import Reports
import ResultStore

/// The lab itself: health, metrics, who did what, and the API's own description.
enum LabEndpoints {
  static func plain(_ site: Site) -> [Endpoint] { [health(site), audit(site), metrics(site)] }

  private static func health(_ site: Site) -> Endpoint {
    Endpoint(
      .get, "/api/v1/health", for: .read,
      operation: Operation(
        name: "getHealth", summary: "Whether the lab does its work, and what is wrong.",
        answers: [.json(.reference("Health"), "The lab's health.")])
    ) { _, _ in .json(BoardDocument.json(await site.desk.health())) }
  }

  private static func audit(_ site: Site) -> Endpoint {
    Endpoint(
      .get, "/api/v1/audit", for: .admin,
      [
        .query("who", .text(maximum: 64), "Only what this token's holder did."),
        .query(
          "action", .word(AuditEntry.Action.allCases.map(\.rawValue)), "Only what was done so."),
        .query("target", .text(maximum: 100), "Only what was done to this."),
        .query("before", .integer(1...Int.max), "Only entries before the one of this number."),
        .query("limit", .integer(1...1_000), "The most entries to give; 100 without it."),
      ],
      operation: Operation(
        name: "listAudit", summary: "Who did what, when, from where; newest first.",
        answers: [.json(.reference("Audit"), "The entries.")])
    ) { _, exchange in
      let arguments = exchange.arguments
      let limit = arguments.integer("limit") ?? 100
      let filter = AuditFilter(
        who: arguments.text("who"),
        action: arguments.text("action").flatMap(AuditEntry.Action.init),
        target: arguments.text("target"), before: arguments.integer("before").map(Int64.init),
        limit: limit + 1)
      let entries = try await site.withStore { try $0.auditEntries(filter) }
      return .json(
        AuditDocument.json(Array(entries.prefix(limit)), isLast: entries.count <= limit))
    }
  }

  private static func metrics(_ site: Site) -> Endpoint {
    Endpoint(
      .get, "/metrics", for: .read,
      operation: Operation(
        name: "getMetrics", summary: "Counters and gauges in Prometheus' text format.",
        answers: [.text("text/plain", "Version 0.0.4 of the format.")])
    ) { _, _ in
      let health = await site.desk.health()
      let boards = (try? await site.desk.boards()) ?? []
      return .text(
        PrometheusText.text(health: health, boards: boards, site: site),
        type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }

  /// The description of `endpoints` and of itself, in two notations.
  static func descriptions(of endpoints: [Endpoint]) -> [Endpoint] {
    func endpoint(_ path: String, _ answer: Operation.Answer, _ name: String) -> Endpoint {
      Endpoint(
        .get, path, for: nil,
        operation: Operation(name: name, summary: "This description.", answers: [answer])
      ) { _, _ in
        let description = APIDescription.json(of: endpoints + descriptions(of: endpoints))
        return path.hasSuffix(".json")
          ? .json(description)
          : .text(YAMLText.text(description), type: "application/yaml")
      }
    }
    return [
      endpoint(
        "/api/v1/openapi.json", .json(.document("OpenAPI 3.1."), "The description."),
        "getDescriptionJSON"),
      endpoint(
        "/api/v1/openapi.yaml",
        Operation.Answer(
          status: 200, summary: "The description.", type: "application/yaml",
          schema: .document("OpenAPI 3.1.")),
        "getDescriptionYAML"),
    ]
  }
}
