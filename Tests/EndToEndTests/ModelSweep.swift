import Foundation
import MCUBenchTestSupport
import Reports
import Testing

/// Models through the whole path as a user takes it, on one virtual board: `mcubench run` as a
/// process, vectors from files, outputs compared with the oracle's byte for byte.
struct ModelSweep: Sendable, CustomTestStringConvertible {
  /// What a refusal was about; each says it with the layer or the figures that it is of.
  enum Refusal: String, Sendable, CaseIterable {
    /// A layer whose operator or types no kernel takes.
    case network = "an operator or its types"
    /// More memory than the board has, both in bytes.
    case memory = "memory"
  }

  enum Outcome: Hashable, Sendable {
    case run
    case refused(Refusal)
    case failed

    var text: String {
      switch self {
      case .run: "run"
      case .refused(let refusal): "refused: \(refusal.rawValue)"
      case .failed: "failed"
      }
    }
  }

  struct Line: Sendable {
    let model: SharedModel
    var outcome = Outcome.failed
    var vectors = 0
    var layers = 0
    var cycles = ""
    var seconds = 0.0
    var note = ""
  }

  let board: String
  /// Int8 models that do not fit the board.
  var tooLarge = 0
  /// Whether all models take a reasonable time: the emulator is fast, or the board is.
  var isAlwaysWhole = false

  var testDescription: String { board }

  /// Multiply-accumulates a vector above which a pass is one run, unless there is time: every
  /// vector is compared all the same.
  private static let largeMACs = 1_000_000
  private static let processes = 2
  /// Multiply-accumulates a vector of the models of a slice, at most.
  private static let sliceMACs = 100_000

  var isWhole: Bool { isAlwaysWhole || TestPrograms.isLong }

  /// Every model, or a slice of six.
  ///
  /// Of the models of at most 100,000 multiply-accumulates a vector, in the order of their names:
  /// those at the start, a quarter, a half and three quarters of the way through the ones that run,
  /// and the first and the last of the ones that are refused.
  var models: [SharedModel] {
    if isWhole { return SharedModels.all }
    let small = SharedModels.all.filter { $0.manifest.macs <= Self.sliceMACs }
      .sorted { $0.description < $1.description }
    let (refused, run) = (small.filter(\.isRefused), small.filter { !$0.isRefused })
    return (0..<4).map { run[$0 * run.count / 4] }
      + [refused.first, refused.last].compactMap(\.self)
  }

  /// Takes every model, the largest first, and gives a line for each by name.
  func lines(in home: Sandbox) async throws -> [Line] {
    try await withThrowingTaskGroup(of: Line.self) { group in
      var waiting = models.sorted { $0.manifest.macs > $1.manifest.macs }[...]
      var done: [Line] = []
      for _ in 0..<Self.processes {
        if let model = waiting.popFirst() { group.addTask { try await take(model, home) } }
      }
      while let line = try await group.next() {
        done.append(line)
        if let model = waiting.popFirst() { group.addTask { try await take(model, home) } }
      }
      return done.sorted { $0.model.description < $1.model.description }
    }
  }

  private func take(_ model: SharedModel, _ home: Sandbox) async throws -> Line {
    var line = Line(model: model)
    let manifest = model.manifest
    let hasTime = isAlwaysWhole && TestPrograms.isLong
    let stem = "\(home.directory)/\(manifest.group)-\(manifest.name)"
    let inputs = manifest.inputs.compactMap(\.file).map { model.folder.appending(path: $0).path }
    var arguments = [
      "run", model.folder.appending(path: manifest.model).path, "--board", board,
      "--on", "simulator", "--input", inputs.joined(separator: ","),
      "--save-output", stem + ".bin", "--json", stem + ".json", "--csv", stem + ".csv",
    ]
    if manifest.macs > Self.largeMACs, !hasTime { arguments += ["--runs", "1", "--warmup", "0"] }
    let outcome = try await home.run(arguments, within: .seconds(3_600))
    line.seconds = Double(outcome.duration / .milliseconds(1)) / 1_000
    line.note = outcome.errors.split(separator: "\n").prefix(3).joined(separator: " | ")
    if outcome.status != 0 {
      if let refusal = refusal(outcome, of: model) { line.outcome = .refused(refusal) }
      return line
    }
    let saved = FileManager.default.contents(atPath: stem + ".bin").map { Array($0) } ?? []
    guard try model.areGolden(saved, vectorCount: manifest.vectorCount) else {
      line.note = "the outputs differ from the oracle's"
      return line
    }
    guard let report = try SweptReport(stem), report.problem == nil else {
      line.note = try SweptReport(stem)?.problem ?? "no run.json or no layers.csv"
      return line
    }
    line.outcome = .run
    line.vectors = manifest.vectorCount
    line.layers = report.layers
    line.cycles = report.cycles
    return line
  }

  /// What the verdict is about, when the run ended with one before any build: it names a layer and
  /// its operator, or what the board has too little of.
  private func refusal(_ outcome: ProgramOutcome, of model: SharedModel) -> Refusal? {
    guard outcome.status == 2, outcome.errors.contains("error: "),
      outcome.errors.contains("\ntry: ")
    else { return nil }
    if model.isRefused {
      let operators = Set(model.manifest.operators.map(\.op))
      return operators.contains { outcome.errors.contains($0) } ? .network : nil
    }
    let sizes = outcome.errors.firstMatch(of: #/error: (\S+): .*needs? (\d+) B.*?has (\d+) B/#)
    guard let sizes, sizes.1 == board, let needed = Int(sizes.2), let had = Int(sizes.3),
      needed > had
    else { return nil }
    return .memory
  }

  /// What a model's outcome has to be where the count of those that are too large is right.
  static func isExpected(_ line: Line) -> Bool {
    line.model.isRefused
      ? line.outcome == .refused(.network)
      : line.outcome == .run || line.outcome == .refused(.memory)
  }

  /// The lines, then how many came to each outcome.
  func text(_ lines: [Line]) -> String {
    var table = TextTable(columns: [
      .text("model"), .text("outcome"), .number("vectors"), .number("layers"), .number("cycles"),
      .number("seconds"), .text("note"),
    ])
    for line in lines {
      table.append([
        line.model.description, line.outcome.text, String(line.vectors), String(line.layers),
        line.cycles, NumberText.fixed(line.seconds, digits: 1),
        TerminalText.escaping(line.outcome == .run ? "" : line.note, width: 100),
      ])
    }
    let outcomes = [Outcome.run] + Refusal.allCases.map { .refused($0) } + [.failed]
    let counts = outcomes.map { outcome in
      "\(lines.count { $0.outcome == outcome }) \(outcome.text)"
    }
    let models = isWhole ? "all \(lines.count) models" : "a slice of \(lines.count) models"
    return table.text + "\n\(board), \(models): \(counts.joined(separator: ", "))\n"
  }
}

/// What `run.json` and `layers.csv` of a run say, and what they lack.
private struct SweptReport {
  let layers: Int
  let cycles: String
  let problem: String?

  init?(_ stem: String) throws {
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
    if document["validity"] as? String != "valid", !Self.isShifted(document) {
      problem = "not valid: \(document["issues"] ?? "")"
    }
    self.layers = layers.count
    cycles = clean.map { NumberText.grouped($0) } ?? ""
    self.problem = problem
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
}
