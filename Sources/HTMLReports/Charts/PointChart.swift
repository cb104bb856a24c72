/// Points over two axes, in series told apart by their marks, with lines between them where asked.
struct PointChart: Hashable, Sendable {
  let frame: ChartFrame
  let horizontal: ChartScale
  let vertical: ChartScale
  /// What is along each axis, with its unit.
  let horizontalName: String
  let verticalName: String
  let series: [Series]
  var lines: [Line] = []

  struct Series: Hashable, Sendable {
    let name: String
    let mark: BoardMark
    let points: [Point]
    /// Whether a line leads from point to point.
    var isConnected = false
  }

  struct Point: Hashable, Sendable {
    let x: Double
    let y: Double
    /// How far the figure may lie from `y`.
    var interval: ClosedRange<Double>?
    /// A few characters beside the mark, where there is room.
    let label: String?
    let tooltip: String
  }

  /// A line of its own, named in the legend.
  struct Line: Hashable, Sendable {
    enum Style: Hashable, Sendable {
      case solid, dashed, dotted
    }

    let points: [Place]
    let name: String
    let style: Style

    struct Place: Hashable, Sendable {
      let x: Double
      let y: Double
    }
  }

  private static let top = 14.0
  private static let plotHeight = 300.0
  private static let bottom = top + plotHeight
  private static let right = ChartFrame.width - ChartFrame.right
  private static let row = 17.0

  var html: HTML {
    let key = legend
    return frame.figure {
      frame.sheet(height: Self.bottom + 42 + Double(key.rows) * Self.row) {
        axes
        frame.watermark(top: Self.top, bottom: Self.bottom)
        lines.map { line in
          path(line.points.map { (x($0.x), y($0.y)) }, line.style)
        }
        series.enumerated().map { place, series in
          HTML.element("g", [Self.tone(place)]) {
            if series.isConnected {
              SVG.path(series.points.map { (x($0.x), y($0.y)) }, .class("series"))
            }
            series.points.map { point($0, series.mark) }
          }
        }
        labels
        key.html
      }
    }
  }

  /// The hue of a series; its mark says the same.
  private static func tone(_ place: Int) -> HTMLAttribute {
    switch place % 4 {
    case 0: .class("tone-0")
    case 1: .class("tone-1")
    case 2: .class("tone-2")
    default: .class("tone-3")
    }
  }

  private func x(_ value: Double) -> Double {
    ChartFrame.left + horizontal.place(of: value) * ChartFrame.plotWidth
  }

  private func y(_ value: Double) -> Double {
    Self.bottom - vertical.place(of: value) * Self.plotHeight
  }

  private var axes: HTML {
    let ticks = horizontal.ticks
    return .group([
      .group(
        vertical.minorTicks.map {
          SVG.line(from: (ChartFrame.left, y($0)), to: (Self.right, y($0)), .class("grid-minor"))
        }),
      .group(
        horizontal.minorTicks.map {
          SVG.line(from: (x($0), Self.top), to: (x($0), Self.bottom), .class("grid-minor"))
        }),
      .group(
        vertical.ticks.map { tick in
          .group([
            SVG.line(
              from: (ChartFrame.left, y(tick.value)), to: (Self.right, y(tick.value)),
              .class("grid")),
            SVG.text(tick.label, x: ChartFrame.left - 6, y: y(tick.value) + 4, anchor: .end),
          ])
        }),
      .group(
        ticks.map { tick in
          .group([
            SVG.line(
              from: (x(tick.value), Self.top), to: (x(tick.value), Self.bottom), .class("grid")),
            SVG.text(
              tick.label, x: x(tick.value), y: Self.bottom + 15,
              anchor: x(tick.value) + TextBox.width(of: tick.label) / 2 > ChartFrame.width
                ? .end : .middle),
          ])
        }),
      ChartFrame.axisName(verticalName, top: Self.top, bottom: Self.bottom),
      SVG.text(
        horizontalName, x: ChartFrame.left + ChartFrame.plotWidth / 2, y: Self.bottom + 32,
        anchor: .middle),
    ])
  }

  private func path(_ points: [(x: Double, y: Double)], _ style: Line.Style) -> HTML {
    switch style {
    case .solid: SVG.path(points, .class("segment"))
    case .dashed: SVG.path(points, .class("limit"))
    case .dotted: SVG.path(points, .class("dotted"))
    }
  }

  private var radius: Double {
    let count = series.reduce(0) { $0 + $1.points.count }
    return count > 300 ? 2.25 : count > 80 ? 3 : 4
  }

  private func point(_ point: Point, _ mark: BoardMark) -> HTML {
    SVG.item(point.tooltip) {
      if let interval = point.interval {
        SVG.line(
          from: (x(point.x), y(interval.lowerBound)), to: (x(point.x), y(interval.upperBound)),
          .class("whisker"))
      }
      mark.drawn(x: x(point.x), y: y(point.y), radius: radius)
    }
  }

  /// As many labels as find room; the figure's table has all.
  private var labels: HTML {
    var placer = LabelPlacer(
      plot: TextBox(
        left: ChartFrame.left, right: Self.right, top: Self.top - 8, bottom: Self.bottom))
    for series in series {
      for point in series.points {
        placer.take(TextBox(around: x(point.x), y(point.y), radius: radius + 1))
      }
    }
    var parts: [HTML] = []
    for series in series {
      for point in series.points {
        guard let text = point.label else { continue }
        if let label = placer.label(text, x: x(point.x), y: y(point.y)) { parts.append(label) }
      }
    }
    return .group(parts)
  }

  /// What marks and lines mean, in rows below the plot.
  private var legend: (html: HTML, rows: Int) {
    var parts: [HTML] = []
    var (left, row) = (ChartFrame.left, 0)
    func add(_ name: String, _ sample: (Double, Double) -> HTML) {
      let width = TextBox.width(of: name) + 50
      if left > ChartFrame.left, left + width > Self.right {
        (left, row) = (ChartFrame.left, row + 1)
      }
      let base = Self.bottom + 52 + Double(row) * Self.row
      parts.append(sample(left, base - 4))
      parts.append(SVG.text(name, x: left + 30, y: base))
      left += width
    }
    for (place, series) in series.enumerated() where !series.points.isEmpty {
      add(series.name) { x, y in
        HTML.element("g", [Self.tone(place)]) {
          if series.isConnected {
            SVG.line(from: (x, y), to: (x + 24, y), .class("series"))
          }
          series.mark.drawn(x: x + 12, y: y, radius: 4)
        }
      }
    }
    for line in lines {
      add(line.name) { x, y in path([(x: x, y: y), (x: x + 24, y: y)], line.style) }
    }
    return (.group(parts), parts.isEmpty ? 0 : row + 1)
  }
}
