import Foundation
import Measurements
import PageExamples
import Regression
import Reports
import Testing

@testable import HTMLReports

/// Every page holds what its readers and their machines rely on.
@Suite struct PageTests {
  static let pages = try? PageExamples.pages()

  private func all() throws -> [(name: String, text: String)] { try #require(Self.pages) }

  @Test func pagesAreWellFormedWithLandmarksAndHeadings() throws {
    for (name, text) in try all() {
      let page = try XMLReading.read(text)
      #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"), "\(name)")
      #expect(page.names.isSuperset(of: ["header", "main", "footer", "h1", "title"]), "\(name)")
      #expect(page.headings.first == 1 && !page.headings.dropFirst().contains(1), "\(name)")
      for (level, next) in zip(page.headings, page.headings.dropFirst()) {
        #expect(next <= level + 1, "\(name): a heading of level \(next) after one of \(level)")
      }
      #expect(Set(page.ids).count == page.ids.count, "\(name): an id stands twice")
      for (attribute, value) in page.references {
        switch attribute {
        case "href" where value.hasPrefix("#"):
          #expect(page.ids.contains(String(value.dropFirst())), "\(name): \(value)")
        case "aria-labelledby", "for":
          for id in value.split(separator: " ") {
            #expect(page.ids.contains(String(id)), "\(name): \(id)")
          }
        default: #expect(value.hasPrefix("/") && !value.hasPrefix("//"), "\(name): \(value)")
        }
      }
    }
  }

  /// Cycles of two clocks are no change of each other: times stand there, and no verdict.
  @Test func boardsStandBesideEachOtherWithoutAVerdict() throws {
    let page = try #require(try all().first { $0.name == "comparison-boards" }).text
    #expect(page.contains("B over A, time"))
    #expect(page.contains("the board differs: stm32f746g, then pico"))
    #expect(!page.contains("✗ blocks") && !page.contains("▲ slower") && !page.contains("▼ faster"))
    #expect(!page.contains("chart-change"))
  }

  @Test func reportsAreFilesOfTheirOwn() throws {
    for (name, text) in try all() where !text.contains("href=\"/assets/mcubench.css\"") {
      let page = try XMLReading.read(text)
      #expect(
        page.names.isDisjoint(with: ["script", "img", "link", "iframe", "object"]), "\(name)")
      let active = page.references.filter { ["src", "action"].contains($0.attribute) }
      #expect(active.isEmpty, "\(name)")
      #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("url(/"))
      #expect(text.contains("default-src 'none'".replacing("'", with: "&#39;")), "\(name)")
      #expect(!text.contains("@import"))
    }
  }

