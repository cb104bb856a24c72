import Foundation
import MCUBenchTestSupport
import Measurements
import Reports
import Testing

@testable import HTMLReports

/// Ticks are round numbers that hold the range.
@Suite struct AxisTicksTests {
  @Test(arguments: [
    (0.0...10, [0.0, 5, 10], ["0", "5", "10"]),
    (0.0...97, [0, 50, 100], ["0", "50", "100"]),
    (-3.0...4, [-5, 0, 5], ["-5", "0", "5"]),
    (0.0...1_900_000, [0, 1_000_000, 2_000_000], ["0", "1M", "2M"]),
    (0.0...0.7, [0, 0.5, 1], ["0", "0.5", "1.0"]),
    (9_600_000.0...9_700_000, [9_600_000, 9_650_000, 9_700_000], ["9.60M", "9.65M", "9.70M"]),
  ])
  func ticksAreRound(range: ClosedRange<Double>, values: [Double], labels: [String]) {
    let ticks = AxisTicks(over: range, count: 3)
    #expect(ticks.values == values)
    #expect(values.map { ticks.label($0) } == labels)
  }

  @Test(arguments: [
    0.0...0, 5...5, -1e300...1e300, 1e-12...2e-12, 123_456_789...123_456_790, 0...1e18,
    -Double.infinity...Double.infinity,
  ])
  func everyRangeHasTicks(range: ClosedRange<Double>) {
    let ticks = AxisTicks(over: range)
    #expect((2...102).contains(ticks.values.count))
    #expect(ticks.values == ticks.values.sorted())
    #expect(ticks.highest > ticks.lowest)
    #expect((0...1).contains(ticks.place(of: range.lowerBound)))
  }

  @Test(arguments: [
    (0.0, "0"), (7, "7"), (999, "999"), (1_234, "1.2k"), (12_345, "12k"), (999_900, "1.0M"),
    (7_907_328, "7.9M"), (0.5, "0.5"), (2.87, "2.9"), (1.5e9, "1.5G"),
  ])
  func compactNumbersAreShort(value: Double, text: String) {
    #expect(CompactNumber.text(value) == text)
  }
}

/// Charts draw what they are given.
@Suite struct ChartTests {
  private static func frame(_ id: String) -> ChartFrame {
    ChartFrame(
      id: id, title: "Cycles", description: "Median cycles of each layer.",
      worth: Worth(.simulated, nil))
  }

  private static let bars = BarChart(
    frame: frame("bars"), unit: "",
    bars: [
      BarChart.Bar(label: "0", values: [1_200], tooltip: "layer 0: <1 200>"),
      BarChart.Bar(label: "1", values: [nil], tooltip: "layer 1: not known"),
      BarChart.Bar(label: "2", values: [800], tooltip: "layer 2", mark: "peak"),
    ], limit: BarChart.Limit(value: 1_500, label: "budget")
  ).html().rendered

  private static let series = SeriesChart(
    frame: frame("series"), unit: "",
    points: (0..<4).map { number in
      SeriesChart.Point(
        value: number < 2 ? 1_000 : 1_100, spread: 3, tooltip: "run \(number)",
        day: "2026-11-2\(number)", commit: number.isMultiple(of: 2) ? "c\(number)" : nil)
    },
    levels: [
      SeriesChart.Level(range: 0..<2, value: 1_000), SeriesChart.Level(range: 2..<4, value: 1_100),
    ],
    changes: [SeriesChart.Change(index: 2, label: "+10.00 %", isWorse: true)]
  ).html.rendered

  private static let change = ChangeChart(
    frame: frame("change"), unit: " %",
    changes: [
      ChangeChart.Change(label: "0", value: 4, isBeyondLimit: true, tooltip: "slower"),
      ChangeChart.Change(label: "1", value: -2, isBeyondLimit: true, tooltip: "faster"),
      ChangeChart.Change(label: "2", value: 0.1, isBeyondLimit: false, tooltip: "unchanged"),
      ChangeChart.Change(label: "3", value: nil, isBeyondLimit: false, tooltip: "no pair"),
    ]
  ).html.rendered

  @Test(arguments: [("bars", bars), ("series", series), ("change", change)])
  func chartsAreAsKept(name: String, markup: String) throws {
    let text = markup.replacing("><", with: ">\n<") + "\n"
    let kept = try Snapshot.kept("chart-\(name).html", comparedWith: text)
    #expect(kept == text)
    _ = try XMLReading.read(markup)
  }

  @Test func aValueThatIsNotKnownIsNoBar() {
    #expect(Self.bars.components(separatedBy: #"class="bar""#).count == 2)
    #expect(Self.bars.contains("url(#hatch)"))
    #expect(Self.bars.contains("▼ peak"))
    #expect(Self.bars.contains("layer 0: &lt;1 200&gt;"))
    #expect(Self.bars.contains(">SIMULATED<"))
  }

  @Test func boardsAreToldApartByTheirShapes() throws {
    let names = (0..<14).map { "board-\($0)" }
    let chart = SeriesChart(
      frame: Self.frame("boards"), unit: "",
      points: (names + names).map { name in
        SeriesChart.Point(
          value: 1_000, spread: 0, tooltip: name, day: "2026-11-21", commit: nil, board: name)
      }, levels: [], changes: [SeriesChart.Change(index: 3, label: "+1 %", isWorse: true)]
    ).html.rendered
    _ = try XMLReading.read(chart)
    for name in names { #expect(chart.contains("<bdi>\(name)</bdi>")) }
    let marks = BoardMark.marks(of: names)
    #expect(Set(marks.values).count == BoardMark.allCases.count)
    let shapes = BoardMark.allCases.map { $0.drawn(x: 0, y: 0, radius: 4).rendered }
    #expect(Set(shapes).count == shapes.count)
    // A change's frame stands around the board's mark, and does not take its place.
    #expect(chart.components(separatedBy: "point-worse").count == 2)
    #expect(chart.components(separatedBy: #"<g class="item">"#).count == 29)
  }

  @Test(arguments: [1, 120, 121, 500])
  func longRowsAreCutIntoSheetsOfAboutOneLength(count: Int) {
    let axis = LayerAxis(labels: (0..<count).map(String.init))
    #expect(axis.sheets.count == (count + 119) / 120)
    #expect(axis.sheets.flatMap(\.self) == Array(0..<count))
    let longest = axis.sheets.map(\.count).max() ?? 0
    #expect(longest <= LayerAxis.mostPerSheet)
    #expect(axis.slot >= 7)
    for sheet in axis.sheets {
      let end = axis.start(of: sheet.upperBound - 1, on: sheet) + axis.slot
      #expect(end <= ChartFrame.width - ChartFrame.right + 0.001)
    }
  }
}
