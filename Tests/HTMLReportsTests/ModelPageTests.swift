import Foundation
import Measurements
import PageExamples
import Reports
import Testing

@testable import HTMLReports

/// The scorecard of a model as a page.
@Suite struct ModelPageTests {
  @Test func everyChartOfTheScorecardIsThere() throws {
    let page = ModelPage.text(PageExamples.scorecard())
    let ids = try XMLReading.read(page).ids
    for id in [
      "input-height", "output-channels", "parameters", "macs", "ram", "cycles", "per-mac",
      "roofline", "roof-share",
    ] {
      #expect(ids.contains("chart-\(id)"), "\(id)")
    }
    let missing = (0..<31).map { "layer-\($0)" }.filter { !ids.contains($0) }
    #expect(missing.isEmpty)
    #expect(page.contains("▼ peak"))
    #expect(page.contains("1.77 MACs a cycle (a layer of the kernel bench)"))
  }

  @Test func withoutABoardNothingIsTimedAndThePageSaysWhy() throws {
    let page = ModelPage.text(ModelScorecard(analysis: PageExamples.model(), run: nil))
    #expect(!page.contains("id=\"chart-cycles\"") && !page.contains("id=\"chart-roofline\""))
    #expect(page.contains("Not drawn: cycles are not known."))
    #expect(page.contains("No cycles: no board was named."))
  }

  @Test func withoutCeilingsThereIsNoRoofButAReason() {
    let card = ModelScorecard(
      analysis: PageExamples.model(), run: PageExamples.run(9, board: "nucleo-f446re"))
    let page = ModelPage.text(card)
    #expect(!page.contains("id=\"chart-roofline\""))
    #expect(page.contains("no ceiling of nucleo-f446re is known that is not a guess"))
    #expect(page.contains("id=\"chart-cycles\""))
  }

  @Test func figuresAreHeldAgainstTheirBudgets() throws {
    let budget = try RunBudget(parsing: "file=250KB,macs=60M,latency=1ms")
    let page = ModelPage.text(PageExamples.scorecard(budget: budget))
    #expect(page.contains("✗ exceeded by 17.4 %"))
    #expect(page.contains("✓ kept"))
    let card = PageExamples.scorecard(budget: budget)
    #expect(card.verdicts.map(\.passes) == [false, true, false])
  }
}
