import HTTPTypes
import Hummingbird
import Jobs
import Regression
import Reports
import ResultStore

/// Runs of whole suites.
struct NightEndpoints {
  let site: Site

  var all: [Endpoint] { [list, one, begin] }

  private var list: Endpoint {
    Endpoint(
      .get, "/api/v1/nights", for: .read,
      [
        .query("suite", .text(maximum: 64), "Only this suite's."),
        .query("limit", .integer(1...100), "The most nights to give; 20 without it."),
      ],
      operation: Operation(
        name: "listNights", summary: "List nights with their verdicts, newest first.",
        answers: [.json(.reference("Nights"), "The nights.")])
    ) { [site] _, exchange in
      let limit = exchange.arguments.integer("limit") ?? 20
      let suite = exchange.arguments.text("suite")
      let nights = try await site.withStore { try $0.nights(suite: suite, limit: limit) }
      return .json(
        .object(known: [
          ("schema", .string("mcubench.nights/1")),
          ("nights", .array(nights.map(NightDocument.json))),
        ]))
    }
  }

  private var one: Endpoint {
    Endpoint(
      .get, "/api/v1/nights/{night}", for: .read,
      [.path("night", .hexadecimal(16...16), "The night's id.")],
      operation: Operation(
        name: "getNight", summary: "Look at one night.",
        answers: [.json(.reference("Night"), "The night.")])
    ) { [site] _, exchange in
      let id = try exchange.arguments.required("night")
      guard let night = try await site.withStore({ try $0.night(id: id) }) else {
        throw APIProblem(
          .notFound, "there is no night '\(id)'", remedy: "GET /api/v1/nights lists the nights")
      }
      return .json(NightDocument.json(night))
    }
  }

  private var begin: Endpoint {
    Endpoint(
      .post, "/api/v1/nights", for: .admin,
      [.query("suite", .text(maximum: 64), "The suite's name in the rig file.", isRequired: true)],
      operation: Operation(
        name: "startNight", summary: "Run a suite now.",
        answers: [.json(.reference("NightBegun"), "The night's id.", status: 202)],
        problems: [404, 409])
    ) { [site] _, exchange in
      let caller = try exchange.knownCaller
      let suite = try exchange.arguments.required("suite")
      let night = try await site.desk.startNight(suite: suite, by: caller.name)
      try await site.audit(.startedNight, of: night, suite, by: caller)
      return .json(
        .object(known: [("night", .string(night))]), status: .accepted,
        headers: [.location: "/api/v1/nights/\(night)"])
    }
  }
}
