import FoundationEssentials
import HTTPTypes
import Hummingbird
import Measurements
import NIOCore
import Reports
import ResultStore

/// Runs of the store, and what hangs on each.
struct RunEndpoints {
  let site: Site

  private static let run = Parameter.path(
    "run", .hexadecimal(1...16), "The run's id, or as many of its first digits as tell it apart.")

  var all: [Endpoint] { [list, one, layers, samples, record] }

  private var list: Endpoint {
    Endpoint(
      .get, "/api/v1/runs", for: .read,
      [
        .query(
          "model", .text(maximum: 100),
          "Only models whose name holds this, or whose file's SHA-256 begins with it."),
        .query("board", .name, "Only runs on this board profile."),
        .query("evidence", .word(Evidence.allCases.map(\.rawValue)), "Only figures of one kind."),
        .query("before", .hexadecimal(16...16), "Only runs that come after this one in the list."),
        .query("limit", .integer(1...500), "The most runs to give; 50 without it."),
      ],
      operation: Operation(
        name: "listRuns", summary: "List runs, newest first.",
        answers: [.json(.reference("Runs"), "The runs.")], problems: [404])
    ) { [site] _, exchange in
      let arguments = exchange.arguments
      let limit = arguments.integer("limit") ?? 50
      let filter = RunFilter(
        model: arguments.text("model"), board: arguments.text("board"),
        evidence: arguments.text("evidence").flatMap(Evidence.init),
        before: arguments.text("before").flatMap(RunID.init), limit: limit + 1)
      let runs = try await site.withStore { try $0.runs(matching: filter) }
      let shown = Array(runs.prefix(limit))
      return .text(
        HistoryReport.json(shown, next: runs.count > limit ? shown.last?.runID : nil),
        type: "application/json")
    }
  }

  private var one: Endpoint {
    Endpoint(
      .get, "/api/v1/runs/{run}", for: .read,
      [
        Self.run,
        .query("include", .word(["layers"]), "Also each layer, under the names of its columns."),
      ],
      operation: Operation(
        name: "getRun", summary: "Everything known of a run but its samples: run.json.",
        answers: [.json(.document("As mcubench.run/1 has it."), "The run.")], problems: [409])
    ) { [site] _, exchange in
      let run = try await Self.run(of: exchange, site)
      let includesLayers = exchange.arguments.text("include") == "layers"
      return .json(RunDocument.json(run, includesLayers: includesLayers))
    }
  }

  private var layers: Endpoint {
    Endpoint(
      .get, "/api/v1/runs/{run}/layers.csv", for: .read, [Self.run],
      operation: Operation(
        name: "getRunLayers", summary: "A row a layer and pass, as 'mcubench run --csv' writes it.",
        answers: [.text("text/csv", "The layers: mcubench.layers/1.")], problems: [409])
    ) { [site] _, exchange in
      .text(LayersCSV.text(try await Self.run(of: exchange, site)), type: "text/csv; charset=utf-8")
    }
  }

  private var samples: Endpoint {
    Endpoint(
      .get, "/api/v1/runs/{run}/samples.jsonl", for: .read, [Self.run],
      operation: Operation(
        name: "getRunSamples", summary: "Every raw sample of a run, one JSON object a line.",
        answers: [.text("application/jsonl", "The samples: mcubench.samples/1.")], problems: [409])
    ) { [site] _, exchange in
      .text(
        SamplesDocument.text(try await Self.run(of: exchange, site)), type: "application/jsonl")
    }
  }

  private var record: Endpoint {
    Endpoint(
      .get, "/api/v1/runs/{run}/record", for: .read, [Self.run],
      operation: Operation(
        name: "getRunRecord",
        summary: "The run as the store keeps it, for an mcubench of the same version.",
        answers: [.json(.document("Facts and samples; no promise about names."), "The record.")],
        problems: [409])
    ) { [site] _, exchange in
      let run = try await Self.run(of: exchange, site)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(run))))
    }
  }

  private static func run(of exchange: Exchange, _ site: Site) async throws -> Measurement {
    let name = try exchange.arguments.required("run")
    return try await site.withStore { try $0.run(named: name) }
  }
}
