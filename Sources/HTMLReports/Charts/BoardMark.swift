/// The shape that stands for a board's runs in a series, so that no colour has to.
enum BoardMark: Int, Hashable, Sendable, CaseIterable {
  case disc, triangle, ring, cross, wedge, plus, hollowTriangle, bar, hollowWedge, star

  /// A mark for each of these names, in their order; what comes after all shapes shares the last.
  static func marks(of names: some Sequence<String>) -> [String: BoardMark] {
    let last = BoardMark.allCases.count - 1
    return Dictionary(
      Set(names).sorted().enumerated().map { place, name in
        (name, BoardMark(rawValue: min(place, last)) ?? .star)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The mark around a point, `radius` from its middle to its edge.
  func drawn(x: Double, y: Double, radius: Double) -> HTML {
    switch self {
    case .disc, .ring:
      .element(
        "circle",
        [
          .attribute("cx", x), .attribute("cy", y), .attribute("r", radius),
          isHollow ? .class("point-hollow") : .class("point"),
        ])
    default:
      .element(
        "path",
        [
          .attribute("d", outline(x: x, y: y, radius: radius)),
          isHollow ? .class("point-hollow") : .class("point"),
        ])
    }
  }

  /// The mark in a line of words.
  var inline: HTML {
    .element(
      "svg",
      [
        .class("inline"), .attribute("viewBox", "0 0 14 14"), .attribute("width", 14),
        .attribute("height", 14), .attribute("aria-hidden", "true"),
      ]
    ) { drawn(x: 7, y: 7, radius: 4.5) }
  }

  private var isHollow: Bool {
    switch self {
    case .disc, .triangle, .wedge, .bar: false
    case .ring, .cross, .plus, .hollowTriangle, .hollowWedge, .star: true
    }
  }

  private func outline(x: Double, y: Double, radius: Double) -> String {
    let far = radius * 1.25
    func polygon(_ corners: [(Double, Double)]) -> String { Self.lines([corners]) + "z" }
    func move(_ right: Double, _ down: Double) -> (Double, Double) { (x + right, y + down) }
    switch self {
    case .disc, .ring: return ""
    case .triangle, .hollowTriangle:
      return polygon([move(0, -far), move(far, radius), move(-far, radius)])
    case .wedge, .hollowWedge:
      return polygon([move(0, far), move(far, -radius), move(-far, -radius)])
    case .bar:
      let half = radius * 0.45
      return polygon([
        move(-far, -half), move(far, -half), move(far, half), move(-far, half),
      ])
    case .cross:
      return Self.lines([
        [move(-radius, -radius), move(radius, radius)],
        [move(-radius, radius), move(radius, -radius)],
      ])
    case .plus:
      return Self.lines([[move(-far, 0), move(far, 0)], [move(0, -far), move(0, far)]])
    case .star:
      return BoardMark.cross.outline(x: x, y: y, radius: radius)
        + BoardMark.plus.outline(x: x, y: y, radius: radius)
    }
  }

  private static func lines(_ lines: [[(Double, Double)]]) -> String {
    lines.map { points in
      points.enumerated().map { place, point in
        "\(place == 0 ? "M" : "L")\(SVGNumber.text(point.0)) \(SVGNumber.text(point.1))"
      }.joined()
    }.joined()
  }
}
