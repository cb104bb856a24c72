import HTMLReports
import Jobs
import Measurements
import Regression
import Reports

extension PageExamples {
  /// Every page there is, by a name for its file; `text` is put wherever text from outside goes.
  package static func pages(hostile text: String? = nil) throws -> [(name: String, text: String)] {
    let model = text ?? "mobilenetv1_0.25_96_c3_o2"
    let names = text.map { [$0] } ?? []
    let old = run(2, modelName: model, names: names, commit: text ?? "3d1e8b0c00000000")
    let new = run(3, modelName: model, names: names, slower: [4, 14], commit: text ?? "4f2a9c1d")
    let points = points(60, boardName: text ?? "left")
    let series = SeriesContents(
      modelName: model, key: key(), layerName: text, points: points)
    let budget = try RunBudget(parsing: "latency=40ms,ram=48KB,rom=250KB,macs=60M,bytes/param=1.5")
    let served = { (section: ServedPage.Section?) in
      Place.server(ServedPage(section: section, refreshSeconds: 30))
    }
    let running = job(4, modelName: model, submitter: text ?? "ci")
    let live = Place.server(
      ServedPage(section: .queue, refreshSeconds: 5, followedJob: running.id, isSignedIn: true))
    let jobs = (0..<8).map { job($0, modelName: model, submitter: text ?? "ci") }
    let summaries = [old, new].map(summary)
    let card = scorecard(
      layerCount: text == nil ? 31 : 5, name: text, names: names, budget: budget)
    let models = [
      Self.model(name: text, names: names), Self.model(layerCount: 27, channels: 12, name: text),
    ]
    return [
      ("scorecard", ModelPage.text(card)),
      (
        "scorecard-no-board",
        ModelPage.text(ModelScorecard(analysis: models[0], run: nil, note: text))
      ),
      ("figure-overlay", OverlayFigure.document(models[0], models[1], by: .macs).page),
      (
        "figure-cumulative",
        CumulativeFigure.document(models, by: OverlayFigure.Quantity.allCases).page
      ),
      (
        "figure-latency",
        LatencyFigure.document(
          [old, new].compactMap { LatencyFigure.Model($0) }, limit: 60e6, remarks: names
        ).page
      ),
      ("figure-size", figure(.size(limit: 250), alphas: 4, hostile: text).page),
      ("figure-size-150", figure(.size(limit: 250), alphas: 30, hostile: text).page),
      ("figure-accuracy", figure(.accuracy(threshold: 80), alphas: 4, hostile: text).page),
      ("run", RunPage.text(new, budget: budget)),
      ("run-measured", RunPage.text(run(4, evidence: .measured, modelName: model, names: names))),
      (
        "run-long",
        RunPage.text(run(5, layerCount: text == nil ? 310 : 3, modelName: model, names: names))
      ),
      (
        "run-wrong-output",
        RunPage.text(
          run(
            6, modelName: model, names: names,
            mismatches: [
              OutputMismatch(
                vector: 0, output: 0, firstElement: 1, differingElements: 1, elementCount: 2,
                maximumError: 3)
            ]))
      ),
      ("comparison", ComparisonPage.text(baseline: old, candidate: new, budget: budget)),
      (
        "comparison-other",
        ComparisonPage.text(
          baseline: old, candidate: run(7, layerCount: 27, modelName: model, names: names))
      ),
      (
        "comparison-boards",
        ComparisonPage.text(
          baseline: old,
          candidate: run(
            8, modelName: model, names: names, board: "pico", coreHertz: 125_000_000))
      ),
      ("series", SeriesPage.text([series])),
      ("night", NightPage.text(report(modelName: model), series: [series])),
      (
        "overview",
        OverviewPage.text(
          OverviewPage.Contents(
            health: health(problems: text.map { [$0] } ?? []), boards: boards, jobs: jobs,
            night: report(modelName: model), runs: summaries), place: served(.overview))
      ),
      ("boards", ListPages.boards(boards, place: served(.boards))),
      (
        "jobs",
        ListPages.jobs(
          jobs, counts: health().jobsByState, older: .path("jobs", query: [("before", model)]),
          place: served(.queue))
      ),
      (
        "job",
        JobPage.text(running, events: events(of: running, name: text ?? "Conv2d_0"), place: live)
      ),
      ("job-failed", JobPage.text(jobs[6], events: [], place: live)),
      ("runs", ListPages.runs(summaries, place: served(.runs))),
      ("run-served", RunPage.text(new, place: served(.runs))),
      ("nights", ListPages.nights([report(modelName: model)], place: served(.nights))),
      ("night-served", NightPage.text(report(modelName: model), place: served(.nights))),
      (
        "series-list",
        ListPages.series(
          [
            ListPages.SeriesLine(key: key(), modelName: model, count: 60, newest: night(0))
          ], place: served(.series))
      ),
      (
        "problem",
        MessagePages.problem(
          status: 404, summary: text ?? "no run has such a name", remedy: text ?? "list the runs",
          place: served(nil))
      ),
      ("sign-in", MessagePages.signIn(problem: text ?? "no such token", place: served(nil))),
    ]
  }

  private static func figure(
    _ quantity: VariationFigure.Quantity, alphas: Int, hostile text: String?
  ) -> FigureDocument {
    VariationFigure.document(
      variations(alphas: alphas).compactMap { name, value in
        (try? VariationFactors(name)).map {
          VariationFigure.Variation(name: text ?? name, factors: $0, value: value)
        }
      }, of: quantity, remarks: [text].compactMap(\.self))
  }

  private static func summary(_ run: Measurement) -> RunSummary {
    RunSummary(
      runID: run.runID, created: run.created, modelName: run.model.name,
      modelSHA256: run.model.sha256, board: run.board.profile, evidence: run.evidence,
      timingModel: run.timingModel, validity: run.validity,
      cleanMedianCycles: run.clean?.median, clockHertz: run.clockHertz)
  }
}
