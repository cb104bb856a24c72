import Foundation
import MCUBenchTestSupport
import Measurements
import Reports
import Testing

@Suite struct ReportTests {
  typealias Run = Measurements.Measurement

  struct Case: Sendable, CustomTestStringConvertible {
    let snapshot: String
    let render: @Sendable () -> String
    var testDescription: String { snapshot }
  }

  static let cases = [
    Case(snapshot: "run.txt") { RunTable.text(.example(), place: "/data/results.sqlite") },
    Case(snapshot: "run-measured.txt") {
      RunTable.text(
        .example(evidence: .measured, clean: [20_000, 20_100, 20_050], layer: [21_604, 21_700]),
        place: nil)
    },
    Case(snapshot: "run-wrong-output.txt") {
      RunTable.text(.example(mismatches: [.example]), place: "/data/results.sqlite")
    },
    Case(snapshot: "run-hostile-names.txt") {
      RunTable.text(.example(modelName: "\u{1B}[2Jevil\u{202E}\nerror: x"), place: nil)
    },
    Case(snapshot: "run-flashed.txt") {
      RunTable.text(.example(flashed: .flashed([.lookedAt, .plain, .underReset])), place: nil)
    },
    Case(snapshot: "run-flashed.json") {
      RunDocument.text(.example(flashed: .flashed([.lookedAt, .plain, .underReset])))
    },
    Case(snapshot: "run-not-flashed.txt") {
      RunTable.text(.example(flashed: .flashed(tool: nil, [.ranAlready])), place: nil)
    },
    Case(snapshot: "layers.csv") { LayersCSV.text(.example()) },
    Case(snapshot: "layers-wrong-output.csv") { LayersCSV.text(.example(mismatches: [.example])) },
    Case(snapshot: "run.json") { RunDocument.text(.example()) },
    Case(snapshot: "run-wrong-output.json") {
      RunDocument.text(.example(mismatches: [.example]), includesLayers: true)
    },
    Case(snapshot: "run-checked.txt") {
      RunTable.text(.example(timingModel: .exampleChecked), place: nil)
    },
    Case(snapshot: "run-checked.json") {
      RunDocument.text(.example(timingModel: .exampleChecked), includesLayers: true)
    },
    Case(snapshot: "layers-checked.csv") {
      LayersCSV.text(.example(timingModel: .exampleChecked))
    },
    Case(snapshot: "samples.jsonl") {
      SamplesDocument.text(.example(clean: [21_600, 0, 21_700], layer: [.max, 3]))
    },
    Case(snapshot: "history.txt") { HistoryReport.table(summaries) },
    Case(snapshot: "history.json") { HistoryReport.json(summaries) },
  ]

  static let summaries = [Validity.valid, .invalidOutput].map { validity in
    RunSummary(
      runID: Run.example().runID, created: Run.example().created,
      modelName: String(repeating: "deep_", count: 12) + "\u{7}net",
      modelSHA256: String(repeating: "ab", count: 32), board: "stm32f746g", evidence: .simulated,
      timingModel: validity == .valid
        ? .exampleChecked : TimingModel(name: "instructions", version: "1"),
      validity: validity, cleanMedianCycles: 21_600, clockHertz: 216_000_000)
  }

  @Test(arguments: cases)
  func rendersAsKept(_ example: Case) throws {
    let text = example.render()
    #expect(try Snapshot.kept(example.snapshot, comparedWith: text) == text)
  }

