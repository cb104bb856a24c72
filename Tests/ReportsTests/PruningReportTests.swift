import MCUBenchTestSupport
import Measurements
import ModelGraph
import Regression
import Reports
import Testing

/// A run of a network without its dead channels says so wherever it shows.
@Suite struct PruningReportTests {
  /// The example's convolution kept 8 of 12 channels and half of its MACs.
  private static let pruning = GraphPruning(
    layers: [
      LayerPruning(
        nodeIndex: 0, channelCount: 12, constantChannelCount: 3, unreadChannelCount: 1,
        inputChannelCount: 4, removedInputChannelCount: 1, macCount: 62_208, keptMACCount: 31_104)
    ], parameterCount: 444, keptParameterCount: 224)
  private static let pruned = Measurement.example(runID: "0123456789abcdef", pruning: pruning)

  @Test func theTableSaysWhatWentAndWhatIsLeft() {
    let lines = RunTable.text(Self.pruned, place: nil, explainsKernels: true)
      .split(separator: "\n").map(String.init)
    #expect(
      lines[1]
        == "pruned: 4 of 12 channels removed (3 constant, 1 unread), MACs 62 208 -> 31 104 (50.0 %)"
    )
    #expect(lines[2].contains("MACs  removed  cycles"))
    #expect(lines[3].contains(" 31 104   31 104 "))
    #expect(
      lines.contains {
        $0.hasSuffix(
          "4 of 12 channels removed (3 constant, 1 unread), 1 of 4 input channels gone")
      })
    let whole = RunTable.text(.example(), place: nil)
    #expect(!whole.contains("pruned") && !whole.contains("removed"))
  }

  @Test func theFilesSayItForProgramsAndAreReadBack() throws {
    let text = LayersCSV.text(Self.pruned)
    #expect(text.contains("ref-pruned"))
    #expect(text.split(separator: "\r\n")[1].hasSuffix("true,3,1,1,31104,1,,,,,,,"))
    #expect(LayersCSV.text(.example()).split(separator: "\r\n")[1].hasSuffix("false,,,,,1,,,,,,,"))
    let document = RunDocument.text(Self.pruned, includesLayers: true)
    #expect(document.contains("\"kept_macs\": 31104"))
    let read = try RunFile.comparedRun(Array(document.utf8), path: "run.json")
    #expect(KernelSetName.isPruned(read.kernelSet))
    #expect(read.sizes[.macs] == 31_104)
    #expect(ComparedRun(Self.pruned).sizes == read.sizes)
  }

  @Test func theHistoryMarksTheModel() {
    let summary = RunSummary(
      runID: Self.pruned.runID, created: Self.pruned.created, modelName: "net", modelSHA256: "",
      board: "stm32f746g", evidence: .simulated, timingModel: nil, validity: .valid,
      cleanMedianCycles: 1, clockHertz: 1, isPruned: true)
    #expect(HistoryReport.table([summary]).contains("net, pruned  stm32f746g"))
    #expect(HistoryReport.json([summary]).contains("\"pruned\": true"))
  }

  @Test func aComparisonNotesItAndASeriesKeepsItApart() throws {
    let comparison = RunComparison(ComparedRun(.example()), ComparedRun(Self.pruned))
    #expect(comparison.findings.contains { $0.code == .differentPruning })
    let (whole, pruned) = (
      try #require(SeriesKey(.example())), try #require(SeriesKey(Self.pruned))
    )
    #expect(whole != pruned)
    #expect(pruned.kernelSet == "ref-pruned")
  }
}
