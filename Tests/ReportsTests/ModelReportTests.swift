import MCUBenchTestSupport
import Measurements
import ModelCatalog
import Testing

@testable import Reports

/// Models as tables, files and sentences, and the conditions that choose them.
@Suite struct ModelReportTests {
  static func run(
    _ board: String, _ evidence: Evidence, cycles: Double, isPruned: Bool = false
  ) -> RunSummary {
    RunSummary(
      runID: .random(), created: Timestamp(unixMilliseconds: 3), modelName: "a", modelSHA256: "",
      board: board, evidence: evidence, timingModel: nil, validity: .valid,
      cleanMedianCycles: cycles, clockHertz: 100_000_000, isPruned: isPruned)
  }

  static func entry(
    _ name: String = "mobilenetv1_0.25_96_c3_o2", digit: String = "a", macs: Int? = 7_489_664,
    accuracy: Double? = 85.4, tags: [String] = ["vww"], note: String? = nil,
    figures: [String: String] = [:], latencies: [RunSummary] = []
  ) -> ModelEntry {
    let time = Timestamp(unixMilliseconds: 1_795_235_541_250)
    return ModelEntry(
      sha256: String(repeating: digit, count: 64), names: [name],
      costs: ModelCosts(
        fileBytes: 300_800, parameterCount: 219_000, macCount: macs, peakBytes: 55_296,
        lowestPeakBytes: 55_296),
      training: TrainingParameterCounts(total: 221_794, trainable: 216_322, nonTrainable: 5_472),
      inputShape: [1, 96, 96, 3], outputShape: [1, 2], stated: ModelFactors(), origin: .analysed,
      path: "/m/a.tflite", created: time, tags: tags, note: note,
      accuracies: accuracy.map {
        [
          AccuracyRecord(
            dataSet: "vww", metric: .accuracy, value: $0, sampleCount: 1_000, place: .host,
            source: .evaluated, noted: time)
        ]
      } ?? [],
      figures: figures.sorted { $0.key < $1.key }.map {
        ModelFigure(name: $0.key, value: $0.value, source: .imported, noted: time)
      },
      runCount: latencies.count, latencies: latencies.map { ModelLatency(newest: $0, runCount: 1) })
  }

  static let measured = run("stm32f746g", .measured, cycles: 6_640_000)
  static let simulated = run("stm32f746g", .simulated, cycles: 7_000_000)
  static let predicted = run("pico", .predicted, cycles: 90_000_000)