  @Test func namesTheColumnsOfTheSchemaInOrder() {
    #expect(
      LayersCSV.columnNames.joined(separator: " ")
        == """
        run_id model_sha256 board_profile board_uid kernel_set pass layer_index node_index subgraph \
        layer_name output_tensor op op_version custom_name fused_activation \
        input_shapes output_shapes weight_shape kernel_h kernel_w stride_h stride_w dilation_h \
        dilation_w padding groups depth_multiplier dtype_in dtype_w dtype_out per_channel \
        macs ops params weight_bytes bias_bytes in_bytes out_bytes scratch_bytes live_ram_bytes \
        is_peak weights_mem act_in_mem act_out_mem code_mem kernel_symbol code_path path_reason \
        n rejected cycles_median cycles_min cycles_max cycles_mad cycles_first \
        probe_cycles_subtracted clock_hz time_us share_pct cumulative_pct \
        cycles_per_mac mac_per_s bytes_per_mac gap_to_roofline_pct \
        output_crc32 reference_match max_abs_err wrap_count irq_count valid issue_codes \
        predicted_us predicted_lo_us predicted_hi_us error_pct energy_uj energy_source \
        evidence timing_model timing_model_version claimed_error_pct \
        timing_parameter_hash claim_row claim_label claimed_layer_error_pct claim \
        pruned pruned_constant_channels pruned_unread_channels pruned_input_channels pruned_macs \
        cores one_core_cycles speedup corrected_us corrected_lo_us \
        corrected_hi_us corrected_evidence correction_note
        """)
  }

  @Test func givesARowALayerAndPass() {
    let cold = PassSamples(kind: .cold, warmupRuns: 0, runs: [[30_004, 54], [30_004, 54]])
    let run = Run.example().with(
      layers: [.exampleConvolution, .exampleConvolution.with(index: 1, window: 1)],
      passes: [PassSamples(kind: .layer, warmupRuns: 0, runs: [[20_000, 50]]), cold])
    let rows = CSVReader.rows(LayersCSV.text(run))
    #expect(rows.map { $0["pass"] } == ["layer", "layer", "cold", "cold"])
    #expect(rows.map { $0["cycles_median"] } == ["20000", "50", "30004", "54"])
    #expect(rows.map { $0["layer_index"] } == ["0", "1", "0", "1"])
  }

  @Test func takesAColdPassOfOneWindowForTheWholeNetwork() {
    let cold = PassSamples(kind: .cold, warmupRuns: 0, runs: [[30_004], [30_004]])
    let run = Run.example().with(
      layers: [.exampleConvolution, .exampleConvolution.with(index: 1, window: 1)],
      passes: Run.example().passes + [cold])
    #expect(CSVReader.rows(LayersCSV.text(run)).allSatisfy { $0["pass"] == "layer" })
    #expect(run.cold?.median == 30_004)
  }

  @Test(arguments: [
    ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("=1+1", "'=1+1"),
    ("a\r\nb", "a\\u{D}\\u{A}b"), ("plain", "plain"),
  ])
  func quotesAndDisarmsNamesInCSV(name: String, field: String) throws {
    let lines = LayersCSV.text(.example().named(layer: name)).split(separator: "\r\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains("layer,0,0,0,\(field),3,CONV_2D"))
  }

  @Test func writesDocumentsThatAnotherReaderTakes() throws {
    for run in [Run.example(), .example(modelName: "\u{0}\"\\\u{2028}"), .example(clean: [0])] {
      let object = try JSONSerialization.jsonObject(
        with: Data(RunDocument.text(run, includesLayers: true).utf8))
      let document = try #require(object as? [String: Any])
      #expect((document["model"] as? [String: Any])?["name"] as? String == run.model.name)
      #expect((document["layers"] as? [Any])?.count == 2)
      for line in SamplesDocument.text(run).split(separator: "\n") {
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      }
    }
  }

  @Test(arguments: [
    (
      TimingModel?.some(.exampleChecked),
      "simulated (checked against silicon): total within 5 %, a layer within 10 %; seen",
      "within 5 %, checked"
    ),
    (
      TimingModel(
        name: "m7", version: "1",
        claim: AccuracyClaim(row: "x", text: "less seen", label: .simulated, totalErrorPercent: 15)),
      "simulated: total within 15 %; less seen", "within 15 %"
    ),
    (
      TimingModel(name: "instructions", version: "1", claim: .nothing("no chip's")),
      "estimate: no error is claimed; no chip's", "estimate"
    ),
    (TimingModel(name: "instructions", version: "1"), "none was recorded; not silicon", "-"),
    (nil, "none was recorded; not silicon", "-"),
  ])
  func saysWhatASimulatedFigureIsWorth(model: TimingModel?, claim: String, short: String) {
    let run = Run.example(timingModel: model)
    #expect(EvidenceText.claim(run) == claim)
    #expect(EvidenceText.shortClaim(model) == short)
  }

  @Test func claimsNothingOfSilicon() {
    #expect(EvidenceText.claim(.example(evidence: .measured)) == nil)
  }
}

extension Measurements.Measurement {
  /// The same run with its first layer's name replaced.
  fileprivate func named(layer name: String) -> Measurements.Measurement {
    let identity = LayerIdentity(
      nodeIndex: 0, name: name, outputTensor: 3, operatorName: "CONV_2D", operatorVersion: 3)
    return with(layers: [layers[0].with(identity: identity), layers[1]], passes: passes)
  }

  fileprivate func with(
    layers: [LayerRecord], passes: [PassSamples]
  ) -> Measurements.Measurement {
    Measurements.Measurement(
      runID: runID, created: created, model: model, board: board, chipState: chipState,
      build: build, memory: memory, method: method, evidence: evidence, timingModel: timingModel,
      layers: layers, passes: passes, outputCheck: outputCheck, provenance: provenance)
  }
}

extension LayerRecord {
  fileprivate func with(
    identity: LayerIdentity? = nil, index: Int? = nil, window: Int? = nil
  ) -> LayerRecord {
    LayerRecord(
      index: index ?? self.index, identity: identity ?? self.identity, shapes: shapes,
      costs: costs, placement: placement, path: path, window: window ?? self.window)
  }
}
