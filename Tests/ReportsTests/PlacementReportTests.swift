import Foundation
import MCUBenchTestSupport
import Measurements
import Reports
import Testing

/// Cores and placement in everything that shows a run.
@Suite struct PlacementReportTests {
  private static let twoCores = CoresRecord(
    count: 2, singleCore: PassSamples(kind: .layer, warmupRuns: 0, runs: [[41_004], [41_004]]))

  @Test(arguments: [
    (PlacementRecord.Memory.ram, PlacementRecord.Memory.flash, "SRAM", "flash (XIP)"),
    (.flash, .flash, "flash (XIP)", "flash (XIP)"), (.ram, .ram, "SRAM", "SRAM"),
  ])
  func theTableNamesTheMemories(
    code: PlacementRecord.Memory, weights: PlacementRecord.Memory, codeName: String,
    weightName: String
  ) {
    for isTold in [true, false] {
      let run = Measurements.Measurement.onPico(code: code, weights: weights, isTold: isTold)
      let text = RunTable.text(run, place: nil)
      #expect(
        text.contains(
          "  Placement code in \(codeName), weights in \(weightName), activations in "),
        "\(text)")
      #expect(text.contains("  Cores     1 of 2\n") == isTold)
    }
  }

  @Test func aBoardWithoutAChoiceSaysNothingOfIt() {
    let text = RunTable.text(.example(), place: nil)
    #expect(!text.contains("Placement") && !text.contains("Cores"))
    #expect(!RunDocument.text(.example()).contains("placement"))
  }

  @Test func whatLiesOutsideTheFlashIsSaidOnAnyBoard() {
    let run = Measurements.Measurement.example(
      placement: LayerPlacement(
        weights: "flash", activationIn: "dram0", activationOut: "dram1", code: "iram"))
    #expect(
      RunTable.text(run, place: nil).contains(
        "  Placement code in IRAM, weights in flash, activations in DRAM0 and "))
  }

  @Test func theDocumentTellsItAndIsReadBack() throws {
    let run = Measurements.Measurement.onPico(code: .flash, weights: .ram, cores: Self.twoCores)
    let document = RunDocument.text(run, includesLayers: true)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])
    #expect(json["cores"] as? Int == 2)
    #expect(json["available_cores"] as? Int == 2)
    let placement = try #require(json["placement"] as? [String: Any])
    #expect(placement["code"] as? String == "flash")
    #expect(placement["weights"] as? String == "ram")
    #expect(placement["default"] as? Bool == false)
    let read = try RunFile.comparedRun(Array(document.utf8), path: "run.json")
    #expect(read.placement == run.placement)
    #expect(read.cores == 2)
    #expect(read.kernelSet == "ref-2cores-code-flash-weights-ram")
    #expect(ComparedRun(run).kernelSet == read.kernelSet)
  }

  private static func summary(_ run: Measurements.Measurement) -> RunSummary {
    RunSummary(
      runID: run.runID, created: run.created, modelName: run.model.name, modelSHA256: "",
      board: run.board.profile, evidence: run.evidence, timingModel: nil, validity: .valid,
      cleanMedianCycles: 1, clockHertz: 1, cores: run.coreCount, placement: run.placement)
  }

  @Test func theHistoryHasColumnsWhereARunIsNotAsItsProfileHasIt() {
    let usual = [Self.summary(.example()), Self.summary(.onPico())]
    let header = HistoryReport.table(usual).split(separator: "\n")[0]
    #expect(!header.contains("cores") && !header.contains("placement"))
    let shared = Self.summary(.onPico(cores: Self.twoCores))
    let placed = Self.summary(.onPico(code: .flash))
    let table = HistoryReport.table(usual + [shared, placed]).split(separator: "\n")
    #expect(table[0].contains("board       cores  placement"))
    #expect(table[1].contains("stm32f746g      1  -"))
    #expect(table[2].contains("pico            1  code=ram,weights=flash"))
    #expect(table[3].contains("pico            2  code=ram,weights=flash"))
    #expect(table[4].contains("pico            1  code=flash,weights=flash"))
    let json = HistoryReport.json(usual)
    #expect(json.contains("\"cores\": 1") && json.contains("\"code=ram,weights=flash\""))
    #expect(json.contains("\"default_placement\": true"))
  }

  @Test func aComparisonNotesEither() {
    let usual = ComparedRun(.onPico())
    let codes = { (other: Measurements.Measurement) in
      RunComparison(usual, ComparedRun(other)).findings.map(\.code)
    }
    #expect(codes(.onPico(code: .flash)).contains(.differentPlacement))
    #expect(codes(.onPico(cores: Self.twoCores)).contains(.differentCores))
    #expect(!codes(.onPico(isTold: false)).contains(.differentPlacement))
  }
}
