import Measurements
import ModelGraph
package import Reports

/// Two variations layer by layer on one axis: the paper's figures 5 and 6.
package enum OverlayFigure {
  /// What the bars are.
  package enum Quantity: String, Hashable, Sendable, CaseIterable {
    case params
    case macs

    var title: String { self == .params ? "Parameters" : "MACs" }

    func value(of layer: ScorecardLayer) -> Int {
      self == .params ? layer.facts.parameterCount : layer.facts.macCount
    }
  }

  /// The figure with `first` grey on the left and `second` blue on the right of each layer.
  package static func document(
    _ first: Analysis, _ second: Analysis, by quantity: Quantity
  ) -> FigureDocument {
    let sides = [first, second].map { ModelScorecard(analysis: $0, run: nil) }
    let layers = sides.map(\.layers)
    let rows = OverlaidLayers(layers[0], layers[1]).rows
    let repeats = spans(layers, rows)
    let names = [first, second].map { Name.cut($0.name, width: 44) }
    let title = "\(quantity.title), layer by layer"
    return FigureDocument(
      title: title,
      remarks: [
        "A: \(names[0]). B: \(names[1]). Layers of one operator stand beside each other; 3→4 is a"
          + " pair that moved, −3 a layer of A alone, +4 one of B alone."
          + (repeats.isEmpty ? "" : " A frame stands around layers that a network repeats.")
      ],
      charts: { isStandalone in
        [
          BarChart(
            frame: ChartFrame(
              id: "figure-chart", title: title,
              description: "Two bars a layer: A, \(names[0]), then B, \(names[1])."
                + " The table has the values.", worth: nil, isStandalone: isStandalone),
            unit: "", bars: rows.map { bar($0, quantity) }, axisName: quantity.title,
            spans: repeats, key: ["A: \(names[0])", "B: \(names[1])"]
          ).html()
        ]
      }, sheetCount: LayerAxis(labels: rows.map(\.label)).sheets.count,
      table: table(rows, quantity, names: names))
  }

  private static func bar(_ row: OverlaidLayers.Row, _ quantity: Quantity) -> BarChart.Bar {
    let values = [row.first, row.second].map { $0.map { quantity.value(of: $0) } }
    let texts = values.map { $0.map { NumberText.grouped($0) } ?? "none" }
    return BarChart.Bar(
      label: row.label, values: values.map { $0.map(Double.init) },
      tooltip: "layer \(row.label), \((row.first ?? row.second)?.kind ?? ""): A \(texts[0]),"
        + " B \(texts[1])")
  }

  /// Where either network repeats layers, in rows; what lies over each other is one frame.
  private static func spans(
    _ layers: [[ScorecardLayer]], _ rows: [OverlaidLayers.Row]
  ) -> [LayerAxis.Group] {
    var spans: [(range: Range<Int>, counts: [Int?])] = []
    for (side, network) in layers.enumerated() {
      for repeated in RepeatedLayers.all(in: network) {
        let places = rows.indices.filter { place in
          (side == 0 ? rows[place].first : rows[place].second).map {
            repeated.range.contains($0.index)
          } ?? false
        }
        guard let first = places.first, let last = places.last else { continue }
        let range = first..<last + 1
        if let known = spans.firstIndex(where: { $0.range.overlaps(range) }) {
          let old = spans[known].range
          spans[known].range =
            min(old.lowerBound, first)..<max(old.upperBound, last + 1)
          spans[known].counts[side] = repeated.count
        } else {
          spans.append((range, side == 0 ? [repeated.count, nil] : [nil, repeated.count]))
        }
      }
    }
    return spans.map { span in
      let (first, second) = (span.counts[0], span.counts[1])
      let label =
        first == second
        ? "repeated ×\(first ?? 1)"
        : "repeated "
          + [first.map { "×\($0) in A" }, second.map { "×\($0) in B" }].compactMap(\.self)
          .joined(separator: ", ")
      return LayerAxis.Group(label: label, range: span.range)
    }
  }

  private static func table(
    _ rows: [OverlaidLayers.Row], _ quantity: Quantity, names: [String]
  ) -> HTML {
    Parts.table(
      "A is \(names[0]), B is \(names[1]).",
      columns: [
        .text("layer"), .text("operator"), .text("shape in A"), .text("shape in B"),
        .number("\(quantity.title), A"), .number("\(quantity.title), B"),
      ]
    ) {
      HTML.element("tbody") {
        rows.map { row in
          HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) { row.label }
            Parts.word { (row.first ?? row.second)?.kind ?? "" }
            Parts.word { shape(row.first) }
            Parts.word { shape(row.second) }
            Parts.number(row.first.map { NumberText.grouped(quantity.value(of: $0)) } ?? "")
            Parts.number(row.second.map { NumberText.grouped(quantity.value(of: $0)) } ?? "")
          }
        }
      }
    }
  }

  private static func shape(_ layer: ScorecardLayer?) -> String {
    layer.map { ShapeText.change(from: $0.shapes.inputs, to: $0.shapes.outputs) } ?? ""
  }
}
