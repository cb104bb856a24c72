package import Measurements
import Reports

/// Latency over MACs, a mark a model, with what each figure is worth.
package enum LatencyFigure {
  /// A model and what it takes on a board.
  package struct Model: Hashable, Sendable {
    /// Untrusted text.
    package let name: String
    package let macs: Int
    package let board: String
    package let microseconds: Double
    /// Where nine of ten predictions lie, of a prediction.
    package let interval: ClosedRange<Double>?
    package let evidence: Evidence
    package let timingModel: TimingModel?

    /// The latency of a run or a prediction, or `nil` of one without a figure that may be used.
    package init?(_ run: Measurement) {
      guard run.validity.isUsable, run.prediction == nil || run.prediction?.total != nil,
        let cycles = run.clean?.median, let microseconds = run.microseconds(cycles)
      else { return nil }
      name = run.model.name
      macs = run.ranMACCount
      board = run.board.profile
      self.microseconds = microseconds
      evidence = run.evidence
      timingModel = run.timingModel
      if let total = run.prediction?.total, let low = run.microseconds(total.low),
        let high = run.microseconds(total.high), low <= high
      {
        interval = low...high
      } else {
        interval = nil
      }
    }
  }

  /// The figure, with a line at the most MACs that may be.
  package static func document(
    _ models: [Model], limit: Double?, remarks: [String] = []
  ) -> FigureDocument {
    let title = "MACs against latency"
    return FigureDocument(
      title: title, remarks: remarks,
      charts: { isStandalone in
        [chart(models, limit: limit, title: title, isStandalone: isStandalone).html]
      }, sheetCount: 1, table: table(models, limit: limit))
  }

  private static func chart(
    _ models: [Model], limit: Double?, title: String, isStandalone: Bool
  ) -> PointChart {
    let macs = models.map { Double($0.macs) / 1e6 } + [limit.map { $0 / 1e6 }].compactMap(\.self)
    let times = models.flatMap { [$0.microseconds, $0.interval?.upperBound ?? 0] }.map { $0 / 1e3 }
    let vertical = ChartScale.linear(holding: times)
    let groups = Dictionary(grouping: models) { worth($0) }
    let marks = BoardMark.marks(of: groups.keys)
    return PointChart(
      frame: ChartFrame(
        id: "figure-chart", title: title,
        description: "A mark a model: its latency over its multiply-accumulates. The table has the"
          + " values.", worth: nil, isStandalone: isStandalone),
      horizontal: .linear(holding: macs), vertical: vertical,
      horizontalName: "MACs an inference, millions", verticalName: "latency, ms",
      series: groups.sorted { $0.key < $1.key }.map { worth, models in
        PointChart.Series(
          name: worth, mark: marks[worth] ?? .disc,
          points: models.map { model in
            PointChart.Point(
              x: Double(model.macs) / 1e6, y: model.microseconds / 1e3,
              interval: model.interval.map { $0.lowerBound / 1e3...$0.upperBound / 1e3 },
              label: Name.cut(model.name, width: 30),
              tooltip: "\(Name.cut(model.name, width: 80)): \(NumberText.grouped(model.macs)) MACs,"
                + " \(NumberText.duration(microseconds: model.microseconds)), \(worth)")
          })
      },
      lines: limit.map { limit in
        [
          PointChart.Line(
            points: [
              .init(x: limit / 1e6, y: 0),
              .init(x: limit / 1e6, y: vertical.ticks.last?.value ?? 1),
            ], name: "limit \(CompactNumber.text(limit)) MACs", style: .dashed)
        ]
      } ?? [])
  }

  /// What tells series apart: `predicted (m7 v1) on stm32f746g`.
  private static func worth(_ model: Model) -> String {
    "\(EvidenceText.short(model.evidence, model.timingModel)) on \(Name.cut(model.board, width: 32))"
  }

  private static func table(_ models: [Model], limit: Double?) -> HTML {
    Parts.table(
      "The figures, the fewest MACs first.",
      columns: [
        .text("model"), .number("MACs"), .text("board"), .number("latency"),
        .number("90 % interval"), .text("worth"), .text("MACs limit"),
      ]
    ) {
      HTML.element("tbody") {
        models.sorted { ($0.macs, $0.name) < ($1.macs, $1.name) }.map { model in
          HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) { Name.markup(model.name, width: 80) }
            Parts.number(NumberText.grouped(model.macs))
            Parts.word { Name.cut(model.board, width: 32) }
            Parts.number(NumberText.duration(microseconds: model.microseconds))
            Parts.number(
              model.interval.map {
                "\(NumberText.duration(microseconds: $0.lowerBound)) …"
                  + " \(NumberText.duration(microseconds: $0.upperBound))"
              } ?? "")
            Parts.word { EvidenceText.short(model.evidence, model.timingModel) }
            Parts.word {
              limit.map { Double(model.macs) <= $0 ? "✓ kept" : "✗ exceeded" } ?? ""
            }
          }
        }
      }
    }
  }
}
