import Foundation
import MCUBenchTestSupport
import Measurements
import ModelGraph
import PageExamples
import Reports
import Testing

@testable import HTMLReports

/// Figures over many models.
@Suite struct FigureTests {
  private static func variations(_ alphas: Int) -> [VariationFigure.Variation] {
    PageExamples.variations(alphas: alphas).compactMap { name, value in
      (try? VariationFactors(name)).map {
        VariationFigure.Variation(name: name, factors: $0, value: value)
      }
    }
  }

  @Test func svgFilesAreAsKept() throws {
    let size = VariationFigure.document(Self.variations(4), of: .size(limit: 250))
    let models = [PageExamples.model(), PageExamples.model(layerCount: 27, channels: 12)]
    let sums = CumulativeFigure.document(models, by: [.macs])
    for (name, figure) in [("size", size), ("cumulative", sums)] {
      let svg = try #require(figure.svg)
      let text = svg.replacing("><", with: ">\n<")
      let kept = try Snapshot.kept("figure-\(name).svg", comparedWith: text)
      #expect(kept == text)
      _ = try XMLReading.read(svg)
      #expect(svg.hasPrefix("<svg ") && svg.contains("xmlns=\"http://www.w3.org/2000/svg\""))
    }
  }

  @Test func aFigureOfSeveralSheetsIsNoSVG() {
    #expect(VariationFigure.document(Self.variations(30), of: .size(limit: 250)).svg == nil)
    #expect(
      CumulativeFigure.document([PageExamples.model()], by: OverlayFigure.Quantity.allCases).svg
        == nil)
  }

  @Test func barsAreOrderedByAlphaThenLAndHeldAgainstTheLimit() throws {
    let page = VariationFigure.document(
      Self.variations(4).reversed(), of: .size(limit: 100)
    ).page
    let names = page.components(separatedBy: "<bdi>").dropFirst().compactMap {
      $0.components(separatedBy: "</bdi>").first
    }.filter { $0.hasPrefix("mobilenet") }
    #expect(names.count == 20)
    #expect(names.first == "mobilenetv1_0.05_96_c3_o2_l1")
    #expect(names.last == "mobilenetv1_0.2_96_c3_o2_l5")
    #expect(page.contains("✗ exceeded") && page.contains("✓ kept"))
    #expect(page.contains(">α 0.05<") && page.contains(">limit 100.0 KB<"))
  }

  @Test func likeLayersStandBesideEachOther() {
    let layers = [
      PageExamples.model(layerCount: 12, repeated: 5),
      PageExamples.model(layerCount: 9, repeated: 2),
    ].map { ModelScorecard(analysis: $0, run: nil).layers }
    let rows = OverlaidLayers(layers[0], layers[1]).rows
    #expect(rows.count == 12)
    #expect(rows.compactMap(\.first?.index) == Array(0..<12))
    #expect(rows.compactMap(\.second?.index) == Array(0..<9))
  }

  @Test func aNetworkWithoutTheOtherIsShownWhole() {
    let layers = ModelScorecard(analysis: PageExamples.model(layerCount: 3), run: nil).layers
    #expect(OverlaidLayers(layers, []).rows.map(\.label) == ["−0", "−1", "−2"])
    #expect(OverlaidLayers([], layers).rows.map(\.label) == ["+0", "+1", "+2"])
    #expect(OverlaidLayers([], []).rows.isEmpty)
  }

  @Test func repeatedLayersAreFound() {
    func repeats(_ repeated: Int) -> [RepeatedLayers] {
      RepeatedLayers.all(
        in: ModelScorecard(
          analysis: PageExamples.model(layerCount: 11, repeated: repeated), run: nil
        ).layers)
    }
    // The first of the alike has other input channels, so one less repeats.
    #expect(repeats(5) == [RepeatedLayers(range: 7..<11, count: 4)])
    #expect(repeats(0).isEmpty)
  }

  /// Words of a chart by the room that they may take; none may touch another's or leave the chart.
  @Test(arguments: [1, 2, 7, 31, 60, 99, 120, 150])
  func labelsDoNotTouchAtAnyNumberOfLayers(count: Int) throws {
    let figures = [
      OverlayFigure.document(
        PageExamples.model(layerCount: count), PageExamples.model(layerCount: max(1, count - 3)),
        by: .params),
      VariationFigure.document(
        Array(Self.variations((count + 4) / 5).prefix(count)), of: .size(limit: 250)),
    ]
    for figure in figures {
      for chart in figure.charts(false) {
        for sheet in chart.rendered.components(separatedBy: "<svg ").dropFirst() {
          let boxes = ChartWords.boxes(in: sheet)
          #expect(!boxes.isEmpty)
          for (place, box) in boxes.enumerated() {
            #expect(box.left >= -1 && box.right <= ChartFrame.width + 1)
            let touched = boxes[(place + 1)...].filter { $0.overlaps(box) }
            #expect(touched.isEmpty, "\(count) layers: \(box) and \(touched)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    ([1.0, 10, 100], [1.0, 10, 100], ["1", "10", "100"]),
    ([0.02, 0.3], [0.01, 0.1, 1], ["0.01", "0.1", "1"]),
    ([0, -1, .nan], [1, 10], ["1", "10"]),
  ])
  func logarithmicScalesMarkPowersOfTen(values: [Double], marks: [Double], labels: [String]) {
    let scale = ChartScale.logarithmic(holding: values)
    #expect(zip(scale.ticks, marks).allSatisfy { abs($0.value / $1 - 1) < 1e-9 })
    #expect(scale.ticks.map(\.label) == labels)
    for mark in marks.indices {
      let place = scale.place(of: marks[mark])
      #expect(abs(place - Double(mark) / Double(marks.count - 1)) < 1e-6)
    }
    #expect(scale.place(of: 0) == 0 && scale.place(of: 1e12) == 1)
  }
}

/// The room that words take on a rendered chart; those that are turned or lie under everything aside.
enum ChartWords {
  static func boxes(in sheet: String) -> [TextBox] {
    sheet.components(separatedBy: "<text ").dropFirst().compactMap { part in
      guard let end = part.range(of: "</text>"), let start = part.range(of: ">"),
        let x = number("x", in: part), let y = number("y", in: part),
        let anchor = attribute("text-anchor", in: part).flatMap(SVG.Anchor.init(rawValue:))
      else { return nil }
      let kind = attribute("class", in: part)
      guard kind != "watermark", !part[..<start.lowerBound].contains("rotate") else { return nil }
      let text = String(part[start.upperBound..<end.lowerBound])
      return TextBox(text, x: x, y: y, anchor: anchor)
    }
  }

  private static func attribute(_ name: String, in part: String) -> String? {
    (" " + part).components(separatedBy: " \(name)=\"").dropFirst().first?
      .components(separatedBy: "\"").first
  }

  private static func number(_ name: String, in part: String) -> Double? {
    attribute(name, in: part).flatMap { Double($0) }
  }
}
