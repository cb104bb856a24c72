import Measurements
import Reports

/// Where layers lie below the roof of what their board's kernels reach.
struct RooflineChart {
  let card: ModelScorecard
  let layers: [ScorecardLayer]

  var html: HTML {
    let shown = layers.filter { $0.macsPerByte != nil && $0.macsPerCycle != nil }
    guard let ceilings = card.ceilings, let run = card.run, !shown.isEmpty else {
      return .element("p") { "Not drawn: \(reason(shown))." }
    }
    return .group([
      .element("p") { "The roof is " + RooflineText.sentence(card) + "." },
      .element("p", "quiet") {
        "A layer's intensity counts each byte of its weights, biases, input and output once. Its"
          + " own roof lies between the two slopes, by how many of its bytes are constants. It is"
          + " what was reached, not a law: a layer above it does better than any of those."
      },
      chart(shown, ceilings, Worth(run)), bars(ceilings, Worth(run)),
    ])
  }

  private func reason(_ shown: [ScorecardLayer]) -> String {
    if card.run == nil { return "cycles are not known" }
    if card.ceilings == nil { return RooflineText.sentence(card) }
    return "no layer has both MACs and cycles"
  }

  private func chart(
    _ shown: [ScorecardLayer], _ ceilings: RooflineCeilings, _ worth: Worth
  ) -> HTML {
    let intensities = shown.compactMap(\.macsPerByte)
    let rates = shown.compactMap(\.macsPerCycle)
    let ridges = [ceilings.activations, ceilings.constants].map {
      ceilings.compute.perCycle / $0.perCycle
    }
    let horizontal = ChartScale.logarithmic(holding: intensities + ridges)
    let vertical = ChartScale.logarithmic(holding: rates + [ceilings.compute.perCycle * 1.2])
    let least = ends(of: horizontal).lowerBound
    func slope(_ rate: RooflineCeilings.Rate, _ name: String) -> PointChart.Line {
      let ridge = ceilings.compute.perCycle / rate.perCycle
      // The slope begins where the plot does, at its bottom or at its left.
      let start = max(least, ends(of: vertical).lowerBound / rate.perCycle)
      return PointChart.Line(
        points: [
          .init(x: start, y: start * rate.perCycle), .init(x: ridge, y: ceilings.compute.perCycle),
        ],
        name: name, style: name == "activations" ? .dashed : .dotted
      ).named("\(name): \(NumberText.fixed(rate.perCycle, digits: 2)) B a cycle")
    }
    let first = ridges.min() ?? least
    return PointChart(
      frame: ChartFrame(
        id: "chart-roofline", title: "Roofline",
        description: "MACs a cycle of each layer over its MACs a byte, below the rates that kernels"
          + " reached. The table Layer by layer has the values.", worth: worth),
      horizontal: horizontal, vertical: vertical,
      horizontalName: "arithmetic intensity, MACs / byte", verticalName: "MACs / cycle",
      series: series(shown),
      lines: [
        PointChart.Line(
          points: [
            .init(x: first, y: ceilings.compute.perCycle),
            .init(x: ends(of: horizontal).upperBound, y: ceilings.compute.perCycle),
          ],
          name: "compute: \(NumberText.fixed(ceilings.compute.perCycle, digits: 2)) MACs a cycle",
          style: .solid),
        slope(ceilings.activations, "activations"), slope(ceilings.constants, "constants"),
      ]
    ).html
  }

  private func ends(of scale: ChartScale) -> ClosedRange<Double> {
    let values = scale.ticks.map(\.value)
    return (values.first ?? 0)...(values.last ?? 1)
  }

  /// A series a kind of operator; marks run out after ten.
  private func series(_ shown: [ScorecardLayer]) -> [PointChart.Series] {
    let kinds = Dictionary(grouping: shown, by: \.kind)
    let marks = BoardMark.marks(of: kinds.keys)
    return kinds.sorted { $0.key < $1.key }.map { kind, layers in
      PointChart.Series(
        name: kind, mark: marks[kind] ?? .disc,
        points: layers.map { layer in
          PointChart.Point(
            x: layer.macsPerByte ?? 0, y: layer.macsPerCycle ?? 0, label: String(layer.index),
            tooltip: "layer \(layer.index), \(kind):"
              + " \(NumberText.fixed(layer.macsPerByte ?? 0, digits: 2)) MACs a byte,"
              + " \(NumberText.fixed(layer.macsPerCycle ?? 0, digits: 3)) MACs a cycle,"
              + " \(NumberText.fixed(layer.roofPercent ?? 0, digits: 0)) % of its roof")
        })
    }
  }

  private func bars(_ ceilings: RooflineCeilings, _ worth: Worth) -> HTML {
    BarChart(
      frame: ChartFrame(
        id: "chart-roof-share", title: "Share of the roof",
        description: "The least cycles of each layer below the roof in percent of its own. The"
          + " table Layer by layer has the values.", worth: worth),
      unit: "",
      bars: layers.map { layer in
        let share = layer.roofPercent
        return BarChart.Bar(
          label: String(layer.index), values: [share],
          tooltip: "layer \(layer.index), \(layer.kind): "
            + (share.map { "\(NumberText.fixed($0, digits: 1)) % of its roof" } ?? "no MACs"))
      }, limit: BarChart.Limit(value: 100, label: "the roof"), axisName: "% of the roof"
    ).html()
  }
}

extension PointChart.Line {
  fileprivate func named(_ name: String) -> PointChart.Line {
    PointChart.Line(points: points, name: name, style: style)
  }
}
