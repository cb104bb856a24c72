import Foundation
import MCUBenchTestSupport
import Testing

/// `sweep` as a process: its order, its budget, and that it goes on where it was stopped.
@Suite struct SweepCommandTests {
  private static func arguments(_ folder: String, _ more: [String]) -> [String] {
    [
      "sweep", "mobilenetv1", "--alpha", "0.05,0.1", "--loop", "1-2", "--resolution", "32", "-o",
      folder,
    ] + more
  }

  @Test func putsWhatKeepsTheBudgetFirstAndTheLargestOnTop() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      // The two of alpha 0.1 have more than 10,000 parameters each, the others fewer.
      let swept = try await home.run(
        Self.arguments(folder, ["--budget", "params=20k", "--csv", folder + ".csv"]))
      #expect(swept.status == 0, "\(swept.errors)")
      let csv = try String(contentsOf: URL(filePath: folder + ".csv"), encoding: .utf8)
      let lines = csv.split(separator: "\r\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let rows = lines.dropFirst()
      let verdict = try #require(lines.first?.firstIndex(of: "budget_missed"))
      #expect(rows.count == 4)
      let verdicts = rows.map { $0[verdict].isEmpty }
      #expect(verdicts == verdicts.sorted { $0 && !$1 })
      #expect(verdicts.contains(true) && verdicts.contains(false), "\(csv)")
      let fitting = rows.filter { $0[verdict].isEmpty }.compactMap { Int($0[3]) }
      #expect(fitting == fitting.sorted(by: >))
      #expect(swept.output.contains("\(fitting.count) of 4 keep the budget"))
    }
  }

  @Test func goesOnWhereItWasStopped() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let first = try await home.run(Self.arguments(folder, ["--json"]))
      #expect(first.status == 0, "\(first.errors)")
      try FileManager.default.removeItem(
        atPath: folder + "/mobilenetv1_0.05_32_c3_o2_l1.tflite")
      // A line that was cut, one of another form, and one that is no text.
      let journal = folder + "/sweep.jsonl"
      let lines = try Data(contentsOf: URL(filePath: journal))
      var damaged = Data("{\"name\":\"x\"}\nno json\n".utf8)
      damaged.append(contentsOf: [0xff, 0xfe, 0x0a])
      damaged.append(lines)
      damaged.append(contentsOf: lines.prefix(40))
      try damaged.write(to: URL(filePath: journal))
      for made in [3, 4] {
        let again = try await home.run(Self.arguments(folder, ["--json"]))
        #expect(again.errors.contains("\(made) of 4 were made before"), "\(again.errors)")
        #expect(again.output == first.output)
      }
    }
  }

  @Test func leavesFilesThatItDidNotMake() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let theirs = folder + "/mobilenetv1_0.05_32_c3_o2_l1.tflite"
      try Data("trained elsewhere".utf8).write(to: URL(filePath: theirs))
      for _ in 0..<2 {
        let outcome = try await home.run(Self.arguments(folder, ["--json"]))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: kept \(theirs), which differs"))
        #expect(outcome.errors.contains("try: give --force"))
        #expect(!outcome.output.contains("mobilenetv1_0.05_32_c3_o2_l1"))
        #expect(outcome.output.contains("mobilenetv1_0.05_32_c3_o2_l2"))
        #expect(try Data(contentsOf: URL(filePath: theirs)) == Data("trained elsewhere".utf8))
      }
      let forced = try await home.run(Self.arguments(folder, ["--json", "--force"]))
      #expect(forced.status == 0, "\(forced.errors)")
      #expect(forced.output.contains("mobilenetv1_0.05_32_c3_o2_l1"))
      // By now it is the sweep's own, and no sweep of another seed replaces it.
      let bytes = try Data(contentsOf: URL(filePath: theirs))
      let other = try await home.run(Self.arguments(folder, ["--seed", "2"]))
      #expect(other.status == 1)
      #expect(other.errors.contains("and 3 more, which differs"), "\(other.errors)")
      #expect(try Data(contentsOf: URL(filePath: theirs)) == bytes)
    }
  }

  @Test func givesEachInputRangeFilesOfItsOwn() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let name = "mobilenetv1_0.05_32_c3_o2_l1"
      #expect(try await home.run(["sweep", name, "-o", folder]).status == 0)
      let file = URL(filePath: "\(folder)/\(name).tflite")
      let first = try Data(contentsOf: file)
      let refused = try await home.run(["sweep", name, "--input-range", "-1,0", "-o", folder])
      #expect(refused.status == 1)
      #expect(refused.errors.contains("error: kept \(folder)/\(name).tflite, which differs"))
      #expect(try Data(contentsOf: file) == first)
      let swept = try await home.run(
        ["sweep", name, "--input-range", "0,1", "-o", folder, "--force"])
      #expect(swept.status == 0, "\(swept.errors)")
      #expect(!swept.errors.contains("were made before"))
      let made = try await home.run(
        ["make", name, "--input-range", "0,1", "-o", home.directory + "/made"])
      #expect(made.status == 0)
      let second = try Data(contentsOf: file)
      #expect(second != first)
      #expect(
        try second == Data(contentsOf: URL(filePath: "\(home.directory)/made/\(name).tflite")))
    }
  }

  @Test func savesModelsWithTheirTrainingParameters() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      // The second finds all of them made, and saves them all the same.
      #expect(try await home.run(Self.arguments(folder, [])).status == 0)
      #expect(try await home.run(Self.arguments(folder, ["--save"])).status == 0)
      let shown = try await home.run(
        ["models", "show", "mobilenetv1_0.05_32_c3_o2_l1", "--json"])
      #expect(shown.status == 0, "\(shown.errors)")
      #expect(shown.output.contains("8139"), "\(shown.output)")
    }
  }

  @Test func keepsItsJournalAndModelsFromItsOwnTable() async throws {
    try await Sandbox.with { home in
      let name = "mobilenetv1_0.05_32_c3_o2_l1"
      let folder = home.directory + "/swept"
      #expect(try await home.run(["sweep", name, "-o", folder]).status == 0)
      for (file, words) in [
        ("sweep.jsonl", "would replace the sweep's journal"),
        ("../swept/sweep.jsonl", "would replace the sweep's journal"),
        ("\(name).tflite", "is a model, which a result does not replace"),
      ] {
        let path = "\(folder)/\(file)"
        let before = try Data(contentsOf: URL(filePath: path))
        let refused = try await home.run(["sweep", name, "-o", folder, "--csv", path])
        #expect(refused.status == 2)
        #expect(refused.errors.contains(words), "\(refused.errors)")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
      }
    }
  }

  @Test func saysByItsStatusThatNothingFits() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        Self.arguments(home.directory + "/swept", ["--budget", "macs=1"]))
      #expect(outcome.status == 3)
      #expect(outcome.output.contains("FAIL macs"))
      #expect(outcome.errors.contains("error: none of 4 variations keeps the budget"))
    }
  }

  @Test func refusesALatencyWithoutABoard() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let outcome = try await home.run(Self.arguments(folder, ["--budget", "latency=5ms"]))
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("a limit of latency needs --board"))
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
  }

  @Test func saysWhyNothingCanBeMadeWithoutLookingForLong() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let outcome = try await home.run(
        ["sweep", "mobilenetv1", "--resolution", "8", "--alpha", "0.1-4:0.01", "-o", folder])
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("left out 371 more"), "\(outcome.errors)")
      #expect(outcome.errors.contains("error: no combination of these factors"))
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
  }

  @Test func sharesAFolderAndOutlivesAKill() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let arguments = [
        "sweep", "mobilenetv1", "--alpha", "0.05-0.3:0.05", "--loop", "1-5", "-o", folder,
      ]
      let killed = try home.start(arguments)
      while (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0 < 4 {
        try await Task.sleep(for: .milliseconds(5))
      }
      kill(killed.processID, SIGKILL)
      _ = await killed.outcome(within: .seconds(60))
      let (first, second) = (try home.start(arguments), try home.start(arguments))
      let outcomes = [
        await first.outcome(within: .seconds(120)),
        await second.outcome(within: .seconds(120)),
      ]
      #expect(outcomes.map(\.status) == [0, 0], "\(outcomes.map(\.errors))")
      #expect(outcomes[0].output == outcomes[1].output)
      let last = try await home.run(arguments)
      #expect(last.errors.contains("30 of 30 were made before"), "\(last.errors)")
      #expect(last.output == outcomes[0].output)
    }
  }

  @Test(arguments: [true, false])
  func refusesAFolderThatItCannotUse(isFile: Bool) async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      if isFile {
        try Data("a file".utf8).write(to: URL(filePath: folder))
      } else {
        try FileManager.default.createDirectory(
          atPath: folder + "/sweep.jsonl", withIntermediateDirectories: true)
      }
      let outcome = try await home.run(Self.arguments(folder, []))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: \(folder)"), "\(outcome.errors)")
      #expect(outcome.errors.contains("try: "))
      if !isFile {
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["sweep.jsonl"])
      }
    }
  }
}
