import Calibration
import Foundation
import LatencyTables
import MCUBenchTestSupport
import Measurements
import Reports
import Testing
import Workbench

/// What `table show`, `diff` and `export` say.
struct TableReportTests {
  /// The fixture's table, of silicon or of a timing model, its layers `scale` times as slow.
  private static func table(
    in folder: String, evidence: Evidence = .simulated, scale: Double = 1, overhead: Double = 20
  ) throws -> LatencyTableFile {
    let bench = try TableFixture.workbench(in: folder)
    return try TableFiles.read(
      TableFixture.write(
        bench, in: folder, evidence: evidence, scale: scale, overhead: overhead))
  }

  private static func difference(
    _ first: LatencyTableFile, _ second: LatencyTableFile
  ) -> LatencyTableDifference {
    LatencyTableDifference(.init(first, path: "a.json"), .init(second, path: "b.json"))
  }

  /// Without the samples whose layers `isLeftOut` names.
  private static func without(
    _ file: LatencyTableFile, _ isLeftOut: (SweepLayer) -> Bool
  ) -> LatencyTableFile {
    LatencyTableFile(
      fitting: file.samples.filter { !isLeftOut($0.layer) },
      layerOverheadCycles: file.table.layerOverheadCycles, origin: file.table.origin)
  }

  @Test func aTableIsShown() async throws {
    try await withTemporaryDirectory { folder in
      let shown = LatencyTableReport.text(try Self.table(in: folder), path: "a.json")
      #expect(shown.contains("  Shapes    21, chosen from seed 7\n"))
      #expect(shown.contains("depth 8-64, units 8-64"))
      #expect(shown.contains("  Evidence  simulated (m7 v3)\n"))
    }
  }

  @Test func aTableAgainstItselfIsNoDifference() async throws {
    try await withTemporaryDirectory { folder in
      let file = try Self.table(in: folder)
      let difference = Self.difference(file, file)
      #expect(difference.isNone)
      #expect(difference.largest(10).isEmpty)
      #expect(difference.groups.allSatisfy { $0.medianRatio == 1 })
      let text = LatencyTableReport.text(difference)
      #expect(text.contains("No difference"))
      #expect(!text.contains("B / A"))
      #expect(LatencyTableReport.document(difference).contains("\"equal\": true"))
    }
  }

  @Test func layersThatBothCountedAreHeldAgainstEachOther() async throws {
    try await withTemporaryDirectory { folder in
      let difference = Self.difference(
        try Self.table(in: folder), try Self.table(in: folder, scale: 1.5, overhead: 30))
      #expect(!difference.isNone)
      let shapes = difference.groups.flatMap(\.shapes)
      #expect(shapes.count == TableFixture.layers.count)
      #expect(shapes.allSatisfy { abs($0.ratio - 1.5) < 1e-9 && $0.source == .counted })
      let text = LatencyTableReport.text(difference)
      #expect(text.contains("1.5000  1.5000  1.5000"), "\(text)")
      #expect(text.contains("Overhead  A: 20.0 cycles a layer beside its own; B: 30.0"))
      #expect(!text.contains("Board"))
    }
  }

  @Test func theEvidenceOfBothSidesIsNamed() async throws {
    try await withTemporaryDirectory { folder in
      let difference = Self.difference(
        try Self.table(in: folder), try Self.table(in: folder, evidence: .measured, scale: 1.2))
      let text = LatencyTableReport.text(difference)
      #expect(text.contains("A         a.json: simulated (m7 v3)\n"))
      #expect(text.contains("B         b.json: measured\n"))
      // In every row of figures, too.
      let rows = text.split(separator: "\n").filter { $0.contains("fully_connected") }
      #expect(rows.count > 2)
      #expect(rows.allSatisfy { $0.hasSuffix("A simulated (m7 v3), B measured") }, "\(text)")
      let document = LatencyTableReport.document(difference)
      #expect(document.contains("\"a_evidence\": \"simulated\""))
      #expect(document.contains("\"b_evidence\": \"measured\""))
    }
  }

