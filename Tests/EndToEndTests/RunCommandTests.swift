import Foundation
import MCUBenchTestSupport
import Testing

/// What a good run leaves.
@Suite struct RunCommandTests {
  private static let examples = URL(filePath: Example.model).deletingLastPathComponent()

  private func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test func showPrintsWhatRunPrinted() async throws {
    try await Sandbox.with { home in
      let run = try await home.run(Example.run)
      #expect(run.status == 0)
      #expect(run.output.contains("\n  Evidence  simulated: virtual board, timing model "))
      #expect(run.output.contains("\n  Claim     "))
      let name = try #require(try await home.history().first?["run_id"] as? String)
      let shown = try await home.run(["show", name])
      #expect(shown.output == run.output)
    }
  }

  @Test func leavesThreeFilesThatAgree() async throws {
    try await Sandbox.with { home in
      let out = home.directory + "/out"
      #expect(try await home.run(Example.run + ["--out", out]).status == 0)
      let document = try #require(
        JSONSerialization.jsonObject(with: Data(contents(out + "/run.json"))) as? [String: Any])
      let name = try #require(document["run_id"] as? String)
      let rows = CSVReader.rows(
        String(decoding: try contents(out + "/layers.csv"), as: UTF8.self))
      #expect(rows.allSatisfy { $0["run_id"] == name && $0["evidence"] == "simulated" })
      let sum = rows.compactMap { Double($0["cycles_median"] ?? "") }.reduce(0, +)
      #expect((document["timing"] as? [String: Any])?["layer_sum_cycles"] as? Double == sum)
      let samples = String(decoding: try contents(out + "/samples.jsonl"), as: UTF8.self)
      for pass in ["clean", "layer", "cold", "probe"] {
        #expect(samples.contains("{\"pass\":\"\(pass)\",\"run\":0,\"cycles\":["))
      }
      let again = try await home.run(["export", name, "--csv", "-"])
      #expect(Array(again.output.utf8) == (try contents(out + "/layers.csv")))
    }
  }

  @Test func runsEveryVectorOfAFileOrTheOneThatIsPicked() async throws {
    try await Sandbox.with { home in
      let input = Self.examples.appending(path: "digits.bin").path
      let answers = try contents(Self.examples.appending(path: "output_first5.bin").path)
      let five = try home.write(Array(try contents(input).prefix(5 * 28 * 28)), to: "five.bin")
      let saved = home.directory + "/saved.bin"
      let all = try await home.run(Example.run + ["--input", five, "--save-output", saved])
      #expect(all.status == 0)
      #expect(all.output.contains("5 vectors"))
      #expect(try contents(saved) == answers)
      let one = try await home.run(
        Example.run + ["--input", five, "--vector", "3", "--save-output", saved])
      #expect(one.status == 0)
      #expect(try contents(saved) == Array(answers[30..<40]))
    }
  }

  @Test(arguments: [
    ["--vector", "5"], ["--vector", "-1"], ["--runs", "0"], ["--passes", "layer"],
    ["--passes", "clean,warm"], ["--board", "stm32f999"], ["--input", "/nowhere/x.bin"],
    ["--csv", "-", "--json", "-"], ["--input", ""], ["--input", ","],
  ])
  func refusesWrongUsageBeforeItBuilds(_ arguments: [String]) async throws {
    try await Sandbox.with { home in
      let five = try home.write([UInt8](repeating: 0, count: 5 * 28 * 28), to: "five.bin")
      let input = arguments.contains("--input") ? [] : ["--input", five]
      let base = ["run", Example.model, "--on", "simulator"]
      let board = arguments.contains("--board") ? [] : ["--board", "stm32f746g"]
      let outcome = try await home.run(base + board + input + arguments)
      #expect(outcome.status == 2, "\(outcome.errors)")
      #expect(outcome.errors.contains("error: "))
      #expect(outcome.errors.contains("\ntry: "))
      #expect(outcome.output == "")
      #expect(try await home.history().isEmpty)
    }
  }

  @Test(arguments: ["--csv", "--json", "--save-output"])
  func refusesAFileThatCannotBeWrittenBeforeItMeasures(_ flag: String) async throws {
    try await Sandbox.with { home in
      for path in ["/nowhere/result", home.directory, ""] {
        let outcome = try await home.run(Example.run + ["--verbose", flag, path])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: cannot write \(path)"))
        #expect(outcome.errors.contains("\ntry: "))
        #expect(!outcome.errors.contains("measuring"))
      }
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func keepsTheRunWhenAFileOfAFlagCannotBeWritten() async throws {
    try await Sandbox.with { home in
      for flag in ["--csv", "--json", "--save-output"] {
        let outcome = try await home.run(Example.run + [flag, "/dev/full"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: cannot write /dev/full"))
      }
      #expect(try await home.history().count == 3)
    }
  }

  @Test(arguments: [0, 1, 783, 785])
  func refusesAnInputOfAnotherLength(_ length: Int) async throws {
    try await Sandbox.with { home in
      let file = try home.write([UInt8](repeating: 0, count: length), to: "input.bin")
      let outcome = try await home.run(Example.run + ["--input", file])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("error: "))
      #expect(outcome.errors.contains("\ntry: "))
    }
  }
}
