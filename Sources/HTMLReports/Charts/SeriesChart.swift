/// Figures over time: a point a run, the levels between change points, and the changes themselves.
struct SeriesChart: Hashable, Sendable {
  let frame: ChartFrame
  let unit: String
  let points: [Point]
  let levels: [Level]
  let changes: [Change]

  struct Point: Hashable, Sendable {
    let value: Double
    /// How far up and down it may lie from its value.
    let spread: Double
    let tooltip: String
    /// The day, below the axis.
    let day: String
    /// What was measured, below the day, where it differs from the point before.
    let commit: String?
    /// The board's name, where it is known; untrusted text.
    var board: String?
  }

  /// A level that points keep.
  struct Level: Hashable, Sendable {
    let range: Range<Int>
    let value: Double
  }

  struct Change: Hashable, Sendable {
    let index: Int
    let label: String
    let isWorse: Bool
  }

  private static let top = 26.0
  private static let plotHeight = 210.0
  private static let bottom = top + plotHeight
  private static let height = bottom + 50
  /// Room that a label below the axis takes.
  private static let labelWidth = 66.0
  private static let inset = 34.0

  var html: HTML {
    let ticks = AxisTicks(over: range, count: 6)
    let marks = BoardMark.marks(of: points.compactMap(\.board))
    return frame.figure(legend: legend(marks)) {
      frame.sheet(height: Self.height) {
        ChartFrame.verticalAxis(ticks, top: Self.top, bottom: Self.bottom, unit: unit)
        frame.watermark(top: Self.top, bottom: Self.bottom)
        changes.map { line($0) }
        SVG.path(
          points.indices.map { (x(of: $0), y(of: points[$0].value, ticks)) }, .class("series"))
        levels.map { level($0, ticks) }
        points.indices.map { place in
          point(at: place, ticks, points[place].board.flatMap { marks[$0] } ?? .disc)
        }
        labels
        changes.enumerated().map { label($1, isHigh: $0.isMultiple(of: 2)) }
      }
    }
  }

  /// What the marks mean; boards are told apart by theirs where there are several.
  private func legend(_ marks: [String: BoardMark]) -> [HTML] {
    let changes = [
      HTML.text("thick line: a level that held"),
      .text("▲ in a square: slower from here on"), .text("▼ in a diamond: faster from here on"),
    ]
    guard marks.count > 1 else {
      return [.text("dot: a run's median, with its spread")] + changes
    }
    let shown = marks.sorted { ($0.value.rawValue, $0.key) < ($1.value.rawValue, $1.key) }
    return [.text("a mark: a run's median, with its spread, on")]
      + shown.map { name, mark in
        .group([mark.inline, .text(" "), Name.markup(name, width: 32)])
      } + changes
  }

  private var range: ClosedRange<Double> {
    let values = points.flatMap { [$0.value - $0.spread, $0.value + $0.spread] }
      .filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    // A flat series is shown flat: half a percent of scatter must not look like a cliff.
    let least = max(abs(high), 1) * 0.005
    let missing = max(least - (high - low), 0) / 2
    return max(low - missing, 0)...(high + missing)
  }

  private func x(of place: Int) -> Double {
    let width = ChartFrame.plotWidth - 2 * Self.inset
    guard points.count > 1 else { return ChartFrame.left + ChartFrame.plotWidth / 2 }
    return ChartFrame.left + Self.inset + width * Double(place) / Double(points.count - 1)
  }

  private func y(of value: Double, _ ticks: AxisTicks) -> Double {
    Self.bottom - ticks.place(of: value) * Self.plotHeight
  }

  private func point(at place: Int, _ ticks: AxisTicks, _ mark: BoardMark) -> HTML {
    let point = points[place]
    let (x, y) = (x(of: place), y(of: point.value, ticks))
    let radius = points.count > 300 ? 1.5 : points.count > 100 ? 2.25 : 3.5
    return SVG.item(point.tooltip) {
      if point.spread > 0, points.count <= 300 {
        SVG.line(
          from: (x, self.y(of: point.value - point.spread, ticks)),
          to: (x, self.y(of: point.value + point.spread, ticks)), .class("whisker"))
      }
      mark.drawn(x: x, y: y, radius: radius)
      if let change = changes.first(where: { $0.index == place }) {
        surround(of: change, x: x, y: y)
      }
    }
  }

  /// What stands around the mark of a change's first run.
  private func surround(of change: Change, x: Double, y: Double) -> HTML {
    guard change.isWorse else {
      return HTML.element(
        "path",
        [
          .attribute(
            "d", "M\(SVGNumber.text(x)) \(SVGNumber.text(y - 10))l10 10l-10 10l-10 -10z"),
          .class("point-better"),
        ])
    }
    return SVG.rectangle(x: x - 7.5, y: y - 7.5, width: 15, height: 15, .class("point-worse"))
  }

  private func level(_ level: Level, _ ticks: AxisTicks) -> HTML {
    guard !level.range.isEmpty else { return .nothing }
    let y = y(of: level.value, ticks)
    return SVG.line(
      from: (x(of: level.range.lowerBound) - 3, y), to: (x(of: level.range.upperBound - 1) + 3, y),
      .class("segment"))
  }

  private func line(_ change: Change) -> HTML {
    let x = x(of: change.index)
    return SVG.line(from: (x, Self.top), to: (x, Self.bottom), .class("limit"))
  }

  /// The change in words, every other one a line higher, on the side where there is room.
  private func label(_ change: Change, isHigh: Bool) -> HTML {
    let x = x(of: change.index)
    let isRight = x > ChartFrame.left + ChartFrame.plotWidth * 0.7
    return SVG.text(
      (change.isWorse ? "▲ " : "▼ ") + change.label, x: isRight ? x - 4 : x + 4,
      y: Self.top - (isHigh ? 15 : 3), anchor: isRight ? .end : .start, .class("mark"))
  }

  /// Days and commits below the axis, as many as find room; those at changes come first.
  private var labels: HTML {
    var taken: [Double] = []
    func takes(_ place: Int) -> Bool {
      let x = x(of: place)
      guard taken.allSatisfy({ abs($0 - x) >= Self.labelWidth }) else { return false }
      taken.append(x)
      return true
    }
    let first = changes.map(\.index).filter(points.indices.contains)
    let ends = points.isEmpty ? [] : [0, points.count - 1]
    let shown = (first + ends + points.indices).filter { takes($0) }
    return .group(
      shown.sorted().map { place in
        let x = x(of: place)
        return .group([
          SVG.line(from: (x, Self.bottom), to: (x, Self.bottom + 4), .class("axis")),
          SVG.text(points[place].day, x: x, y: Self.bottom + 17, anchor: .middle),
          points[place].commit.map {
            SVG.text($0, x: x, y: Self.bottom + 31, anchor: .middle)
          } ?? .nothing,
        ])
      } + [
        SVG.text(
          "runs, oldest first: day, commit", x: ChartFrame.left + ChartFrame.plotWidth / 2,
          y: Self.bottom + 47, anchor: .middle)
      ])
  }
}
