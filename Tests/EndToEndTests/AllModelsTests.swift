import Foundation
import MCUBenchTestSupport
import Reports
import Testing

/// Every model through the whole path as a user takes it: `mcubench run` as a process, a virtual
/// board, vectors from files, outputs compared with the oracle's byte for byte.
@Suite(.enabled(if: SharedModels.isPresent, "the models of ../shared are absent"))
struct AllModelsTests {
  private struct Line: Sendable {
    let model: SharedModel
    var outcome = "failed"
    var vectors = 0
    var layers = 0
    var cycles = ""
    var seconds = 0.0
    var note = ""
  }

  /// Multiply-accumulates a vector above which a pass is one run, unless there is time: every
  /// vector is compared all the same.
  private static let largeMACs = 1_000_000
  private static let processes = 2

  @Test func takesEveryModelThroughTheWholePath() async throws {
    let models = SharedModels.all
    try await Sandbox.with { home in
      let lines = try await withThrowingTaskGroup(of: Line.self) { group in
        var waiting = models.sorted { $0.manifest.macs > $1.manifest.macs }[...]
        var done: [Line] = []
        for _ in 0..<Self.processes {
          if let model = waiting.popFirst() { group.addTask { try await Self.take(model, home) } }
        }
        while let line = try await group.next() {
          done.append(line)
          if let model = waiting.popFirst() { group.addTask { try await Self.take(model, home) } }
        }
        return done.sorted { $0.model.description < $1.model.description }
      }
      print(Self.table(lines))
      for line in lines {
        let expected = line.model.isRefused ? "refused" : "run"
        #expect(line.outcome == expected, "\(line.model): \(line.note)")
      }
      #expect(lines.count { $0.outcome == "run" } == 134)
      #expect(lines.count { $0.outcome == "refused" } == 22)
      #expect(lines.count == 156)
      let kept = try await home.history()
      #expect(kept.count == 134)
      #expect(kept.allSatisfy { ["valid", "degraded"].contains($0["validity"] as? String) })
      #expect(kept.allSatisfy { $0["evidence"] as? String == "simulated" })
      let left = await ProcessList.survivors(holding: home.directory, within: .seconds(5))
      #expect(left.isEmpty)
    }
  }

  private static func take(_ model: SharedModel, _ home: Sandbox) async throws -> Line {
    var line = Line(model: model)
    let manifest = model.manifest
    let isWhole = TestPrograms.isLong || manifest.macs <= largeMACs
    let stem = "\(home.directory)/\(manifest.group)-\(manifest.name)"
    let inputs = manifest.inputs.compactMap(\.file).map { model.folder.appending(path: $0).path }
    var arguments = [
      "run", model.folder.appending(path: manifest.model).path, "--board", "stm32f746g",
      "--on", "simulator", "--input", inputs.joined(separator: ","),
      "--save-output", stem + ".bin", "--json", stem + ".json", "--csv", stem + ".csv",
    ]
    if !isWhole { arguments += ["--runs", "1", "--warmup", "0"] }
    let outcome = try await home.run(arguments, within: .seconds(1_800))
    line.seconds = Double(outcome.duration / .milliseconds(1)) / 1_000
    line.note = outcome.errors.split(separator: "\n").prefix(3).joined(separator: " | ")
    if outcome.status != 0 {
      if isRefusal(outcome, of: model) { line.outcome = "refused" }
      return line
    }
    let saved = FileManager.default.contents(atPath: stem + ".bin").map { Array($0) } ?? []
    guard try model.areGolden(saved, vectorCount: manifest.vectorCount) else {
      line.note = "the outputs differ from the oracle's"
      return line
    }
    guard let report = try report(stem), report.problem == nil else {
      line.note = try report(stem)?.problem ?? "no run.json or no layers.csv"
      return line
    }
    line.outcome = "run"
    line.vectors = manifest.vectorCount
    line.layers = report.layers
    line.cycles = report.cycles
    return line
  }

  /// Whether the run ended with a verdict that names a layer and its operator, before any build.
  private static func isRefusal(_ outcome: ProgramOutcome, of model: SharedModel) -> Bool {
    let operators = Set(model.manifest.operators.map(\.op))
    return outcome.status == 2 && outcome.errors.contains("error: ")
      && outcome.errors.contains("\ntry: ")
      && operators.contains { outcome.errors.contains($0) }
  }

  private struct Report {
    let layers: Int
    let cycles: String
    let problem: String?
  }

  /// What `run.json` and `layers.csv` say, and what they lack.
  private static func report(_ stem: String) throws -> Report? {
    guard let bytes = FileManager.default.contents(atPath: stem + ".json"),
      let document = try JSONSerialization.jsonObject(with: bytes) as? [String: Any],
      let csv = try? String(contentsOfFile: stem + ".csv", encoding: .utf8)
    else { return nil }
    let layers = CSVReader.rows(csv).filter { $0["pass"] == "layer" }
    let timing = document["timing"] as? [String: Any]
    let clean = (timing?["clean"] as? [String: Any])?["median_cycles"] as? Double
    var problem: String?
    if clean.map({ $0 <= 0 }) ?? true { problem = "no clean median" }
    // A layer without code is one whose output lies on its input already.
    if layers.contains(where: {
      $0["code_mem"] != "" && (Double($0["cycles_median"] ?? "") ?? 0) <= 0
    }) {
      problem = "a layer without cycles"
    }
    if layers.isEmpty { problem = "no layers" }
    if document["validity"] as? String != "valid", !isShifted(document) {
      problem = "not valid: \(document["issues"] ?? "")"
    }
    return Report(
      layers: layers.count, cycles: clean.map { NumberText.grouped($0) } ?? "", problem: problem)
  }

  /// Whether nothing is wrong but that a layer's branches are foretold otherwise when it is stamped
  /// alone: some per cent where a loop has more branches than the predictor has entries, and up to
  /// sixteen mispredictions in a network of a few hundred cycles.
  private static func isShifted(_ document: [String: Any]) -> Bool {
    let issues = document["issues"] as? [[String: Any]] ?? []
    let timing = document["timing"] as? [String: Any]
    guard document["validity"] as? String == "degraded",
      issues.allSatisfy({
        $0["code"] as? String == "residue_high" || $0["severity"] as? String == "information"
      }), let percent = timing?["residue_pct"] as? Double,
      let cycles = timing?["residue_cycles"] as? Double
    else { return false }
    return abs(percent) < 5 || abs(cycles) < 128
  }

  private static func table(_ lines: [Line]) -> String {
    var table = TextTable(columns: [
      .text("model"), .text("outcome"), .number("vectors"), .number("layers"), .number("cycles"),
      .number("seconds"), .text("note"),
    ])
    for line in lines {
      table.append([
        line.model.description, line.outcome, String(line.vectors), String(line.layers),
        line.cycles, NumberText.fixed(line.seconds, digits: 1),
        TerminalText.escaping(line.outcome == "run" ? "" : line.note, width: 100),
      ])
    }
    let counts = ["run", "refused", "failed"].map { outcome in
      "\(lines.count { $0.outcome == outcome }) \(outcome)"
    }
    return table.text + "\n\(lines.count) models: \(counts.joined(separator: ", "))\n"
  }
}
