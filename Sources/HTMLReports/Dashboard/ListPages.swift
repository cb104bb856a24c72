package import Jobs
package import Measurements
package import Regression
import Reports

/// The pages of the dashboard that are one list each.
package enum ListPages {
  package static func boards(_ boards: [BoardStatus], place: Place) -> String {
    Document.text(title: "Boards", place: place, heading: .element("h1") { "Boards" }) {
      BoardTable.markup(boards, place: place)
    }
  }

  /// `running` stand before the others; `older` leads to the jobs before the last of these.
  package static func jobs(
    _ jobs: [Job], running: [Job] = [], counts: [JobState: Int], older: Link?, place: Place
  ) -> String {
    Document.text(title: "Queue", place: place, heading: .element("h1") { "Queue" }) {
      JobCounts.markup(counts)
      if !running.isEmpty {
        JobTable.markup(running, caption: "Jobs on boards now", place: place)
      }
      JobTable.markup(jobs, caption: "Jobs, newest first", place: place)
      if let older { HTML.element("p") { HTML.element("a", [.href(older)]) { "Older jobs" } } }
    }
  }

  /// `older` leads to the runs behind the last of these.
  package static func runs(_ runs: [RunSummary], older: Link? = nil, place: Place) -> String {
    Document.text(title: "Runs", place: place, heading: .element("h1") { "Runs" }) {
      RunTableMarkup.markup(runs, place: place)
      if let older { HTML.element("p") { HTML.element("a", [.href(older)]) { "Older runs" } } }
    }
  }

  package static func nights(_ nights: [NightReport], place: Place) -> String {
    Document.text(title: "Nights", place: place, heading: .element("h1") { "Nights" }) {
      if nights.isEmpty {
        HTML.element("p") { "No suite has run yet." }
      } else {
        Parts.table(
          "Suites' runs, newest first.",
          columns: [
            .text("begun"), .text("suite"), .text("commit"), .text("verdicts"),
            .number("entries"), .text("ended"),
          ]
        ) {
          HTML.element("tbody") { nights.map { row($0, place: place) } }
        }
      }
    }
  }

  private static func row(_ night: NightReport, place: Place) -> HTML {
    .element("tr", night.hasRegression ? [.class("marked")] : []) {
      HTML.element("th", [.class("w"), .attribute("scope", "row")]) {
        HTML.link(place.night(night.id)) { Parts.moment(night.started) }
      }
      Parts.cell { Name.markup(night.suite) }
      Parts.cell { night.commit.map { Parts.digest($0) } ?? .text("–") }
      Parts.cell { OutcomeText.counts(night) }
      Parts.number(String(night.entries.count))
      Parts.word { night.ended.map { Parts.moment($0) } ?? .element("strong") { "▶ running" } }
    }
  }

  /// A line of the list of series.
  package struct SeriesLine: Hashable, Sendable {
    package let key: SeriesKey
    /// Untrusted text.
    package let modelName: String
    package let count: Int
    package let newest: Timestamp

    package init(key: SeriesKey, modelName: String, count: Int, newest: Timestamp) {
      self.key = key
      self.modelName = modelName
      self.count = count
      self.newest = newest
    }
  }

  package static func series(_ lines: [SeriesLine], place: Place) -> String {
    Document.text(title: "Series", place: place, heading: .element("h1") { "Series" }) {
      if lines.isEmpty {
        HTML.element("p") { "The store has no series yet." }
      } else {
        Parts.table(
          "Series: the usable runs of one model on one board profile, the newest first.",
          columns: [
            .text("model"), .text("board"), .text("kernels"), .text("evidence"),
            .number("runs"), .text("newest"),
          ]
        ) {
          HTML.element("tbody") {
            lines.map { line in
              HTML.element("tr") {
                HTML.element("th", [.attribute("scope", "row")]) {
                  HTML.link(place.isServed ? .series(line.key) : nil) {
                    Name.markup(line.modelName)
                  }
                }
                Parts.cell { line.key.board }
                Parts.cell { Name.markup(line.key.kernelSet) }
                Parts.note { Worth(line.key.evidence, series: line.key.timingModel).text }
                Parts.number(
                  NumberText.grouped(line.count)
                    + (line.count < SeriesSummary.mostCounted ? "" : " or more"))
                Parts.word { Parts.moment(line.newest) }
              }
            }
          }
        }
      }
    }
  }
}

extension Link {
  /// The page of a series, its key in the query.
  package static func series(_ key: SeriesKey) -> Link {
    .path(
      "series", key.modelSHA256, key.board,
      query: [("kernels", key.kernelSet), ("evidence", key.evidence.rawValue)]
        + (key.timingModel.map { [("timing-model", $0)] } ?? [])
        + (key.layer.map { [("layer", String($0))] } ?? []))
  }
}