  /// What one table alone counted, both predict: then neither figure is measured.
  @Test func layersOfOneTableAloneAreBothPredicted() async throws {
    try await withTemporaryDirectory { folder in
      let measured = try Self.table(in: folder, evidence: .measured)
      let few = Self.without(try Self.table(in: folder)) { $0.channels == 64 }
      let difference = Self.difference(measured, few)
      let groups = difference.groups.filter { $0.source == .fitted }
      #expect(!groups.isEmpty)
      #expect(groups.flatMap(\.shapes).allSatisfy { $0.layer.channels == 64 })
      #expect(difference.first.evidence(of: .fitted) == .predicted)
      #expect(difference.first.evidence(of: .counted) == .measured)
      let text = LatencyTableReport.text(difference)
      #expect(text.contains("both predicted\n"))
      let document = LatencyTableReport.document(difference)
      #expect(document.contains("\"a_evidence\": \"predicted\""))
      let counted = difference.groups.filter { $0.source == .counted }.flatMap(\.shapes)
      #expect(counted.count == TableFixture.layers.count { $0.channels != 64 })
    }
  }

  @Test func theShapesThatDifferMostComeFirst() async throws {
    try await withTemporaryDirectory { folder in
      let file = try Self.table(in: folder)
      // One layer four times as slow, one five times as fast.
      let changed = LatencyTableFile(
        table: file.table,
        samples: file.samples.map { sample in
          let factor =
            sample.layer == TableFixture.layers[2]
            ? 4.0 : sample.layer == TableFixture.layers[9] ? 0.2 : 1
          return CalibrationSample(
            layer: sample.layer,
            sample: LatencySample(
              cost: sample.sample.cost, cycles: sample.sample.cycles * factor))
        })
      let difference = Self.difference(file, changed)
      #expect(
        difference.largest(10).map(\.layer) == [TableFixture.layers[9], TableFixture.layers[2]])
      #expect(difference.largest(1).count == 1)
      #expect(!difference.isNone)
    }
  }

  @Test func variantsOfOneTableAloneAreNamed() async throws {
    try await withTemporaryDirectory { folder in
      let file = try Self.table(in: folder)
      let none = Self.without(file) { _ in true }
      let difference = Self.difference(file, none)
      #expect(difference.groups.isEmpty)
      #expect(!difference.onlyFirst.isEmpty && difference.onlySecond.isEmpty)
      #expect(LatencyTableReport.text(difference).contains("only in A"))
    }
  }

  @Test func samplesAndFitsAreExported() async throws {
    try await withTemporaryDirectory { folder in
      let file = try Self.table(in: folder, evidence: .measured)
      let rows = LatencyTableReport.samplesCSV(file).split(whereSeparator: \.isNewline)
      #expect(rows.count == 22)
      #expect(rows[1].contains(",fully_connected,1,1,8,8,"))
      #expect(rows.dropFirst().allSatisfy { $0.contains(",measured,") })
      let names = rows[0].split(separator: ",").count
      #expect(
        rows.allSatisfy {
          $0.split(separator: ",", omittingEmptySubsequences: false).count == names
        })
      let fits = LatencyTableReport.fitsCSV(file).split(whereSeparator: \.isNewline)
      #expect(fits.count == 1 + file.table.fits.values.reduce(0) { $0 + $1.cycles.count })
      let document = try #require(
        try JSONSerialization.jsonObject(
          with: Data(LatencyTableReport.document(file).utf8)) as? [String: Any])
      #expect(document["evidence"] as? String == "measured")
      let samples = try #require(document["samples"] as? [[String: Any]])
      #expect(samples.count == 21)
      for (sample, row) in zip(samples, file.samples) {
        #expect(sample["cycles"] as? Double == row.sample.cycles)
      }
      #expect((document["fits"] as? [Any])?.count == file.table.fits.count)
    }
  }
}
