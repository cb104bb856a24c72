import Measurements
import Regression
import Reports

/// The series of a model on a board: its runs over time, its levels, and where they changed.
package enum SeriesPage {
  package static func text(_ series: [SeriesContents], place: Place = .file) -> String {
    let first = series.first
    let name = first?.modelName ?? "no series"
    let board = first?.key.board ?? ""
    return Document.text(
      title: "\(Name.cut(name, width: 60)) on \(board), series", place: place,
      heading: heading(first, count: series.count)
    ) {
      if series.isEmpty { HTML.element("p") { "There are no runs to show." } }
      series.enumerated().map { number, contents in
        Parts.section("series-\(number)", "Cycles, \(contents.subject)") {
          chart(contents, id: "chart-\(number)")
          levels(contents)
          runs(contents, place: place)
        }
      }
    }
  }

  @HTMLBuilder
  private static func heading(_ series: SeriesContents?, count: Int) -> HTML {
    if let series {
      HTML.element("h1") {
        Name.markup(series.modelName, width: 120)
        " on \(series.key.board)"
      }
      HTML.element("p", "quiet") {
        "kernels \(Name.cut(series.key.kernelSet, width: 60)), model "
        Parts.digest(series.key.modelSHA256)
      }
      HTML.element("div", "banner") {
        HTML.element("p") {
          EvidenceBanner.tag(series.key.evidence)
          series.key.timingModel.map { " by timing model \(Name.cut($0, width: 80))" } ?? ""
          ". Figures of other evidence, timing models, kernels or boards are other series."
        }
      }
    } else {
      HTML.element("h1") { "Series" }
    }
  }

  /// The chart alone, for other pages, too.
  static func chart(_ contents: SeriesContents, id: String) -> HTML {
    guard !contents.points.isEmpty else { return .element("p") { "The series has no runs." } }
    var last: String?
    let points = contents.points.map { point in
      defer { last = point.commit }
      return SeriesChart.Point(
        value: point.medianCycles, spread: 1.4826 * point.deviationCycles,
        tooltip: tooltip(point), day: String(point.created.description.prefix(10)),
        commit: point.commit == last
          ? nil : point.commit.map { Name.cut(shortCommit($0), width: 9) },
        board: point.boardName)
    }
    return SeriesChart(
      frame: ChartFrame(
        id: id, title: "Median cycles, \(contents.subject)",
        description: "Each run's median cycles over time with change points; the table of runs has"
          + " the values.", worth: contents.worth),
      unit: "", points: points,
      levels: contents.levels.map { SeriesChart.Level(range: $0.range, value: $0.median) },
      changes: contents.changePoints.map { change in
        let commit = contents.points[change.index].commit
        return SeriesChart.Change(
          index: change.index,
          label: DifferenceText.percent(change.deltaPercent)
            + (commit.map { " at \(Name.cut(shortCommit($0), width: 9))" } ?? ""),
          isWorse: change.verdict == .slower)
      }
    ).html
  }

  static func shortCommit(_ commit: String) -> String { String(commit.prefix(8)) }

  private static func tooltip(_ point: SeriesPoint) -> String {
    "run \(point.runID.short), \(HistoryReport.moment(point.created)):"
      + " \(NumberText.grouped(point.medianCycles)) cycles, MAD"
      + " \(NumberText.grouped(point.deviationCycles)), \(point.count) samples"
      + (point.boardName.map { ", board \(Name.cut($0, width: 40))" } ?? "")
      + (point.commit.map { ", commit \(Name.cut($0, width: 40))" } ?? "")
  }

  private static func levels(_ contents: SeriesContents) -> HTML {
    guard !contents.points.isEmpty else { return .nothing }
    let starts = Dictionary(
      contents.changePoints.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    return Parts.table(
      "Levels: the runs between change points. The last is what new runs are held against.",
      columns: [
        .text("from"), .text("to"), .number("runs"), .number("median, cycles"),
        .number("change"), .number("limit"), .text("verdict"), .text("first commit"),
        .text("last commit before"),
      ]
    ) {
      HTML.element("tbody") {
        contents.levels.map { range, median in
          let change = starts[range.lowerBound]
          return HTML.element("tr") {
            Parts.word { Parts.moment(contents.points[range.lowerBound].created) }
            Parts.word { Parts.moment(contents.points[range.upperBound - 1].created) }
            Parts.number(String(range.count))
            Parts.number(NumberText.grouped(median))
            Parts.number(change.map { DifferenceText.percent($0.deltaPercent) })
            Parts.number(change.map { NumberText.grouped($0.limit) })
            Parts.word { change.map { VerdictText.markup($0.verdict) } ?? .text("first level") }
            Parts.cell { commit(contents.points[range.lowerBound]) }
            Parts.cell {
              change == nil ? .text("–") : commit(contents.points[range.lowerBound - 1])
            }
          }
        }
      }
    }
  }

  private static func commit(_ point: SeriesPoint) -> HTML {
    point.commit.map { Parts.digest($0) } ?? .text("–")
  }

  /// Rows of the table of runs at most; a chart of more has their values in its tooltips.
  private static let mostRows = 1_000

  private static func runs(_ contents: SeriesContents, place: Place) -> HTML {
    let starts = Set(contents.changePoints.map(\.index))
    return Parts.table(
      "Runs, newest first: \(contents.worth.text).",
      columns: [
        .text("run"), .text("made"), .number("median, cycles"), .number("MAD"),
        .number("samples"), .number("time"), .text("board"), .text("commit"), .text(""),
      ]
    ) {
      HTML.element("tbody") {
        contents.points.enumerated().suffix(mostRows).reversed().map { number, point in
          HTML.element("tr", starts.contains(number) ? [.class("marked")] : []) {
            Parts.word {
              HTML.link(place.run(point.runID)) { HTML.element("code") { point.runID.short } }
            }
            Parts.word { Parts.moment(point.created) }
            Parts.number(NumberText.grouped(point.medianCycles))
            Parts.number(NumberText.grouped(point.deviationCycles))
            Parts.number(String(point.count))
            Parts.number(time(point))
            Parts.cell { point.boardName.map { Name.markup($0) } ?? .text("–") }
            Parts.cell { commit(point) }
            Parts.word { starts.contains(number) ? "◆ change point" : "" }
          }
        }
      }
    }
  }

  private static func time(_ point: SeriesPoint) -> String? {
    guard let hertz = point.clockHertz, hertz > 0 else { return nil }
    return NumberText.duration(microseconds: point.medianCycles / Double(hertz) * 1_000_000)
  }
}
