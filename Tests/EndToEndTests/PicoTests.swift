import Foundation
import MCUBenchTestSupport
import Testing

/// `mcubench run --board pico` as a user takes it: every layer reported, outputs as the oracle's.
@Suite struct PicoTests {
  private static let pico = ["--board", "pico", "--on", "simulator"]

  private func document(_ path: String) throws -> [String: Any] {
    let bytes = try Data(contentsOf: URL(filePath: path))
    return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  /// Both axes of the placement, and what a result says of them.
  @Test(
    arguments: [
      ("code=ram,weights=flash", ["code", "flash", "estimate"]),
      ("code=ram,weights=ram", ["code", "sram", "simulated"]),
      ("code=flash,weights=flash", ["flash", "flash", "estimate"]),
      ("code=flash,weights=ram", ["flash", "sram", "estimate"]),
    ]) func runsTheExampleAtEachPlacement(placement: String, says: [String]) async throws
  {
    try await Sandbox.with { home in
      let (csv, json) = (home.directory + "/l.csv", home.directory + "/r.json")
      let outcome = try await home.run(
        ["run", Example.model] + Self.pico
          + [
            "--placement", placement, "--csv", csv, "--json", json,
          ],
        within: .seconds(600))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let sentence =
        "code in \(says[0] == "code" ? "SRAM" : "flash (XIP)"), "
        + "weights in \(says[1] == "sram" ? "SRAM" : "flash (XIP)"), activations in SRAM"
      #expect(outcome.output.contains("  Placement \(sentence)\n"), "\(outcome.output)")
      #expect(outcome.output.contains("  Cores     1 of 2\n"))
      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
        .filter { $0["pass"] == "layer" && $0["kernel_symbol"] != "" }
      #expect(!rows.isEmpty)
      #expect(rows.allSatisfy { (Double($0["cycles_median"] ?? "") ?? 0) > 0 })
      #expect(Set(rows.compactMap { $0["code_mem"] }).subtracting([""]) == [says[0]])
      #expect(Set(rows.compactMap { $0["weights_mem"] }).subtracting([""]) == [says[1]])
      let document = try document(json)
      #expect(document["evidence"] as? String == "simulated")
      #expect((document["method"] as? [String: Any])?["counter"] as? String == "systick")
      let placed = try #require(document["placement"] as? [String: Any])
      #expect(placed["text"] as? String == sentence)
      let isDefault = placement == "code=ram,weights=flash"
      #expect(placed["default"] as? Bool == isDefault)
      let history = try await home.run(["history"])
      #expect(history.output.contains(placement) == !isDefault, "\(history.output)")
      let claim = (document["timing_model"] as? [String: Any])?["claim"] as? [String: Any]
      #expect(claim?["label"] as? String == says[2])
    }
  }

  @Test func refusesAPlacementThatIsNone() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        ["run", Example.model] + Self.pico + ["--placement", "weights=rom"])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("error: pico: \"weights=rom\" is no placement"))
      #expect(outcome.errors.contains("try: name code, weights or both: --placement code=ram"))
    }
  }

  /// The same outputs on both cores, and what one of them takes for the same layers.
  @Test func sharesLayersBetweenBothCores() async throws {
    try await Sandbox.with { home in
      let (csv, json) = (home.directory + "/l.csv", home.directory + "/r.json")
      let outcome = try await home.run(
        ["run", Example.model] + Self.pico
          + ["--cores", "2", "--placement", "weights=ram", "--csv", csv, "--json", json],
        within: .seconds(600))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("Output    equals the host reference"))
      #expect(outcome.output.contains("  Cores     2; "))
      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
        .filter { $0["pass"] == "layer" && $0["kernel_symbol"] != "" }
      #expect(rows.allSatisfy { $0["cores"] == "2" && $0["kernel_set"] == "m0-2cores" })
      let convolutions = rows.filter { $0["op"] == "CONV_2D" }
      #expect(!convolutions.isEmpty)
      for row in convolutions {
        let cycles = try #require(Double(row["cycles_median"] ?? ""))
        let single = try #require(Double(row["one_core_cycles"] ?? ""))
        let speedup = try #require(Double(row["speedup"] ?? ""))
        #expect(abs(speedup - single / cycles) < 0.001)
        #expect(row["path_reason"]?.contains("in two by output") == true)
        #expect(speedup > 1)
      }
      let document = try document(json)
      #expect(document["cores"] as? Int == 2)
      let timing = try #require(document["timing"] as? [String: Any])
      let speedup = try #require(timing["speedup"] as? Double)
      #expect((1.2..<2).contains(speedup))
      let claim = (document["timing_model"] as? [String: Any])?["claim"] as? [String: Any]
      #expect(claim?["row"] as? String == "two_cores")
      #expect(claim?["label"] as? String == "estimate")
    }
  }

  @Test(arguments: [("pico", "3"), ("pico", "0"), ("stm32f746g", "2")])
  func refusesCoresThatABoardDoesNotOffer(board: String, cores: String) async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        ["run", Example.model, "--board", board, "--on", "simulator", "--cores", cores])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("error: \(board): --cores asks for \(cores), its profile"))
      #expect(outcome.errors.contains("try: "))
    }
  }

  @Test func asksAgainForWhatALineLoses() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        ["run", Example.model] + Self.pico
          + ["--runs", "1", "--warmup", "0", "--vboard-fault", "drop-tx=211"],
        within: .seconds(600))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("frames_lost"))
      #expect(outcome.output.contains("Output    equals the host reference"))
    }
  }

  /// The oracle's bytes for every vector; a part of the models, and all of them when there is time.
  @Test(.enabled(if: SharedModels.isPresent, "the models of ../shared are absent"))
  func givesTheOraclesOutputs() async throws {
    let int8 = SharedModels.all.filter { !$0.isRefused }
    let small = int8.filter { $0.manifest.macs <= 100_000 }
      .sorted { $0.description < $1.description }
    // Every seventh: some of each kind of operator.
    let some = small.enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
    let models = TestPrograms.isLong ? int8 : some
    #expect(models.count >= 12)
    try await Sandbox.with { home in
      var ran = 0
      for model in models {
        let manifest = model.manifest
        let inputs = manifest.inputs.compactMap(\.file)
          .map { model.folder.appending(path: $0).path }
        let saved = "\(home.directory)/\(manifest.group)-\(manifest.name).bin"
        let outcome = try await home.run(
          ["run", model.folder.appending(path: manifest.model).path] + Self.pico
            + [
              "--input", inputs.joined(separator: ","), "--save-output", saved, "--runs", "1",
              "--warmup", "0", "--passes", "clean,layer,probe",
            ],
          within: .seconds(3_600))
        if outcome.status == 2 {
          // Too large for 200 KB of RAM or 2 MB of flash: said with both numbers.
          #expect(
            outcome.errors.wholeMatch(of: /(?s).*error: pico: .*need[s]? \d+ B.*has \d+ B.*/)
              != nil,
            "\(model): \(outcome.errors)")
          continue
        }
        #expect(outcome.status == 0, "\(model): \(outcome.errors)")
        let bytes = FileManager.default.contents(atPath: saved).map { Array($0) } ?? []
        #expect(
          try model.areGolden(bytes, vectorCount: manifest.vectorCount), "\(model) differs")
        ran += 1
      }
      #expect(ran >= models.count * 9 / 10)
    }
  }
}
