import Foundation
import MCUBenchTestSupport
import Testing

/// `compare` as a process, over runs that other processes stored.
@Suite struct CompareCommandTests {
  /// Stores a run of `kind` and gives its id.
  private func store(_ kind: String = "", in home: Sandbox) async throws -> String {
    let folder = URL(filePath: home.store).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let written = try await ProgramRun(
      TestPrograms.buildDirectory.appending(path: "StoreWriter").path, [home.store, "1", kind],
      in: home.directory
    ).outcome(within: .seconds(30))
    return try #require(written.output.split(separator: "\n").first.map(String.init))
  }

  private func comparisons(_ outcome: ProgramOutcome) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let document = try #require(object as? [String: Any])
    #expect(document["schema"] as? String == "mcubench.compare/1")
    return try #require(document["comparisons"] as? [[String: Any]])
  }

  @Test func twoRunsOfOneBuildAreEqualAndALesserBuildIsARegression() async throws {
    try await Sandbox.with { home in
      #expect(try await home.run(Example.run).status == 0)
      #expect(try await home.run(Example.run).status == 0)
      let equal = try await home.history().compactMap { $0["run_id"] as? String }
      let same = try await home.run(["compare"] + equal)
      #expect(same.status == 0)
      #expect(same.errors == "")
      #expect(same.output.contains("Verdict   no change of the whole network beyond its limits\n"))
      #expect(!same.output.contains("slower"))
      let json = try await home.run(["compare", "--json"] + equal)
      let totals = try #require(try comparisons(json).first?["totals"] as? [[String: Any]])
      #expect(totals.map { $0["delta_cycles"] as? Double } == [0, 0, 0])

      let lesser = try await home.run(Example.run + ["--home", try lesserBuild(in: home)])
      #expect(lesser.status == 0)
      let newest = try #require(try await home.history().first?["run_id"] as? String)
      let slower = try await home.run(["compare", equal[0], newest])
      #expect(slower.status == 3)
      #expect(slower.errors.contains("error: run \(newest.prefix(8)) is slower than run "))
      #expect(slower.errors.contains("; slower layers: "))
      #expect(
        slower.output.contains(
          "different_flags: the compiler's flags differ: without -O2, with -O0"))
      let faster = try await home.run(["compare", newest, equal[0]])
      #expect(faster.status == 0)
      #expect(faster.output.contains("Verdict   B is faster: clean -"))
    }
  }

  /// The program's files with an optimisation level of none in the board's profile.
  private func lesserBuild(in home: Sandbox) throws -> String {
    let files = FileManager.default
    let checkout = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = URL(filePath: home.directory + "/lesser")
    try files.createDirectory(
      at: folder.appending(path: "boards"), withIntermediateDirectories: true)
    for (name, target) in [
      ("kernels", "Sources/CKernels"), ("firmware-template", "firmware-template"),
    ] {
      try files.createSymbolicLink(
        at: folder.appending(path: name), withDestinationURL: checkout.appending(path: target))
    }
    let profile = "boards/stm32f746g.yaml"
    let text = try String(contentsOf: checkout.appending(path: profile), encoding: .utf8)
    try #require(text.contains("    - -O2\n"))
    try text.replacing("    - -O2\n", with: "    - -O0\n")
      .write(to: folder.appending(path: profile), atomically: true, encoding: .utf8)
    return folder.path
  }

  @Test func aRegressionEndsWithStatus3AndWritesEverything() async throws {
    try await Sandbox.with { home in
      let baseline = try await store(in: home)
      let slower = try await store("slower", in: home)
      let csv = home.directory + "/compare.csv"
      let outcome = try await home.run(["compare", baseline, slower, "--json", "--csv", csv])
      #expect(outcome.status == 3)
      #expect(outcome.errors.contains("clean +2 400 cycles (+11.11 %), limit 200"))
      #expect(outcome.errors.contains("\ntry: "))
      #expect(try comparisons(outcome).map { $0["outcome"] as? String } == ["slower"])
      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
      #expect(rows.first { $0["name"] == "clean" }?["delta"] == "2400")
      // The order says which is the baseline.
      let back = try await home.run(["compare", slower, baseline])
      #expect(back.status == 0)
      #expect(back.output.contains("Verdict   B is faster"))
    }
  }

  @Test(arguments: [
    ("measured", "evidence differs: simulated, then measured", false),
    ("wrong-output", "is invalid_output", false),
    ("other-parameters", "the timing model differs: instructions v1, then m7 v2", true),
  ])
  func saysWhyRunsCannotBeCompared(kind: String, why: String, isForcible: Bool) async throws {
    try await Sandbox.with { home in
      let runs = [try await store(in: home), try await store(kind, in: home)]
      let outcome = try await home.run(["compare"] + runs)
      #expect(outcome.status == 2)
      #expect(outcome.output == "")
      #expect(outcome.errors.hasPrefix("error: run \(runs[1].prefix(8)) cannot be compared with"))
      #expect(outcome.errors.contains(why))
      #expect(outcome.errors.contains("\ntry: "))
      #expect(outcome.errors.contains("--force") == isForcible)

      let json = try await home.run(["compare", "--json"] + runs)
      #expect(json.status == 2)
      #expect(try comparisons(json).map { $0["outcome"] as? String } == ["blocked"])

      let forced = try await home.run(["compare", "--force"] + runs)
      #expect(forced.status == (isForcible ? 0 : 2))
      #expect(forced.output.contains("Verdict   none") == isForcible)
      #expect(forced.errors.contains("no verdict on run") == isForcible)
    }
  }

  @Test func putsOneModelOnTwoBoardsSideBySide() async throws {
    try await Sandbox.with { home in
      let runs = [try await store(in: home), try await store("other-board", in: home)]
      let outcome = try await home.run(["compare"] + runs)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("\nside by side: A, B\n"))
      #expect(outcome.output.contains("different_board: the board differs: stm32f746g, then pico"))
      #expect(outcome.output.contains("Verdict   none"))
      #expect(outcome.errors.contains("no verdict on run"))
      let json = try await home.run(["compare", "--json"] + runs)
      #expect(try comparisons(json).map { $0["outcome"] as? String } == ["side_by_side"])
    }
  }

  @Test func showsTheOthersWhenOneRunCannotBeCompared() async throws {
    try await Sandbox.with { home in
      let runs = [
        try await store(in: home), try await store("measured", in: home),
        try await store("slower", in: home),
      ]
      let outcome = try await home.run(["compare"] + runs)
      #expect(outcome.status == 2)
      #expect(outcome.output.contains("\nC against A\n"))
      #expect(!outcome.output.contains("\nB against A\n"))
    }
  }

  @Test func takesFilesOfRunsWithoutAStore() async throws {
    try await Sandbox.with { home in
      let runs = [try await store(in: home), try await store("slower", in: home)]
      let files = ["before", "after"].map { "\(home.directory)/\($0).json" }
      for (run, file) in zip(runs, files) {
        #expect(try await home.run(["export", run, "--json", file]).status == 0)
      }
      try FileManager.default.removeItem(atPath: home.directory + "/data")
      let outcome = try await home.run(["compare"] + files)
      #expect(outcome.status == 3)
      #expect(outcome.errors.contains("; slower layers: 0\n"))
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/data"))

      let missing = try await home.run(["compare", files[0], "./none.json"])
      #expect(missing.status == 2)
      #expect(missing.errors.contains("error: cannot read ./none.json: No such file"))
      let other = try await home.run(["compare", files[0], Example.model])
      #expect(other.status == 2)
      #expect(other.errors.contains(".tflite is no run: it is no JSON"))
      #expect(other.errors.contains("\ntry: write one with 'mcubench export RUN --json FILE'"))
    }
  }

  @Test func saysWhichRunsAComparisonTakes() async throws {
    try await Sandbox.with { home in
      let run = try await store(in: home)
      for (arguments, words) in [
        ([run], "a comparison takes two runs or more, the baseline first"),
        ([run, run], "run \(run.prefix(8)) is named twice"),
        ([run, String(run.prefix(9))], "are both run \(run.prefix(8))"),
        ([run, "nothing"], "a run is named by"),
      ] {
        let outcome = try await home.run(["compare"] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("error: "))
        #expect(outcome.errors.contains(words))
        #expect(outcome.errors.contains("\ntry: list the runs with 'mcubench history'"))
      }
      #expect(try await home.run(["compare"]).status == 2)
    }
  }
}
