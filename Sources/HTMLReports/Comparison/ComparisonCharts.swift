import Measurements
import Reports

/// Both runs' bars side by side, and how far each layer moved.
struct ComparisonCharts {
  let sides: ComparedSides

  var html: HTML {
    let rows = AlignedLayer.all(of: sides.comparison)
    guard !rows.isEmpty else { return .element("p") { "The runs have no layers." } }
    return .group([
      sides.comparison.isAcrossBoards ? times(rows) : cycles(rows),
      paired(
        rows, id: "chart-macs", "MACs", worth: nil,
        description: "Multiply-accumulates of each layer in both runs.",
        before: { cost($0, of: sides.baseline, \.macCount) },
        after: { cost($0, of: sides.candidate, \.macCount) }),
      paired(
        rows, id: "chart-parameters", "Parameters", worth: nil,
        description: "Parameters of each layer in both runs.",
        before: { cost($0, of: sides.baseline, \.parameterCount) },
        after: { cost($0, of: sides.candidate, \.parameterCount) }),
    ])
  }

  private func cycles(_ rows: [AlignedLayer]) -> HTML {
    .group([
      paired(
        rows, id: "chart-cycles", "Cycles", worth: sides.worth,
        description: "Median cycles of each layer in both runs.",
        before: { $0.figure?.medianCycles }, after: { $0.figure?.medianCycles }),
      change(rows),
    ])
  }

  /// Boards with clocks of their own: cycles of one say nothing beside the other's.
  private func times(_ rows: [AlignedLayer]) -> HTML {
    let (baseline, candidate) = (sides.comparison.baseline, sides.comparison.candidate)
    return paired(
      rows, id: "chart-time", "Time, µs", worth: sides.worth,
      description: "Median time of each layer on both boards, in microseconds.",
      before: { $0.figure.flatMap { baseline.microseconds($0) } },
      after: { $0.figure.flatMap { candidate.microseconds($0) } })
  }

  private func cost(
    _ layer: ComparedLayer, of run: Measurement, _ cost: KeyPath<LayerCosts, Int>
  ) -> Double? {
    run.layers.indices.contains(layer.index)
      ? run.known(run.layers[layer.index].costs[keyPath: cost]).map { Double($0) } : nil
  }

  private func paired(
    _ rows: [AlignedLayer], id: String, _ title: String, worth: Worth?, description: String,
    before: (ComparedLayer) -> Double?, after: (ComparedLayer) -> Double?
  ) -> HTML {
    let isKnown = rows.contains { row in
      row.baseline.flatMap(before) != nil || row.candidate.flatMap(after) != nil
    }
    guard isKnown else {
      return .element("p", "quiet") { "\(title): not known of any layer." }
    }
    return BarChart(
      frame: ChartFrame(
        id: id, title: title,
        description: description + " The table Layer by layer has the cycles.", worth: worth),
      unit: "",
      bars: rows.map { row in
        let (old, new) = (row.baseline.flatMap(before), row.candidate.flatMap(after))
        let text = { (value: Double?) in value.map { NumberText.grouped($0) } ?? "none" }
        return BarChart.Bar(
          label: row.label, values: [old, new],
          tooltip: "layer \(row.label), \(row.kind): A \(text(old)), B \(text(new))")
      }
    ).html(legend: [
      .text("left, grey: A, run \(sides.baseline.runID.short)"),
      .text("right, blue: B, run \(sides.candidate.runID.short)"),
    ])
  }

  private func change(_ rows: [AlignedLayer]) -> HTML {
    let changes = rows.map { row in
      let test = row.pair?.test
      return ChangeChart.Change(
        label: row.label, value: test?.deltaPercent,
        isBeyondLimit: row.pair?.verdict.map { $0 != .unchanged } ?? false,
        tooltip: "layer \(row.label), \(row.kind): "
          + (test.map {
            "\(DifferenceText.percent($0.deltaPercent)),"
              + " \(DifferenceText.cycles($0.deltaCycles)) cycles,"
              + " limit \(NumberText.grouped($0.limitCycles))"
          } ?? "no pair to compare"))
    }
    return ChangeChart(
      frame: ChartFrame(
        id: "chart-change", title: "Change of cycles from A to B",
        description: "How far each layer's median moved, in percent of A's.", worth: sides.worth),
      unit: " %", changes: changes
    ).html
  }
}

extension AlignedLayer {
  /// The operator; a custom one's own name is untrusted.
  var kind: String {
    let layer = candidate ?? baseline
    return layer?.customName.map { Name.cut($0, width: 32) } ?? layer?.operatorName ?? ""
  }
}
