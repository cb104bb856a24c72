import Foundation
import MCUBenchTestSupport
import Testing

/// Runs of a real network over serial lines that are not as they should be.
@Suite(.timeLimit(.minutes(10)))
struct SerialLineTests {
  private static let run = [
    "run", Example.largeModel, "--board", "stm32f746g", "--on", "simulator", "--runs", "1",
    "--warmup", "0",
  ]

  /// A run: how its line did, and the cycles of each layer, 0 for one without code.
  private struct Outcome {
    let line: [String: Int]
    let cycles: [Double]
  }

  private func outcome(of faults: [String], in home: Sandbox) async throws -> Outcome {
    let (file, layers) = (home.directory + "/run.json", home.directory + "/layers.csv")
    let started = ContinuousClock.now
    let ended = try await home.run(
      Self.run + ["--json", file, "--csv", layers] + faults.flatMap { ["--vboard-fault", $0] },
      within: .seconds(240))
    let wall = ContinuousClock.now - started
    #expect(ended.status == 0, "\(faults): \(ended.errors)")
    #expect(ended.output.contains("equals the host reference"), "\(faults)")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
        as? [String: Any])
    let board = try #require(document["board"] as? [String: Any])
    let line = try #require(board["line"] as? [String: Int])
    let figures = ["baud", "frames", "broken_frames", "commands", "resent_commands"]
    LineNotes.add(
      faults.joined(separator: " "),
      "completed in \(wall), "
        + figures.map { "\($0) \(line[$0] ?? 0)" }.joined(separator: ", "))
    let rows = CSVReader.rows(try String(contentsOfFile: layers, encoding: .utf8))
    return Outcome(line: line, cycles: rows.map { $0["cycles_median"].flatMap(Double.init) ?? 0 })
  }

  @Test func completesOverANoisyLineAsOverAGoodOne() async throws {
    try await Sandbox.with { home in
      let good = try await outcome(of: [], in: home)
      #expect(good.line["baud"] == 921_600)
      #expect(good.line["broken_frames"] == 0)
      #expect(good.cycles.count == 31)
      for faults in [
        ["line-flip=1e-5"], ["line-flip=1e-4"], ["line-flip=1e-3"],
        ["line-drop=1e-3", "line-double=1e-3", "line-delay=1e-3", "line-seed=2"],
        ["line-flip=1e-2", "line-seed=3"], ["line-drop=1e-2"],
      ] {
        let noisy = try await outcome(of: faults, in: home)
        // What was sent again is in the branch table, and a loop may start in another phase.
        #expect(zip(noisy.cycles, good.cycles).allSatisfy { abs($0 - $1) <= 0.02 * $1 })
        #expect(noisy.cycles.count == good.cycles.count)
        let isBad = faults.contains { $0.hasSuffix("1e-3") || $0.hasSuffix("1e-2") }
        #expect(!isBad || noisy.line["resent_commands"] ?? 0 > 0)
      }
      await home.expectNoSurvivors()
    }
  }

  @Test func fallsBackToTheSpeedThatTheAdapterCarries() async throws {
    try await Sandbox.with { home in
      for baud in [460_800, 115_200] {
        let outcome = try await outcome(of: ["max-baud=\(baud)"], in: home)
        #expect(outcome.line["baud"] == baud)
      }
      await home.expectNoSurvivors()
    }
  }

  struct Ending: Sendable, CustomTestStringConvertible {
    let faults: [String]
    let words: String
    /// How the error is classed.
    let kind: String
    var testDescription: String { faults.joined(separator: " ") }
  }

  @Test(arguments: [
    Ending(faults: ["cut-at-bytes=9000"], words: "the board said nothing for", kind: "timeout"),
    Ending(
      faults: ["max-baud=115200", "reset-after-bytes=1200"], words: "the board was reset",
      kind: "boot"),
    Ending(faults: ["line-flip=0.2"], words: "the board", kind: "protocol"),
  ])
  func failsInTimeWhereALineIsHopeless(_ ending: Ending) async throws {
    try await Sandbox.with { home in
      let started = ContinuousClock.now
      let outcome = try await home.run(
        Self.run + ending.faults.flatMap { ["--vboard-fault", $0] }, within: .seconds(90))
      #expect(outcome.status == 1)
      #expect(!outcome.isOverdue)
      #expect(outcome.errors.contains(ending.words), "\(outcome.errors)")
      #expect(outcome.errors.contains("\nclass: \(ending.kind)\n"), "\(outcome.errors)")
      #expect(outcome.errors.contains("\ntry: "))
      LineNotes.add(
        ending.testDescription,
        "\(ContinuousClock.now - started): "
          + (outcome.errors.split(separator: "\n").first { $0.hasPrefix("error: ") } ?? ""))
      #expect(try await home.history().isEmpty)
      await home.expectNoSurvivors()
    }
  }
}

/// Faults that were tried and what came of each, on stderr.
enum LineNotes {
  static func add(_ fault: String, _ outcome: String) {
    let name = fault.isEmpty ? "none" : fault
    FileHandle.standardError.write(Data("fault \(name): \(outcome)\n".utf8))
  }
}
