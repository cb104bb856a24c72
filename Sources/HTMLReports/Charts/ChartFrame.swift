/// What all charts share: the sheet that they are drawn on, and what is said of their figures.
struct ChartFrame: Hashable, Sendable {
  /// Unique on the page; a letter first.
  let id: String
  let title: String
  /// What a reader who does not see the chart is told.
  let description: String
  /// What the figures are worth, beside the title and as words across the plot.
  let worth: Worth?

  static let width = 960.0
  static let left = 62.0
  static let right = 14.0
  static var plotWidth: Double { width - left - right }

  /// The figure with `sheets` below its title.
  func figure(legend: [HTML] = [], @HTMLBuilder _ sheets: () -> HTML) -> HTML {
    .element("figure", [.id(id)]) {
      HTML.element("figcaption") {
        HTML.element("strong") { title }
        if let worth { HTML.element("span", "quiet") { " – " + worth.text } }
      }
      if !legend.isEmpty {
        HTML.element("ul", "legend") { legend.map { item in HTML.element("li") { item } } }
      }
      sheets()
    }
  }

  /// One sheet of `height`, the `part`-th of the figure.
  func sheet(
    height: Double, part: Int = 0, words: String? = nil, @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    let name = part == 0 ? id : "\(id)-\(part + 1)"
    return .element(
      "svg",
      [
        .class("chart"),
        .attribute("viewBox", "0 0 \(SVGNumber.text(Self.width)) \(SVGNumber.text(height))"),
        .attribute("role", "img"),
        .attribute("aria-labelledby", "\(name)-title \(name)-desc"),
      ]
    ) {
      HTML.element("title", [.id("\(name)-title")]) { words.map { "\(title), \($0)" } ?? title }
      HTML.element("desc", [.id("\(name)-desc")]) { description }
      content()
    }
  }

  /// The word for the evidence across a plot that ends at `bottom`.
  func watermark(top: Double, bottom: Double) -> HTML {
    guard let worth else { return .nothing }
    return SVG.text(
      worth.watermark, x: Self.left + Self.plotWidth / 2,
      y: (top + bottom) / 2 + 18, anchor: .middle, .class("watermark"))
  }

  /// Grid lines and labels of the vertical axis.
  static func verticalAxis(
    _ ticks: AxisTicks, top: Double, bottom: Double, unit: String
  ) -> HTML {
    .group(
      ticks.values.map { value in
        let y = bottom - ticks.place(of: value) * (bottom - top)
        return .group([
          SVG.line(from: (left, y), to: (width - right, y), .class("grid")),
          SVG.text(
            ticks.label(value) + (value == ticks.highest ? unit : ""), x: left - 6, y: y + 4,
            anchor: .end),
        ])
      })
  }
}
