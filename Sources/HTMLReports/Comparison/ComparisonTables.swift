import Measurements
import Reports

/// A comparison's figures as tables.
enum ComparisonTables {
  static func runs(_ sides: ComparedSides, place: Place) -> HTML {
    Parts.table(
      "The runs; A is the baseline.",
      columns: [
        .text(""), .text("run"), .text("made"), .text("model"), .text("board"), .number("clock"),
        .text("evidence"), .text("kernels"), .text("commit"), .text("validity"),
      ]
    ) {
      HTML.element("tbody") {
        [("A", sides.baseline), ("B", sides.candidate)].map { letter, run in
          HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) { letter }
            Parts.word {
              HTML.link(place.run(run.runID)) { HTML.element("code") { run.runID.short } }
            }
            Parts.word { Parts.moment(run.created) }
            Parts.name { Name.markup(run.model.name) }
            Parts.cell { run.board.profile }
            Parts.number(
              run.clockHertz.map { "\(NumberText.plain(Double($0) / 1_000_000)) MHz" })
            Parts.note { Worth(run).text }
            Parts.cell { run.kernelSetName ?? "–" }
            Parts.cell {
              if let commit = run.provenance.lab?.commit { Parts.digest(commit) } else { "–" }
            }
            Parts.cell { EvidenceBanner.validity(run.validity) }
          }
        }
      }
    }
  }

  static func findings(_ comparison: RunComparison) -> HTML {
    let blocks = Set(comparison.blocks().map(\.code))
    return Parts.table(
      "What blocks the comparison, and what its reader must know.",
      columns: [.text("effect"), .text("code"), .text("what")]
    ) {
      HTML.element("tbody") {
        comparison.findings.map { finding in
          HTML.element("tr") {
            Parts.word {
              blocks.contains(finding.code)
                ? HTML.element("span", "worse-text") { "✗ blocks" }
                : HTML.element("span", "warning-text") { "⚠ note" }
            }
            Parts.cell { HTML.element("code") { finding.code.rawValue } }
            Parts.cell { finding.text }
          }
        }
      }
    }
  }

  static func totals(_ comparison: RunComparison) -> HTML {
    guard !comparison.isAcrossBoards else { return BesideTables.totals(comparison) }
    return Parts.table(
      "Cycles of the whole network: \(Worth(comparison.candidate).text).",
      columns: [
        .text("total"), .number("A, cycles"), .number("B, cycles"), .number("A, time"),
        .number("B, time"), .number("difference"), .number("change"), .number("limit, cycles"),
        .text("verdict"),
      ]
    ) {
      HTML.element("tbody") {
        comparison.totals.map { pair in
          HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) { DifferenceText.name(pair.total) }
            Parts.number(NumberText.grouped(pair.test.baseline.medianCycles))
            Parts.number(NumberText.grouped(pair.test.candidate.medianCycles))
            Parts.number(time(pair.test.baseline, in: comparison.baseline))
            Parts.number(time(pair.test.candidate, in: comparison.candidate))
            Parts.number(DifferenceText.cycles(pair.test.deltaCycles))
            Parts.number(DifferenceText.percent(pair.test.deltaPercent))
            Parts.number(NumberText.grouped(pair.test.limitCycles))
            Parts.word {
              pair.total.isJudged
                ? VerdictText.markup(pair.test.verdict)
                : HTML.element("span", "quiet") { "not judged" }
            }
          }
        }
      }
    }
  }

  private static func time(_ figure: ComparedFigure, in run: ComparedRun) -> String? {
    run.microseconds(figure).map { NumberText.duration(microseconds: $0) }
  }

  static func sizes(_ comparison: RunComparison) -> HTML {
    guard !(comparison.baseline.sizes.isEmpty && comparison.candidate.sizes.isEmpty) else {
      return .element("p") { "No sizes are known of either run." }
    }
    return Parts.table(
      "Memory, model and work.",
      columns: [.text("size"), .number("A"), .number("B"), .number("difference")]
    ) {
      HTML.element("tbody") {
        ComparedRun.Size.allCases.map { size in
          let (before, after) = (comparison.baseline.sizes[size], comparison.candidate.sizes[size])
          guard before != nil || after != nil else { return HTML.nothing }
          return HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) { DifferenceText.name(size) }
            Parts.number(before.map { NumberText.grouped($0) })
            Parts.number(after.map { NumberText.grouped($0) })
            Parts.number(
              before.flatMap { before in
                after.map { DifferenceText.cycles(Double($0 - before)) }
              })
          }
        }
      }
    }
  }

  static func layers(_ sides: ComparedSides) -> HTML {
    guard !sides.comparison.isAcrossBoards else { return BesideTables.layers(sides) }
    return Parts.table(
      "Cycles of each layer: \(sides.worth.text).",
      columns: [
        .number("layer"), .text("operator"), .text("output tensor"), .text("shape"),
        .number("A, cycles"), .number("B, cycles"), .number("difference"), .number("change"),
        .number("limit"), .text("verdict"), .text("remarks"),
      ]
    ) {
      HTML.element("tbody") { AlignedLayer.all(of: sides.comparison).map(row) }
    }
  }

  private static func row(_ row: AlignedLayer) -> HTML {
    let test = row.pair?.test
    let verdict = row.pair?.verdict
    let shapes = (row.candidate ?? row.baseline)?.shapes
    return .element("tr", verdict.map { $0 != .unchanged } ?? false ? [.class("marked")] : []) {
      HTML.element("th", [.class("n"), .attribute("scope", "row")]) { row.label }
      Parts.word { row.kind }
      Parts.name { Name.markup((row.candidate ?? row.baseline)?.name ?? "", width: 40) }
      Parts.word { ShapeText.change(from: shapes?.inputs ?? [], to: shapes?.outputs ?? []) }
      Parts.number(row.baseline?.figure.map { NumberText.grouped($0.medianCycles) })
      Parts.number(row.candidate?.figure.map { NumberText.grouped($0.medianCycles) })
      Parts.number(test.map { DifferenceText.cycles($0.deltaCycles) })
      Parts.number(test.map { DifferenceText.percent($0.deltaPercent) })
      Parts.number(test.map { NumberText.grouped($0.limitCycles) })
      Parts.word { verdict.map { VerdictText.markup($0) } }
      Parts.note { remarks(row).joined(separator: "; ") }
    }
  }

  private static func remarks(_ row: AlignedLayer) -> [String] {
    guard let pair = row.pair else {
      return [row.baseline == nil ? "only in B" : "only in A"]
    }
    var remarks: [String] = []
    if pair.basis == .name {
      let shapes = pair.baseline.shapes
      remarks.append("was \(ShapeText.change(from: shapes.inputs, to: shapes.outputs))")
    }
    if pair.baseline.kernelSymbol != pair.candidate.kernelSymbol {
      remarks.append(
        "kernel was \(pair.baseline.kernelSymbol ?? "none"), is"
          + " \(pair.candidate.kernelSymbol ?? "none")")
    }
    return remarks
  }
}
