import Foundation
import MCUBenchTestSupport
import Measurements
import Reports
import Testing

/// Comparisons as tables, JSON and CSV.
@Suite struct ComparisonReportTests {
  typealias Run = Measurements.Measurement

  static let baseline = ComparedRun(Run.example(timingModel: .exampleChecked))

  static func changed(_ change: (inout ComparedRun) -> Void) -> ComparedRun {
    var run = ComparedRun(
      Run.example(
        runID: "0123456789abcdef", created: 1_795_235_600_000, timingModel: .exampleChecked))
    change(&run)
    return run
  }

  static let slower = changed { run in
    run.totals[.clean]?.medianCycles = 24_000
    run.totals[.layerSum]?.medianCycles = 24_000
    run.layers[0].figure?.medianCycles = 24_000
    run.layers[0].kernelSymbol = "mcub_conv_2d_s8_slow"
    run.sizes[.flash] = 9_100
    run.flags = ["-O1", "-mcpu=cortex-m7"]
  }

  /// Another network: wider, without the reshape, with a layer of hostile names.
  static let variation = changed { run in
    run.modelSHA256 = "00"
    run.modelName = "wider\u{1B}[2J"
    run.layers[0].shapes.outputs = [[1, 12, 12, 16]]
    run.layers[0].figure?.medianCycles = 43_200
    run.layers[1].operatorName = "CUSTOM"
    run.layers[1].customName = "\u{202E}evil"
    run.layers[1].name = "=1+1"
    run.totals[.clean]?.medianCycles = 43_200
  }

  static let measured = changed { run in
    run.evidence = .measured
    run.timingModel = nil
  }

  /// The same model on two other boards, one of them without a layer's time.
  static let boards = [
    changed { run in
      run.runID = RunID(rawValue: "1123456789abcdef") ?? run.runID
      run.board = "pico"
      run.clockHertz = 125_000_000
      run.timingModel = .init(name: "m0plus", version: "1")
      for index in run.layers.indices { run.layers[index].figure?.medianCycles *= 20 }
      for total in run.totals.keys { run.totals[total]?.medianCycles *= 20 }
    },
    changed { run in
      run.runID = RunID(rawValue: "2123456789abcdef") ?? run.runID
      run.board = "esp32"
      run.clockHertz = nil
      run.layers[0].figure = nil
    },
  ]

  static func report(_ others: [ComparedRun], isForced: Bool = false) -> ComparisonReport {
    ComparisonReport(baseline: baseline, others: others, isForced: isForced)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let snapshot: String
    let render: @Sendable () -> String
    var testDescription: String { snapshot }
  }

  static let cases = [
    Case(snapshot: "compare.txt") { ComparisonTable.text(report([slower])) },
    Case(snapshot: "compare-variations.txt") {
      ComparisonTable.text(report([changed { _ in }, variation, measured]))
    },
    Case(snapshot: "compare-boards.txt") { ComparisonTable.text(report(boards + [slower])) },
    Case(snapshot: "compare.json") { ComparisonDocument.text(report([slower, measured])) },
    Case(snapshot: "compare.csv") { ComparisonCSV.text(report([slower, variation, measured])) },
  ]

  @Test(arguments: cases)
  func rendersAsKept(_ example: Case) throws {
    let text = example.render()
    #expect(try Snapshot.kept(example.snapshot, comparedWith: text) == text)
  }

  @Test func showsNoFigureOfWhatIsBlocked() throws {
    let report = Self.report([Self.measured], isForced: true)
    #expect(report.blocked.count == 1)
    #expect(!ComparisonTable.text(report).contains("21 600"))
    #expect(CSVReader.rows(ComparisonCSV.text(report)).isEmpty)
    let object = try JSONSerialization.jsonObject(with: Data(ComparisonDocument.text(report).utf8))
    let comparisons = (object as? [String: Any])?["comparisons"] as? [[String: Any]]
    #expect(comparisons?.first?["outcome"] as? String == "blocked")
    #expect(comparisons?.first?["totals"] == nil)
    #expect(comparisons?.first?["layers"] == nil)
  }

  @Test func holdsTimesOfBoardsBesideEachOtherWithoutAVerdict() {
    let report = Self.report(Self.boards)
    #expect(report.blocked.isEmpty && report.regressions.isEmpty)
    let text = ComparisonTable.text(report)
    #expect(text.contains("\nside by side: A, B, C\n"))
    // 20 times the cycles at 125 MHz where the first board has 216 MHz.
    #expect(text.contains("34.56"))
    #expect(!text.contains("against"))
    #expect(text.components(separatedBy: "Verdict   none: the runs stand side by side").count == 3)
  }

  @Test func givesARowForEveryFigureUnderTheColumnsOfTheSchema() throws {
    let rows = CSVReader.rows(ComparisonCSV.text(Self.report([Self.slower, Self.variation])))
    let header = ComparisonCSV.text(Self.report([])).split(separator: "\r\n").first
    #expect(header.map(String.init) == ComparisonCSV.columnNames.joined(separator: ","))
    let own = rows.filter { $0["run_id"] == "0123456789abcdef" && $0["outcome"] == "slower" }
    #expect(
      own.map { $0["scope"] }
        == ["total", "total", "layer", "layer"] + Array(repeating: "size", count: 7))
    #expect(own[0]["delta"] == "2400")
    #expect(own[2]["verdict"] == "slower")
    let other = rows.filter { $0["outcome"] == "side_by_side" }
    #expect(other.filter { $0["scope"] == "only_in_run" }.map { $0["name"] } == ["'=1+1"])
    #expect(other.filter { $0["match"] == "name" }.map { $0["verdict"] } == [""])
  }

  @Test func namesEveryRunOfALongComparison() {
    let runs = (0..<27).map { index in
      Self.changed { $0.modelName = "net \(index)" }
    }
    let text = ComparisonTable.text(Self.report(runs))
    #expect(text.contains("\nZ against A\n"))
    #expect(text.contains("\nR28 against A\n"))
  }
}

/// The page that tells users of the findings.
@Suite struct ComparabilityPageTests {
  @Test func namesEveryFinding() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/results.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for code in ComparabilityFinding.Code.allCases {
      #expect(text.contains("`\(code.rawValue)`"), "\(code.rawValue)")
    }
  }
}
