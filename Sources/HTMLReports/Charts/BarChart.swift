import Reports

/// Bars over a row of layers.
struct BarChart: Hashable, Sendable {
  let frame: ChartFrame
  /// Stands at the topmost tick.
  let unit: String
  let bars: [Bar]
  /// A horizontal line, as a budget is one.
  var limit: Limit?
  /// What the heights are, with the unit, along the vertical axis.
  var axisName: String?
  /// What stands along the horizontal one.
  var placeName = "layer"
  var groups: [LayerAxis.Group] = []
  /// Neighbours that a frame stands around.
  var spans: [LayerAxis.Group] = []
  /// What the series are, where a chart has to say so itself.
  var key: [String] = []

  struct Bar: Hashable, Sendable {
    /// What stands below it, in a few characters.
    let label: String
    /// One value a series; `nil` where it is not known, which is no bar at all.
    let values: [Double?]
    /// What a mouse over it tells.
    let tooltip: String
    /// A word above a bar that stands out, which is hatched, too.
    var mark: String?
  }

  struct Limit: Hashable, Sendable {
    let value: Double
    let label: String
  }

  private static let plotHeight = 132.0
  /// Room that a value above a bar takes.
  private static let valueWidth = 27.0

  /// Room for values above the plot, and for a row of names where there are any.
  private var top: Double { limit == nil && key.isEmpty && spans.isEmpty ? 28 : 40 }
  private var bottom: Double { top + Self.plotHeight }

  /// The chart; `legend` names the series where there are several.
  func html(legend: [HTML] = []) -> HTML {
    let axis = LayerAxis(labels: bars.map(\.label), name: placeName, groups: groups)
    let ticks = AxisTicks(over: 0...highest, count: 5)
    return frame.figure(legend: legend) {
      axis.sheets.enumerated().map { part, sheet in
        frame.sheet(
          height: bottom + axis.height, part: part, words: axis.words(for: sheet)
        ) {
          ChartFrame.verticalAxis(
            ticks, top: top, bottom: bottom, unit: unit, name: axisName)
          spans.map { span($0, axis, on: sheet) }
          sheet.map { place in
            item(
              bars[place], at: axis.start(of: place, on: sheet), slot: axis.slot, ticks: ticks)
          }
          frame.watermark(top: top, bottom: bottom)
          limitLine(ticks)
          // Over the line, so that it strikes through no value.
          sheet.map { place in
            head(
              of: bars[place], at: axis.start(of: place, on: sheet) + axis.slot / 2,
              slot: axis.slot, ticks: ticks)
          }
          keyRow
          axis.markup(for: sheet, bottom: bottom)
        }
      }
    }
  }

  private var highest: Double {
    let values = bars.flatMap(\.values).compactMap(\.self).filter(\.isFinite)
    return max(values.max() ?? 0, limit?.value ?? 0, 1e-9)
  }

  private func item(_ bar: Bar, at x: Double, slot: Double, ticks: AxisTicks) -> HTML {
    let gap = min(slot * 0.2, 8)
    let width = (slot - gap) / Double(max(bar.values.count, 1))
    return SVG.item(bar.tooltip) {
      // Thin or missing bars can be pointed at, too.
      SVG.rectangle(x: x, y: top, width: slot, height: Self.plotHeight, .class("hit"))
      bar.values.enumerated().map { series, value in
        guard let value, value > 0 else { return HTML.nothing }
        let height = max(ticks.place(of: value) * Self.plotHeight, 0.75)
        let isLast = series == bar.values.count - 1
        return SVG.rectangle(
          x: x + gap / 2 + Double(series) * width, y: bottom - height, width: width,
          height: height,
          bar.mark != nil && isLast
            ? .attribute("fill", "url(#hatch)") : isLast ? .class("bar") : .class("bar-other"))
      }
    }
  }

  /// The value above a bar where there is room, and the word of one that stands out.
  private func head(of bar: Bar, at middle: Double, slot: Double, ticks: AxisTicks) -> HTML {
    let tallest = bar.values.compactMap(\.self).max() ?? 0
    let y = bottom - ticks.place(of: tallest) * Self.plotHeight - 4
    var parts: [HTML] = []
    if bar.values.count == 1, slot >= Self.valueWidth, let value = bar.values[0], value > 0 {
      parts.append(
        SVG.text(
          CompactNumber.text(value), x: middle, y: y, anchor: .middle, .class("value")))
    }
    if let mark = bar.mark {
      let right = ChartFrame.width - ChartFrame.right
      let anchor: SVG.Anchor =
        middle < ChartFrame.left + 60 ? .start : middle > right - 60 ? .end : .middle
      let x =
        switch anchor {
        case .start: middle - 4
        case .middle: middle
        case .end: middle + 4
        }
      parts.append(
        SVG.text(
          "▼ \(mark)", x: x, y: parts.isEmpty ? y : y - 11, anchor: anchor, .class("mark")))
    }
    return .group(parts)
  }

  private func limitLine(_ ticks: AxisTicks) -> HTML {
    guard let limit else { return .nothing }
    let y = bottom - ticks.place(of: limit.value) * Self.plotHeight
    let right = ChartFrame.width - ChartFrame.right
    // Named above the plot: beside the line, the name would stand on bars.
    return .group([
      SVG.line(from: (ChartFrame.left, y), to: (right, y), .class("limit")),
      SVG.line(
        from: (right - TextBox.width(of: limit.label) - 34, 8),
        to: (right - TextBox.width(of: limit.label) - 6, 8), .class("limit")),
      SVG.text(limit.label, x: right, y: 12, anchor: .end, .class("mark")),
    ])
  }

  /// What the series are, above the plot.
  private var keyRow: HTML {
    var left = ChartFrame.left
    return .group(
      key.enumerated().map { place, name in
        defer { left += TextBox.width(of: name) + 30 }
        return .group([
          SVG.rectangle(
            x: left, y: 3, width: 12, height: 10,
            place == key.count - 1 ? .class("bar") : .class("bar-other")),
          SVG.text(name, x: left + 17, y: 12),
        ])
      })
  }

  /// The frame around neighbours, named above the plot where there is room.
  private func span(_ span: LayerAxis.Group, _ axis: LayerAxis, on sheet: Range<Int>) -> HTML {
    let range = span.range.clamped(to: sheet)
    guard !range.isEmpty else { return .nothing }
    let start = axis.start(of: range.lowerBound, on: sheet)
    let end = axis.start(of: range.upperBound - 1, on: sheet) + axis.slot
    let fits = TextBox.width(of: span.label) <= end - start
    return .group([
      SVG.rectangle(
        x: start, y: 16, width: end - start, height: bottom - 16, .class("frame")),
      fits ? SVG.text(span.label, x: (start + end) / 2, y: 27, anchor: .middle) : .nothing,
    ])
  }
}
