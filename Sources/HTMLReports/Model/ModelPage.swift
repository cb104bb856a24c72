import Measurements
import ModelGraph
package import Reports

/// A model's scorecard: figures, bars of its layers, its roofline, and the tables.
package enum ModelPage {
  /// The whole page.
  package static func text(_ card: ModelScorecard) -> String {
    Document.text(
      title: "Scorecard of \(Name.cut(card.analysis.name, width: 60))", place: .file,
      heading: heading(card)
    ) {
      let layers = card.layers
      Parts.section("scorecard", "Scorecard") { Tiles.html(card.figures) }
      if !card.analysis.notes.isEmpty || !(card.run?.issues.isEmpty ?? true) {
        Parts.section("issues", "Issues") { issues(card) }
      }
      Parts.section("layers", "Layers") { ModelCharts(card: card, layers: layers).html }
      Parts.section("roofline", "Roofline") { RooflineChart(card: card, layers: layers).html }
      Parts.section("layer-table", "Layer by layer") {
        ModelTables.layers(layers, of: card)
        ModelTables.cycles(layers, of: card)
      }
      Parts.section("tensors", "Tensors") { ModelTables.tensors(of: card) }
      Parts.section("memory", "Memory, step by step") { ModelTables.memory(layers, of: card) }
      if let run = card.run {
        Parts.section("evidence", "Evidence and method") { RunFacts.evidence(run) }
      }
    }
  }

  private static func heading(_ card: ModelScorecard) -> HTML {
    let graph = card.analysis.facts.graph
    return .group([
      .element("h1") { Name.markup(card.analysis.name, width: 120) },
      .element("p", "quiet") {
        "model file of \(NumberText.grouped(graph.source.fileBytes)) B, SHA-256 "
        Parts.digest(graph.source.sha256)
        card.run.map { run in
          HTML.text(
            "; cycles of \(run.board.profile)"
              + (run.clockHertz.map {
                " at \(NumberText.plain(Double($0) / 1_000_000)) MHz"
              } ?? ""))
        }
        card.run == nil || card.note == nil ? nil : HTML.text(", \(card.note ?? "")")
      },
      card.run.map(EvidenceBanner.markup)
        ?? .element("div", "banner other") {
          HTML.element("p") { card.note ?? "No cycles: no board was named." }
        },
    ])
  }

  private static func issues(_ card: ModelScorecard) -> HTML {
    .group([
      card.analysis.notes.isEmpty
        ? .nothing
        : .element("ul") { card.analysis.notes.map { note in HTML.element("li") { note } } },
      card.run.map { $0.issues.isEmpty ? .nothing : RunFacts.issues($0) } ?? .nothing,
    ])
  }
}
