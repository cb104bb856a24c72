/// Changes up and down from zero, layer by layer: what got slower above the line, hatched; what got
/// faster below it.
struct ChangeChart: Hashable, Sendable {
  let frame: ChartFrame
  let unit: String
  let changes: [Change]

  struct Change: Hashable, Sendable {
    let label: String
    /// `nil` where there is no pair to compare.
    let value: Double?
    let isBeyondLimit: Bool
    let tooltip: String
  }

  private static let top = 14.0
  private static let plotHeight = 150.0
  private static let bottom = top + plotHeight
  private static let height = bottom + 34

  var html: HTML {
    let values = changes.compactMap(\.value).filter(\.isFinite)
    let ticks = AxisTicks(over: min(values.min() ?? 0, 0)...max(values.max() ?? 0, 0), count: 5)
    let axis = LayerAxis(labels: changes.map(\.label))
    return frame.figure(
      legend: [
        "above the line, hatched: slower beyond its limit",
        "below the line, filled: faster beyond its limit", "pale: within its limit",
      ].map { HTML.text($0) }
    ) {
      axis.sheets.enumerated().map { part, sheet in
        frame.sheet(height: Self.height, part: part, words: axis.words(for: sheet)) {
          ChartFrame.verticalAxis(ticks, top: Self.top, bottom: Self.bottom, unit: unit)
          sheet.map { place in
            item(
              changes[place], at: axis.start(of: place, on: sheet), slot: axis.slot, ticks: ticks)
          }
          frame.watermark(top: Self.top, bottom: Self.bottom)
          SVG.line(
            from: (ChartFrame.left, zero(ticks)),
            to: (ChartFrame.width - ChartFrame.right, zero(ticks)), .class("axis"))
          axis.markup(for: sheet, bottom: Self.bottom)
        }
      }
    }
  }

  private func zero(_ ticks: AxisTicks) -> Double {
    Self.bottom - ticks.place(of: 0) * Self.plotHeight
  }

  private func item(
    _ change: Change, at x: Double, slot: Double, ticks: AxisTicks
  ) -> HTML {
    SVG.item(change.tooltip) {
      SVG.rectangle(x: x, y: Self.top, width: slot, height: Self.plotHeight, .class("hit"))
      if let value = change.value, value.isFinite {
        let y = Self.bottom - ticks.place(of: value) * Self.plotHeight
        let style: HTMLAttribute =
          !change.isBeyondLimit
          ? .class("bar-other")
          : value > 0 ? .attribute("fill", "url(#hatch)") : .class("bar-better")
        SVG.rectangle(
          x: x + slot * 0.1, y: min(y, zero(ticks)), width: slot * 0.8,
          height: max(abs(y - zero(ticks)), 0.75), style)
      }
    }
  }
}
