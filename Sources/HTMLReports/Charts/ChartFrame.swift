/// What all charts share: the sheet that they are drawn on, and what is said of their figures.
struct ChartFrame: Hashable, Sendable {
  /// Unique on the page; a letter first.
  let id: String
  let title: String
  /// What a reader who does not see the chart is told.
  let description: String
  /// What the figures are worth, beside the title and as words across the plot.
  let worth: Worth?
  /// Whether each sheet is a file of its own, with its title and style in it.
  var isStandalone = false

  static let width = 960.0
  static let left = 62.0
  static let right = 14.0
  static var plotWidth: Double { width - left - right }

  /// The figure with `sheets` below its title.
  func figure(legend: [HTML] = [], @HTMLBuilder _ sheets: () -> HTML) -> HTML {
    guard !isStandalone else { return sheets() }
    return .element("figure", [.id(id)]) {
      HTML.element("figcaption") {
        HTML.element("strong") { title }
        if let worth { HTML.element("span", "quiet") { " – " + worth.text } }
      }
      if !legend.isEmpty {
        HTML.element("ul", "legend") { legend.map { item in HTML.element("li") { item } } }
      }
      // Where a screen is narrow, a chart is scrolled instead of drawn too small to read.
      HTML.element(
        "div",
        [
          .class("sheets"), .attribute("tabindex", 0), .attribute("role", "group"),
          .attribute("aria-label", title),
        ]
      ) { sheets() }
    }
  }

  /// One sheet of `height`, the `part`-th of the figure.
  func sheet(
    height: Double, part: Int = 0, words: String? = nil, @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    let name = part == 0 ? id : "\(id)-\(part + 1)"
    let title = words.map { "\(self.title), \($0)" } ?? self.title
    let own: [HTMLAttribute] =
      isStandalone ? [.attribute("xmlns", "http://www.w3.org/2000/svg")] : []
    let whole = SVGNumber.text(isStandalone ? height + Self.titleHeight : height)
    return .element(
      "svg",
      [
        .class("chart"), .attribute("viewBox", "0 0 \(SVGNumber.text(Self.width)) \(whole)"),
        .attribute("role", "img"), .attribute("aria-labelledby", "\(name)-title \(name)-desc"),
      ] + own
    ) {
      HTML.element("title", [.id("\(name)-title")]) { title }
      HTML.element("desc", [.id("\(name)-desc")]) { description }
      if isStandalone {
        HTML.style(.chart)
        SVG.patterns
        HTML.element(
          "rect",
          [.attribute("width", "100%"), .attribute("height", "100%"), .class("paper")])
        SVG.text(
          title + (worth.map { " – " + $0.text } ?? ""), x: 8, y: 17, .class("title"))
        HTML.element(
          "g", [.attribute("transform", "translate(0 \(SVGNumber.text(Self.titleHeight)))")]
        ) { content() }
      } else {
        content()
      }
    }
  }

  private static let titleHeight = 26.0

  /// The word for the evidence across a plot that ends at `bottom`.
  func watermark(top: Double, bottom: Double) -> HTML {
    guard let worth else { return .nothing }
    return SVG.text(
      worth.watermark, x: Self.left + Self.plotWidth / 2,
      y: (top + bottom) / 2 + 18, anchor: .middle, .class("watermark"))
  }

  /// Grid lines and labels of the vertical axis, and its name along it.
  static func verticalAxis(
    _ ticks: AxisTicks, top: Double, bottom: Double, unit: String, name: String? = nil
  ) -> HTML {
    var parts: [HTML] = ticks.values.map { value in
      let y = bottom - ticks.place(of: value) * (bottom - top)
      return .group([
        SVG.line(from: (left, y), to: (width - right, y), .class("grid")),
        SVG.text(
          ticks.label(value) + (value == ticks.highest ? unit : ""), x: left - 6, y: y + 4,
          anchor: .end),
      ])
    }
    if let name { parts.append(axisName(name, top: top, bottom: bottom)) }
    return .group(parts)
  }

  /// The name of the vertical axis, read from below.
  static func axisName(_ name: String, top: Double, bottom: Double) -> HTML {
    let middle = SVGNumber.text((top + bottom) / 2)
    return .element(
      "text",
      [
        .attribute("x", 0.0), .attribute("y", 0.0), .attribute("text-anchor", "middle"),
        .attribute("transform", "translate(11 \(middle)) rotate(-90)"),
      ]
    ) { name }
  }
}
