import Foundation
import FoundationXML
import MCUBenchTestSupport
import Measurements
import Regression
import Reports
import Testing

/// A night for people, for CI servers and for programs.
@Suite struct NightReportTests {
  private static func run(_ digit: String) -> RunID? {
    RunID(rawValue: String(repeating: digit, count: 16))
  }

  private static func figure(_ before: Double, _ after: Double, _ verdict: PairTest.Verdict)
    -> NightEntry.ChangedFigure
  {
    NightEntry.ChangedFigure(
      baselineCycles: before, cycles: after, limitCycles: max(200, before * 0.003),
      verdict: verdict)
  }

  private static func entry(
    _ name: String, _ outcome: NightEntry.Outcome, evidence: Evidence? = .simulated,
    change: (inout NightEntry) -> Void = { _ in }
  ) -> NightEntry {
    var entry = NightEntry(
      modelName: name, modelSHA256: String(repeating: "ab", count: 32), board: "stm32f746g",
      boardName: "v1", evidence: evidence,
      timingModel: evidence == .simulated ? .exampleChecked : nil, outcome: outcome,
      runID: run("1"), baselineRunID: run("0"),
      total: evidence.map { _ in figure(2_000_000, 2_000_000, .unchanged) }, seconds: 2.5)
    change(&entry)
    return entry
  }

  static let hostile =
    "]]></failure>\u{1B}[2J\u{0}\u{FFFE}\u{202E}<script>&\"'|`@you #1 *b* [x](y)\n"

  static let night = NightReport(
    id: "00c0ffee00c0ffee", suite: "nightly",
    started: Timestamp(unixMilliseconds: 1_795_235_541_250),
    ended: Timestamp(unixMilliseconds: 1_795_235_841_250), commit: "f2db9bf01bdf",
    entries: [
      entry("kws", .unchanged),
      entry("vww", .slower) {
        $0.layers = [
          NightEntry.ChangedLayer(
            index: 3, operatorName: "CONV_2D", name: "conv2d_3/Relu",
            kernelSymbol: "mcub_conv_2d_s8_ref", figure: figure(700_000, 707_000, .slower))
        ]
        $0.confirmations = [
          NightEntry.Confirmation(runID: run("2"), boardName: "v1", isTwin: false, agrees: true),
          NightEntry.Confirmation(runID: run("3"), boardName: "v2", isTwin: true, agrees: nil),
        ]
        $0.suspect = run("1").map {
          NightEntry.Suspect(
            lastGoodCommit: "aaaaaaaa", firstBadCommit: "bbbbbbbb", lastGoodRun: run("0"),
            firstBadRun: $0)
        }
        $0.notes = ["the kernels' code is not the baseline's"]
      },
      entry("resnet", .drift, evidence: .measured) {
        $0.total = figure(2_000_000, 2_010_000, .slower)
      },
      entry(hostile, .boardSuspect) { $0.notes = [hostile] },
      entry("ad", .notComparable) {
        $0.total = nil
        $0.notes = ["the compiler differs: gcc 12, then gcc 13"]
      },
      entry("ic", .failed, evidence: nil) {
        $0.runID = nil
        $0.failure = "board left: " + hostile
      },
    ])

  @Test(arguments: ["night.txt", "night.md", "night.xml", "night.json"])
  func rendersWhatIsKept(name: String) throws {
    let text =
      switch name {
      case "night.txt": NightTable.text(Self.night)
      case "night.md": NightMarkdown.text(Self.night)
      case "night.xml": NightJUnit.text(Self.night)
      default: NightDocument.text(Self.night)
      }
    #expect(try Snapshot.kept(name, comparedWith: text) == text)
  }

  @Test func givesXMLThatAParserTakes() throws {
    let reader = XMLReader()
    let parser = XMLParser(data: Data(NightJUnit.text(Self.night).utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    let suite = try #require(reader.elements.first { $0.name == "testsuite" })
    #expect(suite.attributes["tests"] == "6")
    #expect(suite.attributes["failures"] == "2")
    #expect(suite.attributes["errors"] == "1")
    #expect(suite.attributes["skipped"] == "1")
    #expect(suite.attributes["timestamp"] == "2026-11-21T04:32:21")
    #expect(
      reader.elements.map(\.name).filter { ["failure", "error", "skipped"].contains($0) }
        == ["failure", "failure", "skipped", "error"])
    #expect(reader.elements.count { $0.name == "testcase" } == 6)
    let failure = try #require(reader.elements.first { $0.name == "failure" })
    #expect(failure.attributes["message"]?.contains("layer 3 CONV_2D") == true)
    #expect(failure.attributes["message"]?.contains("since commit bbbbbbbb") == true)
    #expect(failure.attributes["message"]?.contains("simulated (m7") == true)
  }

  @Test func givesMarkdownInWhichNamesAreOnlyNames() {
    let text = NightMarkdown.text(Self.night)
    #expect(!text.contains("\u{1B}"))
    let running = text.replacing(/`[^`\n]*`/, with: "")
    #expect(running.contains("you \\#1 \\*b\\*"))
    for markup in ["<script>", "@you", " #1", " *b*", " [x]"] {
      #expect(!running.contains(markup))
    }
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      let edges = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect([8, 9].contains(edges), "\(line)")
    }
  }

  @Test func putsTheEvidenceBesideEveryFigure() {
    for line in NightMarkdown.text(Self.night).split(separator: "\n")
    where line.hasPrefix("|") && line.contains("000") {
      #expect(line.contains("simulated (") || line.contains("| measured |"), "\(line)")
    }
  }

  @Test func saysThatAnEmptyNightIsEmpty() {
    var night = Self.night
    night.entries = []
    #expect(NightMarkdown.text(night).contains("Nothing was to be measured"))
    #expect(NightJUnit.text(night).contains("tests=\"0\""))
  }
}

/// Keeps the elements of a document in their order.
private final class XMLReader: NSObject, XMLParserDelegate {
  var elements: [(name: String, attributes: [String: String])] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
  }
}
