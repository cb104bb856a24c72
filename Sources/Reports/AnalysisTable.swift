import Measurements
import ModelGraph
import Planning

/// Analyses as text for a terminal.
package enum AnalysisTable {
  /// One model: a table of its layers, totals, the budget's verdicts and what cannot run.
  package static func layers(
    of analysis: Analysis, order: AnalysisOrder?, budget: Budget?
  ) -> String {
    var table = TextTable(columns: [
      .number("#"), .number("node"), .text("operator"), .text("shape"), .text("weights"),
      .text("window"), .number("MACs"), .number("params"), .number("const B"), .number("in B"),
      .number("out B"), .number("live B"),
    ])
    for row in analysis.layers.largestFirst(order.map { order in { order.value(of: $0) } }) {
      table.append(cells(of: row))
    }
    return
      ([TerminalText.escaping(analysis.name)] + table.lines + totals(of: analysis)
      + verdicts(on: analysis, budget: budget) + notes(of: analysis))
      .map { $0 + "\n" }.joined()
  }

  /// A row a model, and what each cannot keep or run below the table.
  package static func models(
    _ analyses: [Analysis], order: AnalysisOrder?, budget: Budget?
  ) -> String {
    var table = TextTable(columns: [
      .text("model"), .number("file KB"), .number("params"), .number("B/param"), .number("MACs"),
      .number("ROM KB"), .number("peak RAM KB"), .number("layers"), .text("runs"),
      .text("budget"),
    ])
    for analysis in analyses.largestFirst(order.map { order in { order.value(of: $0) } }) {
      let failed = budget?.verdicts(on: analysis).filter { !$0.passes }
      table.append([
        analysis.name + (analysis.facts.graph.pruning == nil ? "" : ", pruned"),
        AmountText.kilobytes(analysis.fileBytes),
        NumberText.grouped(analysis.facts.parameterCount), perParameter(analysis),
        NumberText.grouped(analysis.facts.macCount),
        AmountText.kilobytes(analysis.romBytes),
        AmountText.kilobytes(analysis.facts.peakBytes), "\(analysis.facts.layers.count)",
        analysis.unsupported == nil ? "yes" : "no",
        failed.map { verdicts in
          verdicts.isEmpty
            ? "pass" : "FAIL " + verdicts.map(\.limit.quantity.rawValue).joined(separator: ", ")
        } ?? "",
      ])
    }
    return table.text
  }

  private static func cells(of row: AnalysedLayer) -> [String] {
    let shapes = row.shapes
    var window = ""
    if let height = shapes.kernelHeight, let width = shapes.kernelWidth {
      window = "\(height)x\(width)"
      if let down = shapes.strideHeight, let across = shapes.strideWidth {
        window += " s\(down)" + (down == across ? "" : "x\(across)")
      }
      if let padding = shapes.padding { window += " \(padding)" }
    }
    return [
      "\(row.index)", "\(row.identity.nodeIndex)",
      row.identity.operatorName + (row.identity.customName.map { " \($0)" } ?? ""),
      ShapeText.change(from: shapes.inputs, to: shapes.outputs),
      shapes.weights.map(ShapeText.one) ?? "", window, NumberText.grouped(row.facts.macCount),
      NumberText.grouped(row.facts.parameterCount), NumberText.grouped(row.constantBytes),
      NumberText.grouped(row.facts.inputBytes), NumberText.grouped(row.facts.outputBytes),
      NumberText.grouped(row.facts.liveBytes) + (row.isPeak ? " *" : ""),
    ]
  }

  private static func totals(of analysis: Analysis) -> [String] {
    let facts = analysis.facts
    let peak = facts.peakLayer.map {
      " at layer \($0) (\(facts.graph.layers[$0].kind)), marked *; activations of layers in stored "
        + "order"
    }
    return [
      "  File        \(AmountText.bytes(analysis.fileBytes))",
      "  Parameters  \(NumberText.grouped(facts.parameterCount))"
        + (facts.bytesPerParameter == nil ? "" : ", \(perParameter(analysis)) B of the file each"),
      analysis.trainingParameterCount.map { "  Trained     \(NumberText.grouped($0))" },
      "  MACs        \(NumberText.grouped(facts.macCount))",
      facts.graph.pruning.map { "  Pruned      \(PruningText.sentence($0))" },
      "  Constants   \(AmountText.bytes(facts.constantBytes)) in the file that layers read",
      analysis.imageConstantBytes.map {
        "  ROM         \(AmountText.bytes($0)) of constants in an image, multipliers and tables with "
          + "them; code comes on top"
      },
      "  Peak RAM    \(AmountText.bytes(facts.peakBytes))" + (peak ?? ""),
    ].compactMap(\.self)
  }

  private static func verdicts(on analysis: Analysis, budget: Budget?) -> [String] {
    budget?.verdicts(on: analysis).map { "  Budget      \($0.text)" } ?? []
  }

  private static func notes(of analysis: Analysis) -> [String] {
    analysis.notes.map { "  " + TerminalText.escaping($0) }
  }

  private static func perParameter(_ analysis: Analysis) -> String {
    analysis.facts.bytesPerParameter.map { NumberText.fixed($0, digits: 2) } ?? ""
  }
}
