/// The few shapes that the charts are made of.
enum SVG {
  enum Anchor: String {
    case start, middle, end
  }

  static func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start,
    _ attributes: HTMLAttribute...
  ) -> HTML {
    .element(
      "text",
      [
        .attribute("x", x), .attribute("y", y), .attribute("text-anchor", anchor.rawValue),
      ] + attributes
    ) { text }
  }

  static func line(
    from: (x: Double, y: Double), to: (x: Double, y: Double), _ attributes: HTMLAttribute...
  ) -> HTML {
    .element(
      "line",
      [
        .attribute("x1", from.x), .attribute("y1", from.y), .attribute("x2", to.x),
        .attribute("y2", to.y),
      ] + attributes)
  }

  /// A rectangle; what would be drawn too thin to be seen gets half a unit.
  static func rectangle(
    x: Double, y: Double, width: Double, height: Double, _ attributes: HTMLAttribute...
  ) -> HTML {
    .element(
      "rect",
      [
        .attribute("x", x), .attribute("y", y), .attribute("width", max(0, width)),
        .attribute("height", max(0, height)),
      ] + attributes)
  }

  static func path(_ points: [(x: Double, y: Double)], _ attributes: HTMLAttribute...) -> HTML {
    let text = points.enumerated().map { place, point in
      "\(place == 0 ? "M" : "L")\(SVGNumber.text(point.x)) \(SVGNumber.text(point.y))"
    }
    return .element("path", [.attribute("d", text.joined())] + attributes)
  }

  /// What a mouse over `content` tells.
  static func item(_ tooltip: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    .element("g", [.class("item")]) {
      HTML.element("title") { tooltip }
      content()
    }
  }

  /// The hatching of marked bars, once a page.
  static let definitions = HTML.element(
    "svg", [.class("hidden"), .attribute("aria-hidden", "true"), .attribute("focusable", "false")]
  ) {
    patterns
  }

  /// The hatching itself.
  static let patterns = HTML.element("defs") {
    HTML.element(
      "pattern",
      [
        .id("hatch"), .attribute("width", 6), .attribute("height", 6),
        .attribute("patternUnits", "userSpaceOnUse"),
        .attribute("patternTransform", "rotate(45)"),
      ]
    ) {
      rectangle(x: 0, y: 0, width: 6, height: 6, .class("hatch-ground"))
      line(from: (0, 0), to: (0, 6), .class("hatch-line"))
    }
  }
}
