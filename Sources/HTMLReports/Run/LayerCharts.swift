import Measurements
import Reports

/// Bars of each figure over the layers, one chart a figure, all on one axis.
struct LayerCharts {
  let run: Measurement
  let rows: [LayerRow]
  let budget: RunBudget?

  var html: HTML {
    guard !rows.isEmpty else { return .element("p") { "The run has no layers." } }
    return .group([
      .element("p", "quiet") {
        "Layers in the order that ran. The values are in the table "
        HTML.element("a", [.href(.fragment("layer-table"))]) { "Layer by layer" }
        "."
      },
      cycles, share, perMAC, macs, parameters, memory,
    ])
  }

  private var isTimed: Bool { rows.contains { $0.timing != nil } }

  private var cycles: HTML {
    chart(
      "chart-cycles", "Cycles", unit: "", isTimed: true,
      description: "Median cycles of each layer."
    ) {
      $0.timing?.medianCycles
    } text: { row, value in
      NumberText.grouped(value) + " cycles"
        + (row.microseconds.map { ", " + NumberText.duration(microseconds: $0) } ?? "")
    }
  }

  private var share: HTML {
    chart(
      "chart-share", "Share of time", unit: " %", isTimed: true,
      description: "Each layer's share of the layers' cycles in percent."
    ) {
      $0.sharePercent
    } text: {
      NumberText.fixed($1, digits: 1) + " %"
    }
  }

  private var perMAC: HTML {
    chart(
      "chart-per-mac", "Cycles / MAC", unit: "", isTimed: true,
      description: "Median cycles of each layer by its multiply-accumulates."
    ) {
      $0.perMAC($0.timing?.medianCycles)
    } text: {
      NumberText.fixed($1, digits: 2)
    }
  }

  private var macs: HTML {
    chart(
      "chart-macs", "MACs", unit: "", isTimed: false,
      description: "Multiply-accumulates of each layer, from its shapes."
    ) {
      $0.known($0.layer.costs.macCount).map { Double($0) }
    } text: {
      NumberText.grouped($1) + " MACs"
    }
  }

  private var parameters: HTML {
    chart(
      "chart-parameters", "Parameters", unit: "", isTimed: false,
      description: "Parameters of each layer: weights and biases."
    ) {
      $0.known($0.layer.costs.parameterCount).map { Double($0) }
    } text: {
      NumberText.grouped($1) + " parameters"
    }
  }

  /// Live bytes of each step, the peak marked, with the budget's line where there is one.
  private var memory: HTML {
    let limit = budget?.limits.first { $0.quantity == .model(.ram) }
    return chart(
      "chart-ram", "RAM alive", unit: " KB", isTimed: false,
      description: "Activation bytes alive while each layer runs; the peak step is marked.",
      limit: limit.map {
        BarChart.Limit(value: $0.value / 1_024, label: "budget \($0.quantity.text($0.value))")
      }
    ) {
      $0.layer.costs.liveRAMBytes.map { Double($0) / 1_024 }
    } text: { row, _ in
      NumberText.grouped(row.layer.costs.liveRAMBytes ?? 0) + " B"
    } mark: { row in
      row.layer.index == run.memory.peakLayer
        ? "peak \(AmountText.kilobytes(run.memory.peakLiveBytes)) KB, layer \(row.layer.index)"
        : nil
    }
  }

  /// A chart of `value`; figures that were counted say what they are worth, others follow from the
  /// model alone.
  private func chart(
    _ id: String, _ title: String, unit: String, isTimed isOfTime: Bool, description: String,
    limit: BarChart.Limit? = nil, _ value: (LayerRow) -> Double?,
    text: (LayerRow, Double) -> String, mark: (LayerRow) -> String? = { _ in nil }
  ) -> HTML {
    guard !isOfTime || isTimed else { return .nothing }
    guard rows.contains(where: { value($0) != nil }) else {
      return .element("p", "quiet") { "\(title): not known of any layer." }
    }
    return BarChart(
      frame: ChartFrame(
        id: id, title: title,
        description: description + " The table Layer by layer has the values.",
        worth: isOfTime ? Worth(run) : nil),
      unit: unit,
      bars: rows.map { row in
        let value = value(row)
        return BarChart.Bar(
          label: String(row.layer.index), values: [value],
          tooltip: "layer \(row.layer.index), \(row.layer.kind),"
            + " \(Name.cut(row.layer.identity.name, width: 60)): "
            + (value.map { text(row, $0) } ?? "not known"),
          mark: mark(row))
      }, limit: limit
    ).html()
  }
}

extension LayerRecord {
  /// The operator's name; a custom one's own, which is untrusted.
  var kind: String {
    identity.customName.map { Name.cut($0, width: 32) } ?? identity.operatorName
  }
}
