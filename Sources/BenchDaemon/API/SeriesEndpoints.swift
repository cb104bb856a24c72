import Hummingbird
import Measurements
import Regression
import ResultStore

/// Figures over time.
struct SeriesEndpoints {
  let site: Site

  var all: [Endpoint] { [list, points] }

  private var list: Endpoint {
    Endpoint(
      .get, "/api/v1/series", for: .read,
      [
        .query("model", .hexadecimal(64...64), "Only this model's, by its file's SHA-256."),
        .query("board", .name, "Only series of this board profile."),
      ],
      operation: Operation(
        name: "listSeries", summary: "List what whole networks' series there are.",
        answers: [.json(.reference("SeriesList"), "The keys of the series.")])
    ) { [site] _, exchange in
      let (model, board) = (exchange.arguments.text("model"), exchange.arguments.text("board"))
      let keys = try await site.withStore { try $0.seriesKeys(model: model, board: board) }
      return .json(SeriesDocument.json(keys))
    }
  }

  private var points: Endpoint {
    Endpoint(
      .get, "/api/v1/series/points", for: .read,
      [
        .query("model", .hexadecimal(64...64), "The model file's SHA-256.", isRequired: true),
        .query("board", .name, "The board profile.", isRequired: true),
        .query("kernel_set", .text(maximum: 64), "The kernel set.", isRequired: true),
        .query(
          "evidence", .word(Evidence.allCases.map(\.rawValue)), "What the figures are.",
          isRequired: true),
        .query("timing_model", .text(maximum: 200), "As the list of series has it."),
        .query("layer", .integer(0...100_000), "The layer, or the whole network without it."),
        .query("limit", .integer(1...10_000), "The most points, the newest; 1000 without it."),
      ],
      operation: Operation(
        name: "getSeries", summary: "A series' points, oldest first; an unknown key has none.",
        answers: [.json(.reference("Series"), "The points.")])
    ) { [site] _, exchange in
      let arguments = exchange.arguments
      guard let evidence = Evidence(rawValue: try arguments.required("evidence")) else {
        throw APIProblem(.badRequest, "the parameter 'evidence' is unfit")
      }
      let key = SeriesKey(
        modelSHA256: try arguments.required("model"), layer: arguments.integer("layer"),
        board: try arguments.required("board"), kernelSet: try arguments.required("kernel_set"),
        evidence: evidence, timingModel: arguments.text("timing_model"))
      let limit = arguments.integer("limit") ?? 1_000
      let points = try await site.withStore { try $0.series(key, limit: limit) }
      return .json(SeriesDocument.json(key, points))
    }
  }
}