  @Test func everyLatencyStandsUnderItsEvidence() {
    let text = ModelListTable.text([
      Self.entry(latencies: [Self.measured, Self.simulated]),
      Self.entry("b", digit: "b", latencies: [Self.predicted]),
    ])
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0].contains("pico predicted"))
    #expect(lines[0].contains("stm32f746g measured"))
    #expect(lines[0].contains("stm32f746g simulated"))
    #expect(lines[1].contains("66.40 ms"))
    #expect(lines[1].contains("70.00 ms"))
    #expect(lines[1].contains("85.40 % vww"))
    #expect(lines[2].contains("900.00 ms"))
    #expect(!lines[2].contains("66.40"))
    #expect(ModelListTable.text([]) == "no models\n")
  }

  @Test func showsAllThatIsKnown() {
    let text = ModelPage.text(
      Self.entry(note: "a\u{1B}[31mb", figures: ["epochs": "50"], latencies: [Self.measured]),
      runs: [Self.measured, Self.predicted])
    for words in [
      "mobilenetv1, alpha 0.25, 96 x 96, 3 channels, 2 classes", "221 794 in training",
      "216 322 trainable", "5 472 not", "in the best order", "the file itself", "a\\u{1B}[31mb",
      "1 000", "evaluated", "epochs", "\nruns\n", "\npredictions\n",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("\u{1B}"))
  }

  @Test func aSpreadsheetRunsNothing() throws {
    let hostile = "=HYPERLINK(\"http://x\")"
    let text = ModelCSV.text([
      Self.entry(
        "+cmd|' /C calc'!A0", note: hostile,
        figures: ["@sum": "-1+1", "epochs": "50", "loss": "-1.5e-3"])
    ])
    let row = try #require(CSVReader.rows(text).first)
    #expect(row["name"] == "'+cmd|' /C calc'!A0")
    #expect(row["notes"] == "'" + hostile)
    #expect(row["training.@sum"] == "'-1+1")
    #expect(row["training.epochs"] == "50")
    #expect(row["training.loss"] == "-1.5e-3")
  }

  @Test func anExportCanBeImported() throws {
    let entry = Self.entry(
      "=a", note: "one, \"two\"", figures: ["epochs": "50"],
      latencies: [Self.measured, Self.simulated])
    let table = try ModelTable(
      Array(ModelCSV.text([entry]).utf8),
      reading: ModelTable.Reading(time: Timestamp(unixMilliseconds: 1)))
    let row = try #require(table.rows.first)
    #expect(row.key == .sha256(entry.sha256))
    #expect(row.change.name == "=a")
    #expect(row.change.note == entry.note)
    #expect(row.change.addedTags == entry.tags)
    #expect(row.change.costs == entry.costs)
    #expect(row.change.training == entry.training)
    #expect(row.change.accuracies.map(\.value) == [85.4])
    #expect(row.change.accuracies.map(\.place) == [.host])
    #expect(row.change.figures.map(\.name) == ["epochs"])
  }

  @Test func hasAColumnALatencyByEvidence() throws {
    let text = ModelCSV.text([
      Self.entry(latencies: [
        Self.measured, Self.simulated, Self.run("pico", .simulated, cycles: 1e7, isPruned: true),
      ])
    ])
    let row = try #require(CSVReader.rows(text).first)
    #expect(row["latency_us.stm32f746g.measured"] == "66400")
    #expect(row["latency_us.stm32f746g.simulated"] == "70000")
    #expect(row["latency_us.pico.simulated.pruned"] == "100000")
    #expect(row["accuracy_ran_on"] == "host")
  }

  @Test func speaksTheCNNAnalyzersNames() throws {
    let entries = [
      Self.entry(
        figures: [
          "id": "3xk2", "FLOPs": "1e7", "MACs": "5", "epochs": "50", "path": "w/b", "classes": "9",
        ],
        latencies: [Self.simulated])
    ]
    let simulated = try #require(
      CSVReader.rows(ModelCSV.text(entries, dialect: .cnnAnalyzer)).first)
    #expect(simulated["run_name"] == "mobilenetv1_0.25_96_c3_o2")
    #expect(simulated["img_res"] == "96")
    // This program's own count comes before theirs.
    #expect(simulated["MACs"] == "7489664")
    #expect(simulated["total_params"] == "221794")
    #expect(simulated["tflite_model_INT8_size_kb"] == "293.75")
    #expect(simulated["peak_memory_kb"] == "54")
    #expect(simulated["bytes_per_param"]?.hasPrefix("1.356") == true)
    #expect(simulated["test_accuracy"] == "85.4")
    #expect(simulated["id"] == "3xk2")
    #expect(simulated["FLOPs"] == "1e7")
    #expect(simulated["training.epochs"] == "50")
    #expect(simulated["energy_mltk"] == nil)
    // Theirs is silicon's.
    #expect(simulated["stm32_inference_ms_INT8"] == "")
    let measured = ModelCSV.text([Self.entry(latencies: [Self.measured])], dialect: .cnnAnalyzer)
    #expect(CSVReader.rows(measured).first?["stm32_inference_ms_INT8"] == "66.4")
    for text in [measured, ModelCSV.text(entries, dialect: .cnnAnalyzer)] {
      let header = try #require(text.split(separator: "\r\n").first).split(separator: ",")
      #expect(Set(header).count == header.count)
    }
    #expect(simulated["path"] == "w/b")
    #expect(simulated["classes"] == "2")
    // And back.
    var reading = ModelTable.Reading(time: Timestamp(unixMilliseconds: 1))
    reading.dialect = .cnnAnalyzer
    let table = try ModelTable(
      Array(ModelCSV.text(entries, dialect: .cnnAnalyzer).utf8), reading: reading)
    #expect(table.rows.first?.key == .sha256(entries[0].sha256))
  }

  @Test(arguments: [
    ("tag=vww", "ab"), ("tag!=vww", "c"), ("base=mobilenetv1", "a"), ("macs<60M", "ab"),
    ("macs>=7.489664M", "ac"), ("macs != 1000", "ac"), ("ram<=54KB", "abc"), ("ram<54KB", ""),
    ("accuracy>=80", "a"), ("accuracy<80", "b"), ("board=pico", "b"), ("simulated<71ms", "a"),
    ("simulated<69ms", ""), ("measured<1s", "a"), ("predicted<1s", "b"),
    ("board=stm32f746g,predicted<1s", ""), ("tag=vww, macs<1M", "b"), ("runs=0", "c"),
    ("classes=2", "abc"), ("alpha<=0.25", "a"), ("dataset=vww", "ab"), ("best_ram<=54KB", "abc"),
    ("bytes/param<1.5", "abc"), ("name=b", "b"),
  ])
  func choosesByConditions(text: String, expected: String) throws {
    let entries = [
      Self.entry(latencies: [Self.measured, Self.simulated]),
      Self.entry("b", digit: "b", macs: 1_000, accuracy: 60, latencies: [Self.predicted]),
      Self.entry("c", digit: "c", macs: 61_000_000, accuracy: nil, tags: []),
    ]
    let filter = try ModelFilter(parsing: [text])
    let found = entries.filter(filter.passes).map { String($0.sha256.prefix(1)) }.joined()
    #expect(found == expected)
  }

  @Test(arguments: [
    "", "macs", "macs<", "macs<60X", "weight<5", "tag<5", "macs=", "latency<5ms", "ram<-1", "<5",
    "tag=a,,tag=b", "accuracy>=\u{1B}[31m", "simulated<70",
  ])
  func quotesAConditionThatItCannotRead(text: String) {
    let error = #expect(throws: ModelFilterError.self) { try ModelFilter(parsing: [text]) }
    #expect(error?.summary.contains("\u{1B}") == false)
    #expect(error?.remedy?.contains("macs<60M") == true)
  }

  @Test func ordersByWhatIsAsked() throws {
    let entries = [
      Self.entry("b", digit: "1", macs: nil, accuracy: 70),
      Self.entry("a", digit: "2", macs: 9, accuracy: nil, latencies: [Self.simulated]),
      Self.entry("c", digit: "3", macs: 5, accuracy: 80, latencies: [Self.measured]),
    ]
    for (name, expected) in [
      ("name", "213"), ("macs", "321"), ("accuracy", "312"), ("measured", "312"), ("runs", "231"),
    ] {
      let order = try #require(ModelOrder(name: name))
      #expect(
        order.sorted(entries).map { String($0.sha256.prefix(1)) }.joined() == expected, "\(name)")
    }
    #expect(ModelOrder(name: "colour") == nil)
  }

  @Test func writesJSONWithoutWhatIsUnknown() {
    let text = ModelDocument.text(Self.entry(macs: nil, latencies: [Self.simulated]), runs: [])
    #expect(text.contains(#""schema": "mcubench.models/1""#))
    #expect(text.contains(#""evidence": "simulated""#))
    #expect(!text.contains(#""macs""#))
    #expect(text.contains(#""unit": "percent""#))
  }
}