  @Test func servedPagesNeedNoScriptNorStyleOfTheirOwn() throws {
    for (name, text) in try all() where text.contains("href=\"/assets/mcubench.css\"") {
      let page = try XMLReading.read(text)
      #expect(!page.names.contains("style"), "\(name)")
      #expect(!page.attributes.contains("style"), "\(name)")
      let handlers = page.attributes.filter { $0.hasPrefix("on") }
      #expect(handlers.isEmpty, "\(name)")
      if page.names.contains("script") { #expect(page.names.contains("noscript"), "\(name)") }
    }
  }

  @Test func evidenceStandsInTheHeaderBesideFiguresAndAcrossPlots() throws {
    let text = RunPage.text(PageExamples.run())
    let header = try #require(text.firstRange(of: "</header>"))
    let head = text[..<header.lowerBound]
    #expect(head.contains("timing model &quot;m7&quot; v3, parameters 0123456789ab"))
    #expect(head.contains("total within 5 %, a layer within 10 %"))
    #expect(text.components(separatedBy: ">SIMULATED</text>").count - 1 == 3)
    #expect(text.components(separatedBy: "simulated (m7 v3), within 5 %, checked").count > 6)
  }

  @Test func correctedFiguresHaveANameOfTheirOwn() throws {
    let run = PageExamples.run()
    func table(_ evidence: Evidence) -> PredictionRecord.Table {
      PredictionRecord.Table(
        evidence: evidence, kernelHash: "0123456789ab", created: run.created, shapeCount: 300,
        isStale: false)
    }
    let layer = PredictionRecord.Layer(
      cycles: CycleInterval(cycles: 216_000_000, low: 1, high: 2), outside: ["units"])
    let corrected = run.with(
      correction: CorrectionRecord(
        measured: table(.measured), simulated: table(.simulated), total: layer.cycles,
        layers: run.layers.map { $0.window == nil ? nil : layer }))
    let text = RunPage.text(corrected)
    let page = try XMLReading.read(text)
    #expect(page.headings.first == 1)
    #expect(text.contains("<strong class=\"tag\">corrected</strong>"))
    #expect(text.contains(">time, corrected</th>"))
    #expect(text.contains("outside: units"))
    // The run's own evidence stands where it stood.
    #expect(text.contains("<strong class=\"tag\">\(run.evidence.rawValue)</strong>"))
    let plain = RunPage.text(run)
    #expect(!plain.contains("corrected</"))
  }

  @Test func aWrongOutputShowsNoCycles() throws {
    let page = try #require(try all().first { $0.name == "run-wrong-output" }).text
    #expect(page.contains("not shown: the board computed something else than the host"))
    #expect(page.contains("these figures must not be used"))
    #expect(!page.contains("id=\"chart-cycles\""))
    #expect(page.contains("id=\"chart-macs\""))
  }

  @Test func thePeakStepIsMarkedInChartAndTable() {
    let text = RunPage.text(PageExamples.run())
    #expect(text.contains("▼ peak 108.0 KB, layer 0</text>"))
    #expect(text.contains("▲ peak</strong>"))
  }

  @Test func budgetsAreHeldAgainstTheRun() throws {
    let budget = try RunBudget(parsing: "latency=1ms,ram=1MB")
    let text = RunPage.text(PageExamples.run(), budget: budget)
    #expect(text.contains("✗ exceeded by "))
    #expect(text.contains("✓ kept"))
  }

  @Test func everyLayerHasARowHoweverManyThereAre() throws {
    let text = RunPage.text(PageExamples.run(layerCount: 310))
    let ids = try XMLReading.read(text).ids
    let missing = (0..<310).map { "layer-\($0)" }.filter { !ids.contains($0) }
    #expect(missing.isEmpty)
    #expect(text.contains("Cycles, 0 to 103"))
    #expect(text.contains("Cycles, 208 to 309"))
  }

  @Test func layersWithoutAPartnerStandInTheComparison() {
    let text = ComparisonPage.text(
      baseline: PageExamples.run(1), candidate: PageExamples.run(2, layerCount: 27))
    #expect(text.contains("only in A") || text.contains("only in B"))
  }

  @Test func aSlowerRunIsToldWithItsLayers() {
    let text = ComparisonPage.text(
      baseline: PageExamples.run(1), candidate: PageExamples.run(2, slower: [4, 14]))
    #expect(text.contains("▲ slower"))
    #expect(text.contains("Layers beyond their limits: 2 slower, 0 faster."))
  }

  @Test func changePointsAreMarkedWithTheirCommits() {
    let contents = SeriesContents(
      modelName: "m", key: PageExamples.key(), points: PageExamples.points(60))
    #expect(contents.changePoints.map(\.index) == [24, 48])
    let text = SeriesPage.text([contents])
    #expect(text.contains("▲ +1.00 % at "))
    #expect(text.contains("▼ -0.81 % at "))
    #expect(text.contains("◆ change point"))
  }

  @Test func aSeriesWithoutRunsSaysSo() {
    let contents = SeriesContents(modelName: "m", key: PageExamples.key(), points: [])
    #expect(SeriesPage.text([contents]).contains("The series has no runs."))
    #expect(SeriesPage.text([]).contains("There are no runs to show."))
  }

  @Test func aNightTellsWhatNeedsALookFirst() throws {
    let text = NightPage.text(PageExamples.report())
    let slower = try #require(text.firstRange(of: "#entry-2"))
    let unchanged = try #require(text.firstRange(of: "= unchanged</span></td>"))
    #expect(slower.lowerBound < unchanged.lowerBound)
    #expect(text.contains("A regression is confirmed."))
    #expect(text.contains("the board &#39;right&#39; is not attached"))
  }
}
