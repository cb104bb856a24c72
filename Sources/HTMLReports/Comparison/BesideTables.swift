import Measurements
import Reports

/// One model on two boards: cycles and times beside each other, and no verdict.
///
/// The boards have clocks of their own, so it is times that are held against each other.
enum BesideTables {
  static func totals(_ comparison: RunComparison) -> HTML {
    Parts.table(
      "Cycles and time of the whole network: A \(Worth(comparison.baseline).text); B"
        + " \(Worth(comparison.candidate).text).",
      columns: [.text("total")] + figureColumns
    ) {
      HTML.element("tbody") {
        comparison.totals.map { pair in
          HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) { DifferenceText.name(pair.total) }
            figures(pair.test.baseline, pair.test.candidate, of: comparison)
          }
        }
      }
    }
  }

  static func layers(_ sides: ComparedSides) -> HTML {
    Parts.table(
      "Cycles and time of each layer: \(sides.worth.text).",
      columns: [.number("layer"), .text("operator"), .text("output tensor"), .text("shape")]
        + figureColumns + [.text("kernels")]
    ) {
      HTML.element("tbody") {
        AlignedLayer.all(of: sides.comparison).map { row in
          let layer = row.candidate ?? row.baseline
          return HTML.element("tr") {
            HTML.element("th", [.class("n"), .attribute("scope", "row")]) { row.label }
            Parts.word { row.kind }
            Parts.name { Name.markup(layer?.name ?? "", width: 40) }
            Parts.word {
              ShapeText.change(from: layer?.shapes.inputs ?? [], to: layer?.shapes.outputs ?? [])
            }
            figures(row.baseline?.figure, row.candidate?.figure, of: sides.comparison)
            Parts.note {
              [row.baseline?.kernelSymbol, row.candidate?.kernelSymbol].map { $0 ?? "none" }
                .joined(separator: "; ")
            }
          }
        }
      }
    }
  }

  private static var figureColumns: [Parts.Column] {
    [
      .number("A, cycles"), .number("B, cycles"), .number("A, time"), .number("B, time"),
      .number("B over A, time"),
    ]
  }

  private static func figures(
    _ before: ComparedFigure?, _ after: ComparedFigure?, of comparison: RunComparison
  ) -> HTML {
    let times = [
      before.flatMap { comparison.baseline.microseconds($0) },
      after.flatMap { comparison.candidate.microseconds($0) },
    ]
    let ratio = times[0].flatMap { first in first > 0 ? times[1].map { $0 / first } : nil }
    return .group([
      Parts.number(before.map { NumberText.grouped($0.medianCycles) }),
      Parts.number(after.map { NumberText.grouped($0.medianCycles) }),
      Parts.number(times[0].map { NumberText.duration(microseconds: $0) }),
      Parts.number(times[1].map { NumberText.duration(microseconds: $0) }),
      Parts.number(ratio.map { NumberText.fixed($0, digits: 2) }),
    ])
  }
}
