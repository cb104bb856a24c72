import GRDB
import MCUBenchTestSupport
import Measurements
import ModelCatalog
import Testing

@testable import ResultStore

/// Models in the store: who told what, and what is said of them.
@Suite struct ModelStoreTests {
  static let digest = String(repeating: "cd", count: 32)

  static func model(
    _ sha256: String = digest, name: String = "mobilenetv1_0.25_96_c3_o2", macs: Int = 7_489_664,
    origin: ModelOrigin = .analysed
  ) -> CatalogedModel {
    CatalogedModel(
      sha256: sha256, name: name,
      costs: ModelCosts(
        fileBytes: 300_000, parameterCount: 219_000, macCount: macs, peakBytes: 56_000,
        lowestPeakBytes: 55_000),
      inputShape: [1, 96, 96, 3], outputShape: [1, 2], path: "/models/a.tflite", origin: origin)
  }

  static func table(_ text: String) throws -> [ModelImportRow] {
    try ModelTable(Array(text.utf8), reading: ModelTable.Reading(time: at(9))).rows
  }

  static func reason(_ work: () throws -> Void) -> ResultStoreError.Reason? {
    do { try work() } catch { return (error as? ResultStoreError)?.reason }
    return nil
  }

  @Test func aRunBringsItsModelAlong() async throws {
    try await withStore { store in
      let run = Measurement.example(created: 5)
      try store.save(run)
      try store.save(.example(runID: "00c0ffee0000000a", created: 7, modelName: "other_name"))
      let entry = try #require(try store.modelEntries().first)
      #expect(entry.sha256 == run.model.sha256)
      #expect(entry.names == ["two_layers", "other_name"])
      #expect(entry.origin == .run)
      #expect(entry.costs.fileBytes == 3_000)
      #expect(entry.costs.macCount == 31_104)
      #expect(entry.costs.lowestPeakBytes == 1_584)
      // The planner may have changed the order: a run does not tell the peak of the file's own.
      #expect(entry.costs.peakBytes == nil)
      #expect(entry.factors == ModelFactors(resolution: 12, channels: 3, classes: 1152))
      #expect(entry.created == at(5))
      #expect(entry.runCount == 2)
      #expect(entry.latencies.map(\.newest.runID.rawValue) == ["00c0ffee0000000a"])
    }
  }

