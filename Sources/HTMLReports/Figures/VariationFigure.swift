package import Reports

/// Bars of one figure of many variations over alpha and l: the paper's figures 3 and 4.
package enum VariationFigure {
  /// A variation and its figure.
  package struct Variation: Hashable, Sendable {
    /// Untrusted text.
    package let name: String
    package let factors: VariationFactors
    package let value: Double

    package init(name: String, factors: VariationFactors, value: Double) {
      self.name = name
      self.factors = factors
      self.value = value
    }

    /// What stands below its bar: l where it has one, and what else it has.
    fileprivate var label: String {
      let label = (factors.loop.map(String.init) ?? "") + factors.rest
      return label.isEmpty ? "–" : label
    }
  }

  /// What the bars are.
  package enum Quantity: Hashable, Sendable {
    /// The .tflite file's size in KB of 1024 bytes, with the most that may be.
    case size(limit: Double?)
    /// Correct answers in percent, with the least that is wanted.
    case accuracy(threshold: Double?)
  }

  /// The figure, its bars ordered by alpha, then l.
  package static func document(
    _ variations: [Variation], of quantity: Quantity, remarks: [String] = []
  ) -> FigureDocument {
    let sorted = variations.sorted {
      ($0.factors.alpha, $0.factors.loop ?? 0, $0.factors.rest, $0.name)
        < ($1.factors.alpha, $1.factors.loop ?? 0, $1.factors.rest, $1.name)
    }
    let bases = Set(sorted.map { Name.cut($0.factors.base, width: 24) }).sorted()
    let title =
      (bases.count == 1 ? bases[0] + ": " : "")
      + (quantity.isSize ? "model size" : "accuracy") + " over alpha and l"
    let axis = LayerAxis(labels: sorted.map(\.label))
    return FigureDocument(
      title: title, remarks: remarks,
      charts: { isStandalone in
        [chart(sorted, quantity, title: title, isStandalone: isStandalone).html()]
      }, sheetCount: axis.sheets.count, table: table(sorted, quantity))
  }

  private static func chart(
    _ sorted: [Variation], _ quantity: Quantity, title: String, isStandalone: Bool
  ) -> BarChart {
    BarChart(
      frame: ChartFrame(
        id: "figure-chart", title: title,
        description: "A bar a variation, ordered by alpha, then l. The table has the values.",
        worth: nil, isStandalone: isStandalone),
      unit: "",
      bars: sorted.map { variation in
        BarChart.Bar(
          label: Name.cut(variation.label, width: 24), values: [variation.value],
          tooltip: "\(Name.cut(variation.name, width: 80)): \(quantity.text(variation.value))")
      },
      limit: quantity.limit.map {
        BarChart.Limit(
          value: $0, label: (quantity.isSize ? "limit " : "threshold ") + quantity.text($0))
      },
      axisName: quantity.isSize ? ".tflite size, KB (1024 B)" : "accuracy, %",
      placeName: "l (repeated layers), by alpha (width multiplier)", groups: groups(sorted))
  }

  private static func groups(_ sorted: [Variation]) -> [LayerAxis.Group] {
    var groups: [LayerAxis.Group] = []
    var start = 0
    for place in sorted.indices {
      let alpha = sorted[place].factors.alpha
      guard place + 1 == sorted.count || sorted[place + 1].factors.alpha != alpha else { continue }
      groups.append(
        LayerAxis.Group(label: "α \(NumberText.plain(alpha))", range: start..<place + 1))
      start = place + 1
    }
    return groups
  }

  private static func table(_ sorted: [Variation], _ quantity: Quantity) -> HTML {
    Parts.table(
      "The figures, ordered as the bars are.",
      columns: [
        .text("model"), .number("alpha"), .number("l"), .text("other factors"),
        .number(quantity.isSize ? "KB" : "accuracy"), .text("limit"),
      ]
    ) {
      HTML.element("tbody") {
        sorted.map { variation in
          HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) {
              Name.markup(variation.name, width: 80)
            }
            Parts.number(NumberText.plain(variation.factors.alpha))
            Parts.number(variation.factors.loop.map(String.init))
            Parts.word {
              variation.factors.rest.isEmpty
                ? HTML.nothing : Name.markup(variation.factors.rest, width: 32)
            }
            Parts.number(NumberText.fixed(variation.value, digits: 1))
            Parts.word { verdict(variation.value, quantity) }
          }
        }
      }
    }
  }

  private static func verdict(_ value: Double, _ quantity: Quantity) -> HTML {
    guard let limit = quantity.limit else { return .text("") }
    let passes = quantity.isSize ? value <= limit : value >= limit
    return passes
      ? .element("span", "better-text") { "✓ kept" }
      : .element("span", "worse-text") { quantity.isSize ? "✗ exceeded" : "✗ below" }
  }
}

extension VariationFigure.Quantity {
  fileprivate var isSize: Bool {
    if case .size = self { return true }
    return false
  }

  fileprivate var limit: Double? {
    switch self {
    case .size(let limit), .accuracy(let limit): limit
    }
  }

  fileprivate func text(_ value: Double) -> String {
    NumberText.fixed(value, digits: 1) + (isSize ? " KB" : " %")
  }
}
