import Measurements
import Regression
import Reports

/// A night as a table, an entry a line.
enum NightTables {
  /// `isElsewhere` says that what there is to say of each entry stands on the night's own page.
  static func entries(
    _ report: NightReport, place: Place, isElsewhere: Bool = false
  ) -> HTML {
    guard !report.entries.isEmpty else {
      return .element("p") {
        report.ended == nil ? "No model has been measured yet." : "Nothing was to be measured."
      }
    }
    return Parts.table(
      "Each model on each board, what needs a look first.",
      columns: [
        .text("verdict"), .text("model"), .text("board"), .number("baseline, cycles"),
        .number("tonight, cycles"), .number("change"), .number("layers"),
        .text("evidence"), .text("run"), .number("seconds"), .text("notes"),
      ]
    ) {
      HTML.element("tbody") {
        report.entries.enumerated().sorted {
          (OutcomeText.weight($0.element.outcome), $0.offset)
            < (OutcomeText.weight($1.element.outcome), $1.offset)
        }.map { number, entry in
          row(entry, number: isElsewhere ? nil : number, place: place)
        }
      }
    }
  }

  private static func row(_ entry: NightEntry, number: Int?, place: Place) -> HTML {
    .element("tr", entry.outcome.isRegression ? [.class("marked")] : []) {
      Parts.word {
        HTML.link(number.flatMap { NightPage.isTold(entry) ? .fragment("entry-\($0)") : nil }) {
          OutcomeText.markup(entry.outcome)
        }
      }
      Parts.name { Name.markup(entry.modelName) }
      Parts.cell {
        entry.board
        entry.boardName.map { HTML.group([.text(", "), Name.markup($0, width: 24)]) }
        PlacementText.mark(cores: entry.cores, placement: entry.placement)
      }
      Parts.number(entry.total.map { NumberText.grouped($0.baselineCycles) })
      Parts.number((entry.total?.cycles ?? entry.cycles).map { NumberText.grouped($0) })
      Parts.number(entry.total.map { DifferenceText.percent($0.deltaPercent) })
      Parts.number(entry.layers.isEmpty ? "0" : String(entry.layers.count))
      Parts.note {
        (entry.evidence.map { Worth($0, entry.timingModel).text } ?? "–")
          + (entry.isPruned == true ? ", pruned" : "")
      }
      Parts.word { run(entry.runID, place: place) }
      Parts.number(entry.seconds.map { NumberText.fixed($0, digits: 1) })
      Parts.note { (entry.notes + [entry.failure].compactMap(\.self)).joined(separator: "; ") }
    }
  }

  static func run(_ id: RunID?, place: Place) -> HTML {
    guard let id else { return .text("–") }
    return .link(place.run(id)) { HTML.element("code") { id.short } }
  }
}
