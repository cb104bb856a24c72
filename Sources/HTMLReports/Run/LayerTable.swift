import Measurements
import Reports

/// Every layer with everything that the charts show, for reading, copying and those who see no charts.
enum LayerTable {
  static func markup(_ rows: [LayerRow], of run: Measurement) -> HTML {
    Parts.table(
      "Layers of run \(run.runID.short). Cycles: \(Worth(run).text).",
      columns: [
        .number("layer"), .text("operator"), .text("output tensor"), .text("shape"),
        .number("MACs"), .number("parameters"), .number("cycles"), .number("MAD"),
        .number("time"), .number("share"), .number("cycles/MAC"),
        .number("RAM alive, B"), .text("kernel"),
      ] + (run.correction.map { [.number("time, \($0.evidence.rawValue)"), .text("note")] } ?? [])
    ) {
      HTML.element("tbody") { rows.map { row($0, of: run) } }
      foot(rows, of: run)
    }
  }

  private static func row(_ row: LayerRow, of run: Measurement) -> HTML {
    let layer = row.layer
    let isPeak = layer.index == run.memory.peakLayer
    return .element(
      "tr", [.id("layer-\(layer.index)")] + (isPeak ? [.class("marked")] : [])
    ) {
      HTML.element("th", [.class("n"), .attribute("scope", "row")]) { String(layer.index) }
      Parts.word { layer.kind }
      Parts.name { Name.markup(layer.identity.name, width: 40) }
      Parts.word { ShapeText.change(from: layer.shapes.inputs, to: layer.shapes.outputs) }
      Parts.number(row.known(layer.costs.macCount).map { NumberText.grouped($0) })
      Parts.number(row.known(layer.costs.parameterCount).map { NumberText.grouped($0) })
      Parts.number(row.timing.map { NumberText.grouped($0.medianCycles) })
      Parts.number(row.timing.map { NumberText.grouped($0.raw.medianAbsoluteDeviation) })
      Parts.number(row.microseconds.map(NumberText.duration))
      Parts.share(row.sharePercent)
      Parts.number(
        row.perMAC(row.timing?.medianCycles).map { NumberText.fixed($0, digits: 2) })
      HTML.element("td", "n") {
        layer.costs.liveRAMBytes.map { NumberText.grouped($0) } ?? "–"
        if isPeak { HTML.element("strong") { " ▲ peak" } }
      }
      Parts.name { kernel(layer) }
      if let correction = run.correction {
        Parts.number(row.corrected(\.cycles).map(NumberText.duration))
        Parts.word { correction.flag(ofLayer: layer.index) ?? "" }
      }
    }
  }

  /// The kernel's function, or why there is none, and the kind of its code.
  private static func kernel(_ layer: LayerRecord) -> HTML {
    guard layer.window != nil, let symbol = layer.path.kernelSymbol else {
      return .element("span", "quiet") { layer.path.reason.map { "none: \($0)" } ?? "none" }
    }
    return .group([
      .element("code") { symbol },
      .element("span", "quiet") {
        " \(layer.path.code.rawValue)" + (layer.path.reason.map { ": \($0)" } ?? "")
      },
    ])
  }

  private static func foot(_ rows: [LayerRow], of run: Measurement) -> HTML {
    let sum = run.validity == .invalidOutput ? nil : run.layerSumCycles
    return .element("tfoot") {
      HTML.element("tr") {
        HTML.element("th", [.attribute("scope", "row"), .attribute("colspan", 4)]) { "All layers" }
        Parts.number(run.known(run.ranMACCount).map { NumberText.grouped($0) })
        Parts.number(run.known(run.model.parameterCount).map { NumberText.grouped($0) })
        Parts.number(sum.map { NumberText.grouped($0) })
        HTML.element("td")
        Parts.number(sum.flatMap(run.microseconds).map(NumberText.duration))
        HTML.element("td")
        Parts.number(
          sum.flatMap {
            run.ranMACCount > 0
              ? NumberText.fixed($0 / Double(run.ranMACCount), digits: 2) : nil
          })
        Parts.number(run.known(run.memory.peakLiveBytes).map { NumberText.grouped($0) })
        HTML.element("td")
        if run.correction != nil {
          HTML.element("td")
          HTML.element("td")
        }
      }
    }
  }
}
