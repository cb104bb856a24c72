import Measurements
package import Regression
import Reports

/// A suite's run: what changed, on which layer, since which commit, and whether to believe it.
package enum NightPage {
  /// The whole page; `series` are those of its entries, in any order.
  package static func text(
    _ report: NightReport, series: [SeriesContents] = [], place: Place = .file
  ) -> String {
    Document.text(
      title: "\(Name.cut(report.suite, width: 60)), \(report.started.description.prefix(10))",
      place: place, heading: heading(report)
    ) {
      Parts.section("entries", "Models and boards") { NightTables.entries(report, place: place) }
      let told = report.entries.enumerated().filter { isTold($0.element) }.sorted {
        OutcomeText.weight($0.element.outcome) < OutcomeText.weight($1.element.outcome)
      }
      told.map { number, entry in
        NightDetails.section(entry, number: number, series: series, place: place)
      }
      let others = series.filter { contents in
        !told.contains { NightDetails.isSeries(contents, of: $0.element) }
      }
      if !others.isEmpty {
        Parts.section("other-series", "Series without a change") {
          others.enumerated().map { number, contents in
            HTML.group([
              .element("h3") {
                Name.markup(contents.modelName)
                " on \(contents.key.board)"
              },
              SeriesPage.chart(contents, id: "chart-other-\(number)"),
            ])
          }
        }
      }
    }
  }

  /// Whether there is more to say of an entry than its line in the table.
  static func isTold(_ entry: NightEntry) -> Bool {
    ![.unchanged, .baseline].contains(entry.outcome) || !entry.layers.isEmpty
  }

  private static func heading(_ report: NightReport) -> HTML {
    .group([
      .element("h1") {
        "Suite "
        Name.markup(report.suite, width: 80)
      },
      .element("p", "quiet") {
        "night "
        HTML.element("code") { Name.cut(report.id, width: 40) }
        ", begun "
        Parts.moment(report.started)
        if let ended = report.ended {
          ", ended "
          Parts.moment(ended)
        } else {
          ", still running"
        }
        report.commit.map { HTML.group([.text(", commit "), Parts.digest($0)]) }
      },
      banner(report),
    ])
  }

  static func banner(_ report: NightReport) -> HTML {
    .element(
      "div",
      [report.hasRegression || report.hasFailure ? .class("banner worse") : .class("banner")]
    ) {
      HTML.element("p") {
        if report.hasRegression {
          HTML.element("span", "worse-text") { "▲ A regression is confirmed. " }
        } else if report.hasFailure {
          HTML.element("span", "worse-text") { "✗ Not everything was measured. " }
        } else if report.ended != nil {
          HTML.element("span", "better-text") { "✓ No confirmed regression. " }
        }
        OutcomeText.counts(report)
      }
    }
  }
}
