import HTMLReports
import HTTPTypes
import Hummingbird
import Measurements
import Regression
import ResultStore

/// What the lab found: runs, nights, series.
struct ResultPages {
  let site: Site

  var all: [Endpoint] { [runs, run, nights, night, seriesList, series] }

  private var runs: Endpoint {
    Endpoint(
      page: "/runs",
      [
        .query("model", .text(maximum: 100), "Only models whose name holds this."),
        .query("board", .name, "Only runs on this board profile."),
        .query("before", .hexadecimal(16...16), "Only runs that come after this one in the list."),
      ]
    ) { [site] request, exchange in
      let (model, board) = (exchange.arguments.text("model"), exchange.arguments.text("board"))
      let filter = RunFilter(
        model: model, board: board, before: exchange.arguments.text("before").flatMap(RunID.init),
        limit: Self.runsPerPage + 1)
      let runs = try await site.withStore { try $0.runs(matching: filter) }
      let shown = Array(runs.prefix(Self.runsPerPage))
      let older = runs.count > shown.count ? shown.last : nil
      return Dashboard.page(
        ListPages.runs(
          shown,
          older: older.map { last in
            .path(
              "runs",
              query: [("before", last.runID.rawValue)]
                + [("model", model), ("board", board)].compactMap { name, value in
                  value.map { (name, $0) }
                })
          }, place: site.place(.runs, request)))
    }
  }

  private static let runsPerPage = 200

  private var run: Endpoint {
    Endpoint(
      page: "/runs/{run}", [.path("run", .hexadecimal(1...16), "The run's id, or its beginning.")]
    ) { [site] request, exchange in
      let name = try exchange.arguments.required("run")
      let place = site.place(.runs, request)
      return Dashboard.page(
        try await site.withStore { RunPage.text(try $0.run(named: name), place: place) })
    }
  }

  private var nights: Endpoint {
    Endpoint(page: "/nights") { [site] request, _ in
      let nights = try await site.withStore { try $0.nights(limit: 50) }
      return Dashboard.page(
        ListPages.nights(nights, place: site.place(.nights, request, refreshSeconds: 60)))
    }
  }

  private var night: Endpoint {
    Endpoint(
      page: "/nights/{night}", [.path("night", .hexadecimal(16...16), "The night's id.")]
    ) { [site] request, exchange in
      let id = try exchange.arguments.required("night")
      let found = try await site.withStore { store in
        try store.night(id: id).map { night in (night, try NightSeries.all(of: night, in: store)) }
      }
      guard let (night, series) = found else {
        throw APIProblem(.notFound, "there is no night '\(id)'", remedy: "look at the nights")
      }
      let place = site.place(.nights, request, refreshSeconds: night.ended == nil ? 15 : nil)
      return Dashboard.page(NightPage.text(night, series: series, place: place))
    }
  }

  private var seriesList: Endpoint {
    Endpoint(page: "/series") { [site] request, _ in
      let lines = try await site.withStore { store in
        try store.seriesSummaries().map {
          ListPages.SeriesLine(
            key: $0.key, modelName: $0.modelName, count: $0.count, newest: $0.newest)
        }
      }
      return Dashboard.page(ListPages.series(lines, place: site.place(.series, request)))
    }
  }

  private var series: Endpoint {
    Endpoint(
      page: "/series/{model}/{board}",
      [
        .path("model", .hexadecimal(64...64), "The model file's SHA-256."),
        .path("board", .name, "The board profile."),
        .query("kernels", .text(maximum: 64), "The kernel set.", isRequired: true),
        .query(
          "evidence", .word(Evidence.allCases.map(\.rawValue)), "What the figures are.",
          isRequired: true),
        .query("timing-model", .text(maximum: 200), "As the list of series has it."),
        .query("layer", .integer(0...100_000), "The layer, or the whole network without it."),
      ]
    ) { [site] request, exchange in
      let arguments = exchange.arguments
      guard let evidence = Evidence(rawValue: try arguments.required("evidence")) else {
        throw APIProblem(.badRequest, "the parameter 'evidence' is unfit")
      }
      let key = SeriesKey(
        modelSHA256: try arguments.required("model"), layer: arguments.integer("layer"),
        board: try arguments.required("board"), kernelSet: try arguments.required("kernels"),
        evidence: evidence, timingModel: arguments.text("timing-model"))
      let contents = try await site.withStore { store in
        let points = try store.series(key, limit: 1_000)
        let name = try store.seriesSummaries(model: key.modelSHA256, board: key.board)
          .first?.modelName
        return SeriesContents(modelName: name ?? key.modelSHA256, key: key, points: points)
      }
      return Dashboard.page(SeriesPage.text([contents], place: site.place(.series, request)))
    }
  }
}

/// The series of the models that a night measured.
enum NightSeries {
  /// Series of one night at most, and points of each.
  private static let most = 40
  private static let points = 200

  static func all(of night: NightReport, in store: ResultStore) throws -> [SeriesContents] {
    var found: [SeriesContents] = []
    for entry in night.entries.prefix(most) {
      let summaries = try store.seriesSummaries(model: entry.modelSHA256, board: entry.board)
      let isKnown = { (key: SeriesKey) in found.contains { $0.key == key } }
      guard let key = summaries.first(where: { $0.key.evidence == entry.evidence })?.key,
        !isKnown(key)
      else { continue }
      found.append(
        SeriesContents(
          modelName: entry.modelName, key: key, points: try store.series(key, limit: points)))
    }
    return found
  }
}
