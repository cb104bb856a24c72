import Measurements
import Regression
import Reports

/// What a night found of one model on one board.
enum NightDetails {
  static func section(
    _ entry: NightEntry, number: Int, series: [SeriesContents], place: Place
  ) -> HTML {
    .element(
      "section", [.id("entry-\(number)"), .attribute("aria-labelledby", "entry-\(number)-heading")]
    ) {
      HTML.element("h2", [.id("entry-\(number)-heading")]) {
        OutcomeText.markup(entry.outcome)
        ": "
        Name.markup(entry.modelName, width: 80)
        " on \(entry.board)"
      }
      lines(entry, place: place)
      if !entry.layers.isEmpty { layers(entry) }
      if !entry.confirmations.isEmpty { confirmations(entry, place: place) }
      series.enumerated().filter { isSeries($0.element, of: entry) }.map { place, contents in
        SeriesPage.chart(contents, id: "chart-\(number)-\(place)")
      }
    }
  }

  static func isSeries(_ contents: SeriesContents, of entry: NightEntry) -> Bool {
    contents.key.modelSHA256 == entry.modelSHA256 && contents.key.board == entry.board
      && contents.key.evidence == entry.evidence
  }

  private static func lines(_ entry: NightEntry, place: Place) -> HTML {
    var rows: [(String, HTML)] = []
    if let total = entry.total {
      rows.append(
        (
          "Clean pass",
          .text(
            "\(NumberText.grouped(total.baselineCycles)) to \(NumberText.grouped(total.cycles))"
              + " cycles, \(DifferenceText.percent(total.deltaPercent)), limit"
              + " \(NumberText.grouped(total.limitCycles)) cycles")
        ))
    }
    if let evidence = entry.evidence {
      rows.append(("Evidence", .text(Worth(evidence, entry.timingModel).text)))
    }
    if let suspect = entry.suspect { rows.append(("Suspect", words(suspect, place: place))) }
    if let failure = entry.failure { rows.append(("Failure", .text(failure))) }
    rows.append(
      (
        "Runs",
        .group([
          .text("tonight "), NightTables.run(entry.runID, place: place), .text(", baseline "),
          NightTables.run(entry.baselineRunID, place: place),
        ])
      ))
    rows += entry.notes.map { ("Note", .text($0)) }
    return Parts.facts("What was found.", rows)
  }

  private static func words(_ suspect: NightEntry.Suspect, place: Place) -> HTML {
    .group([
      .text("first slow at commit "), Parts.digest(suspect.firstBadCommit), .text(" (run "),
      NightTables.run(suspect.firstBadRun, place: place), .text(")"),
      suspect.lastGoodCommit.map { commit in
        .group([
          .text(", last good at "), Parts.digest(commit), .text(" (run "),
          NightTables.run(suspect.lastGoodRun, place: place), .text(")"),
        ])
      } ?? .nothing,
    ])
  }

  private static func layers(_ entry: NightEntry) -> HTML {
    Parts.table(
      "Layers that changed, the largest change in cycles first:"
        + " \(entry.evidence.map { Worth($0, entry.timingModel).text } ?? "evidence not known").",
      columns: [
        .number("layer"), .text("operator"), .text("output tensor"), .text("kernel"),
        .number("baseline, cycles"), .number("tonight, cycles"), .number("difference"),
        .number("change"), .number("limit"), .text("verdict"),
      ]
    ) {
      HTML.element("tbody") {
        entry.layers.map { layer in
          HTML.element("tr") {
            HTML.element("th", [.class("n"), .attribute("scope", "row")]) { String(layer.index) }
            Parts.word { Name.markup(layer.operatorName, width: 32) }
            Parts.name { Name.markup(layer.name, width: 40) }
            Parts.name { layer.kernelSymbol.map { symbol in HTML.element("code") { symbol } } }
            Parts.number(NumberText.grouped(layer.figure.baselineCycles))
            Parts.number(NumberText.grouped(layer.figure.cycles))
            Parts.number(
              DifferenceText.cycles(layer.figure.cycles - layer.figure.baselineCycles))
            Parts.number(DifferenceText.percent(layer.figure.deltaPercent))
            Parts.number(NumberText.grouped(layer.figure.limitCycles))
            Parts.word { VerdictText.markup(layer.figure.verdict) }
          }
        }
      }
    }
  }

  private static func confirmations(_ entry: NightEntry, place: Place) -> HTML {
    Parts.table(
      "Runs made to confirm it.",
      columns: [.text("board"), .text("which"), .text("run"), .text("says")]
    ) {
      HTML.element("tbody") {
        entry.confirmations.map { confirmation in
          HTML.element("tr") {
            Parts.cell { Name.markup(confirmation.boardName) }
            Parts.cell {
              if let bytes = confirmation.codePaddingBytes {
                "its code moved by \(bytes) B"
              } else {
                confirmation.isTwin ? "a twin" : "the same board"
              }
            }
            Parts.word { NightTables.run(confirmation.runID, place: place) }
            Parts.word {
              switch confirmation.agrees {
              case true?: "✓ the same"
              case false?: "✗ not the same"
              case nil: "– no usable run"
              }
            }
          }
        }
      }
    }
  }
}
