import Measurements
import ModelGraph
import Reports

/// Bars of each figure over a model's layers, one chart a figure, all on one axis.
struct ModelCharts {
  let card: ModelScorecard
  let layers: [ScorecardLayer]

  var html: HTML {
    guard !layers.isEmpty else { return .element("p") { "The model has no layers." } }
    return .group([
      .element("p", "quiet") {
        "Layers in the order of the file. The values are in the table "
        HTML.element("a", [.href(.fragment("layer-table"))]) { "Layer by layer" }
        "."
        HTML.element("span", "narrow") { " Charts and tables scroll sideways." }
      },
      chart("input-height", "Input height", axis: "rows", "Rows of each layer's input image.") {
        $0.inputHeight.map(Double.init)
      },
      chart(
        "output-channels", "Output channels", axis: "channels",
        "The last extent of each layer's output."
      ) {
        $0.outputChannels.map(Double.init)
      },
      chart(
        "parameters", "Parameters", axis: "parameters", "Weights and biases of each layer."
      ) {
        Double($0.facts.parameterCount)
      },
      chart("macs", "MACs", axis: "MACs", "Multiply-accumulates of each layer.") {
        Double($0.facts.macCount)
      },
      memory, cycles, perMAC,
    ])
  }

  private var memory: HTML {
    let limit = card.budget?.limits.first { $0.quantity == .model(.ram) }
    return chart(
      "ram", "RAM alive", axis: "KB (1024 B)",
      "Activation bytes alive while each layer runs; the peak step is marked.",
      limit: limit.map {
        BarChart.Limit(value: $0.value / 1_024, label: "budget \($0.quantity.text($0.value))")
      },
      mark: { layer in
        layer.isPeak
          ? "peak \(AmountText.kilobytes(layer.facts.liveBytes)) KB, layer \(layer.index)" : nil
      },
      value: { Double($0.facts.liveBytes) / 1_024 })
  }

  private var cycles: HTML {
    guard card.isTimed else {
      return .element("p", "quiet") {
        "Cycles: not known. " + (card.note ?? "A board tells them: --board.")
      }
    }
    return chart(
      "cycles", "Cycles", axis: "cycles", "Median cycles of each layer.", isTimed: true
    ) {
      $0.cycles
    }
  }

  private var perMAC: HTML {
    guard card.isTimed else { return .nothing }
    return chart(
      "per-mac", "Cycles / MAC", axis: "cycles / MAC",
      "Median cycles of each layer by its multiply-accumulates.", isTimed: true
    ) {
      $0.cyclesPerMAC
    }
  }

  private func chart(
    _ id: String, _ title: String, axis: String, _ description: String, isTimed: Bool = false,
    limit: BarChart.Limit? = nil, mark: (ScorecardLayer) -> String? = { _ in nil },
    value: (ScorecardLayer) -> Double?
  ) -> HTML {
    guard layers.contains(where: { value($0) != nil }) else {
      return .element("p", "quiet") { "\(title): not known of any layer." }
    }
    return BarChart(
      frame: ChartFrame(
        id: "chart-\(id)", title: title,
        description: description + " The table Layer by layer has the values.",
        worth: isTimed ? card.run.map { Worth($0) } : nil),
      unit: "",
      bars: layers.map { layer in
        let value = value(layer)
        return BarChart.Bar(
          label: String(layer.index), values: [value],
          tooltip: "layer \(layer.index), \(layer.kind),"
            + " \(Name.cut(layer.identity.name, width: 60)): "
            + (value.map { "\(ModelTables.amount($0)) \(axis)" } ?? "not known"),
          mark: mark(layer))
      }, limit: limit, axisName: axis
    ).html()
  }
}