  @Test func aModelComesWithWhatIsSaidOfItOrNotAtAll() async throws {
    try await withStore { store in
      var change = ModelChange()
      change.accuracies = [
        AccuracyRecord(
          dataSet: "vww", metric: .accuracy, value: 85, sampleCount: 4, place: .host,
          source: .evaluated, noted: at(2))
      ]
      try store.record(Self.model(), saying: change, at: at(1))
      #expect(try store.modelEntry(named: "cdcd").accuracies == change.accuracies)
      let other = String(repeating: "ef", count: 32)
      change.addedTags = (0...ModelText.countLimit).map { "tag\($0)" }
      #expect(
        Self.reason { try store.record(Self.model(other), saying: change, at: at(1)) }
          == .tooMuchOfModel(what: "tags"))
      #expect(try store.modelEntries().map(\.sha256) == [Self.digest])
    }
  }

  @Test func whoKnowsBetterReplacesCostsAndNobodyElse() async throws {
    try await withStore { store in
      let sha256 = Measurement.example().model.sha256
      try store.record([Self.model(sha256, macs: 5, origin: .imported)], at: at(1))
      #expect(try store.modelEntry(named: "abab").costs.macCount == 5)
      try store.save(.example())
      #expect(try store.modelEntry(named: "abab").costs.macCount == 31_104)
      try store.record([Self.model(sha256, macs: 6, origin: .imported)], at: at(2))
      #expect(try store.modelEntry(named: "abab").costs.macCount == 31_104)
      try store.record([Self.model(sha256, macs: 31_105)], at: at(3))
      let entry = try store.modelEntry(named: "abab")
      #expect(entry.costs.macCount == 31_105)
      #expect(entry.origin == .analysed)
      #expect(entry.costs.peakBytes == 56_000)
      #expect(entry.created == at(1))
    }
  }

  @Test func anotherToolsRunTellsNoCosts() async throws {
    try await withStore { store in
      let run = Measurement.example()
      let provenance = Provenance(
        program: "mlperf", user: nil,
        imported: ImportOrigin(
          tool: "MLPerf Tiny", fileName: "results.json", sha256: String(repeating: "0", count: 64)))
      _ = try store.importRun(run.with(provenance: provenance), as: ImportTests.origin)
      let entry = try store.modelEntry(named: "two_layers")
      #expect(entry.origin == .foreign)
      #expect(entry.costs.macCount == nil)
      #expect(entry.costs.lowestPeakBytes == nil)
    }
  }

  @Test func neverMixesEvidenceBoardsOrWaysToRun() async throws {
    try await withStore { store in
      try store.save(.example(runID: "000000000000000a", created: 1))
      try store.save(.example(runID: "000000000000000b", created: 2, clean: [43_200, 43_200]))
      try store.save(.example(runID: "000000000000000c", created: 3, evidence: .measured))
      try store.save(.onPico(runID: "000000000000000d", created: 4))
      try store.save(.onPico(runID: "000000000000000e", created: 5, weights: .ram))
      let wrong = Measurement.example(
        runID: "000000000000000f", created: 6, mismatches: [.example])
      try store.save(wrong)
      let entry = try store.modelEntry(named: "two_layers")
      #expect(entry.runCount == 6)
      #expect(
        entry.latencies.map { "\($0.label) \($0.newest.runID.rawValue.suffix(1)) \($0.runCount)" }
          .sorted() == [
            "pico simulated d 1", "pico simulated, code=ram,weights=ram e 1",
            "stm32f746g measured c 1", "stm32f746g simulated b 2",
          ])
    }
  }

  @Test func changesWhatIsSaid() async throws {
    try await withStore { store in
      try store.record([Self.model()], tags: ["vww"], at: at(1))
      var change = ModelChange()
      change.addedTags = ["new", "vww"]
      change.note = "the benchmark"
      change.factors.classes = 3
      change.training.total = 221_794
      for value in [80.0, 85.4] {
        change.accuracies.append(
          AccuracyRecord(
            dataSet: "vww", metric: .accuracy, value: value, sampleCount: 1000, place: .host,
            source: .typed, noted: at(2)))
      }
      change.accuracies.append(
        AccuracyRecord(
          dataSet: nil, metric: .accuracy, value: 60, sampleCount: nil, place: .training,
          source: .typed, noted: at(1)))
      change.figures = [
        ModelFigure(name: "epochs", value: "50", source: .typed, noted: at(2))
      ]
      let entry = try store.changeModel(named: "mobilenetv1_0.25_96_c3_o2", change)
      #expect(entry.tags == ["new", "vww"])
      #expect(entry.note == "the benchmark")
      // What was said comes before what the name tells.
      #expect(entry.factors.classes == 3)
      #expect(entry.factors.architecture == "mobilenetv1")
      // The same data set, metric, place and source: the later one counts.
      #expect(entry.accuracies.map(\.value) == [85.4, 60])
      #expect(entry.training.total == 221_794)
      #expect(entry.figures.map(\.value) == ["50"])
      var back = ModelChange()
      back.removedTags = ["new", "absent"]
      back.note = ""
      let after = try store.changeModel(named: "cdcd", back)
      #expect(after.tags == ["vww"])
      #expect(after.note == nil)
    }
  }

  @Test func tellsModelsOfOneLabelApart() async throws {
    try await withStore { store in
      let other = String(repeating: "ce", count: 32)
      try store.record([Self.model(name: "a"), Self.model(other, name: "a")], at: at(1))
      #expect(
        Self.reason { _ = try store.modelEntry(named: "a") }
          == .severalModels(name: "a", count: 2, matches: ["cdcdcdcdcdcd", "cececececece"]))
      #expect(try store.modelEntry(named: "cd").sha256 == Self.digest)
      #expect(
        Self.reason { _ = try store.modelEntry(named: "c") }
          == .severalModels(name: "c", count: 2, matches: ["cdcdcdcdcdcd", "cececececece"]))
      for name in ["", "b", "%", "c'", "cf"] {
        #expect(
          Self.reason { _ = try store.modelEntry(named: name) } == .noModelEntry(name: name))
      }
    }
  }

  @Test func aBadRowChangesNothing() async throws {
    try await withStore { store in
      try store.record([Self.model(name: "a")], at: at(1))
      let before = try store.modelEntries()
      let other = String(repeating: "ef", count: 32)
      for (row, words) in [
        ("nobody,,,7", "line 3 names a model that is not here"),
        (",\(other),,7", "line 3 is of a model that is not here, and lacks file_bytes"),
        ("b,\(Self.digest),,7", "line 3 is of the same model as line 2"),
      ] {
        let rows = try Self.table("name,sha256,macs,accuracy\na,,,80\n\(row)\n")
        let error = #expect(throws: ResultStoreError.self) {
          try store.importModels(rows, at: at(9))
        }
        #expect(error?.summary.hasPrefix(words) == true, "\(error?.summary ?? "nothing")")
        #expect(error?.remedy != nil)
        #expect(try store.modelEntries() == before)
      }
      let wrong = try Self.table("name,macs,accuracy\na,5,80\n")
      #expect(
        Self.reason { _ = try store.importModels(wrong, at: at(9)) }
          == .badModelRow(line: 2, detail: "has 5 for macs of a model that has 7489664"))
      #expect(try store.modelEntries() == before)
    }
  }

  @Test func bringsModelsAlongWithTheirHashAndCosts() async throws {
    try await withStore { store in
      let rows = try Self.table(
        "sha256,name,file_bytes,params,macs,peak_ram_bytes,accuracy,accuracy_dataset,tags\n"
          + "\(Self.digest),a,300,200,100,50,88.8,vww,x y\n")
      #expect(try store.importModels(rows, at: at(9)) == 1)
      let entry = try store.modelEntry(named: "a")
      #expect(entry.origin == .imported)
      #expect(
        entry.costs
          == ModelCosts(fileBytes: 300, parameterCount: 200, macCount: 100, peakBytes: 50))
      #expect(entry.tags == ["x", "y"])
      #expect(entry.accuracies.map(\.source) == [.imported])
      // Once more is the same once.
      #expect(try store.importModels(rows, at: at(9)) == 0)
      #expect(try store.modelEntry(named: "a") == entry)
    }
  }

  @Test func refusesMoreTagsThanAModelMayHave() async throws {
    try await withStore { store in
      try store.record([Self.model(name: "a")], at: at(1))
      var change = ModelChange()
      change.addedTags = (0...ModelText.countLimit).map { "t\($0)" }
      #expect(
        Self.reason { _ = try store.changeModel(named: "a", change) }
          == .tooMuchOfModel(what: "tags"))
      #expect(try store.modelEntry(named: "a").tags.isEmpty)
    }
  }

  @Test func removesOnlyWhatNoRunIsOf() async throws {
    try await withStore { store in
      try store.save(.example(created: 1))
      try store.record([Self.model(name: "idle")], tags: ["x"], at: at(1))
      #expect(
        Self.reason { _ = try store.removeModel(named: "two_layers") }
          == .modelHasRuns(model: "two_layers", runs: 1))
      #expect(try store.removeModel(named: "idle").tags == ["x"])
      #expect(try store.modelEntries().map(\.name) == ["two_layers"])
      // A run that is gone leaves a series behind, which does not hold the model.
      try await store.queue.write { try $0.execute(sql: "DELETE FROM run") }
      _ = try store.removeModel(named: "two_layers")
      let left = try await store.queue.read { database in
        try ["model", "model_name", "model_tag", "series"].map { table in
          try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
        }
      }
      #expect(left == [0, 0, 0, 0])
    }
  }

  @Test func retentionKeepsModelsThatSomebodyCaredFor() async throws {
    try await withStore { store in
      let kept = try [[1, 2], [3, 4], [5, 6], [7, 8]].map { try store.models.keep($0) }
      try store.record(kept.map { Self.model($0, name: "m" + $0.prefix(4)) }, at: at(1))
      var tagged = ModelChange()
      tagged.addedTags = ["vww"]
      _ = try store.changeModel(named: kept[0], tagged)
      var scored = ModelChange()
      scored.accuracies = [
        AccuracyRecord(
          dataSet: nil, metric: .accuracy, value: 80, sampleCount: nil, place: .unknown,
          source: .typed, noted: at(1))
      ]
      _ = try store.changeModel(named: kept[1], scored)
      var noted = ModelChange()
      noted.note = "ours"
      _ = try store.changeModel(named: kept[2], noted)
      let shelved = try #require(try store.models.items().map(\.kept).max())
      let later = at(shelved.unixMilliseconds + 20 * RetentionTests.day)
      #expect(
        try store.applyRetention(RetentionRules(runDays: 1, modelDays: 10), now: later)
          .modelsRemoved == 1)
      #expect(Set(try store.models.items().map(\.sha256)) == Set(kept.prefix(3)))
      // What is known of the fourth stays, too.
      #expect(try store.modelEntries().count == 4)
    }
  }
}
