/// A small bar of how much of something is used.
struct Meter: Hashable, Sendable {
  let used: Double
  let available: Double
  let description: String

  private static let width = 200.0
  private static let height = 10.0

  /// What is used as a bar on its ground; what is beyond it is hatched, with the limit as a line.
  var html: HTML {
    let isOver = used > available
    let whole = max(isOver ? used : available, 1e-9)
    let inside = min(used, available) / whole * Self.width
    return .element(
      "svg",
      [
        .class("chart"), .attribute("viewBox", "0 0 200 12"), .attribute("role", "img"),
        .attribute("aria-label", description),
      ]
    ) {
      SVG.rectangle(x: 0, y: 1, width: Self.width, height: Self.height, .class("ground"))
      SVG.rectangle(x: 0, y: 1, width: max(inside, 1), height: Self.height, .class("bar"))
      if isOver {
        SVG.rectangle(
          x: inside, y: 1, width: Self.width - inside, height: Self.height,
          .attribute("fill", "url(#hatch)"))
        SVG.line(from: (inside, 0), to: (inside, 12), .class("outline"))
      }
    }
  }

  /// A bar of a share in a table's cell; the figure beside it says the same.
  static func cell(percent: Double) -> HTML {
    .element(
      "svg",
      [
        .class("inline"), .attribute("width", 60), .attribute("height", 9),
        .attribute("aria-hidden", "true"), .attribute("focusable", "false"),
      ]
    ) {
      SVG.rectangle(
        x: 0, y: 0, width: min(max(percent, 0), 100) / 100 * 60, height: 9, .class("bar"))
    }
  }
}
